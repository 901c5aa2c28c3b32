#include "model/compiled_rules.hpp"

#include <algorithm>
#include <functional>
#include <initializer_list>

namespace hm::model {

namespace {

std::size_t mixed(std::initializer_list<std::uint64_t> parts) {
    std::size_t h = 0;
    for (std::uint64_t p : parts) h = (h ^ std::hash<std::uint64_t>{}(p)) * 0x9e3779b97f4a7c15u;
    return h;
}

std::uint64_t number(const quorum& q) {
    return q.count + static_cast<std::uint64_t>(q.share.value_or(0));
}

std::size_t hash_of(const rollup_rule& r) {
    std::uint64_t values = 0;
    for (const auto& [g, q] : r.at_least) values = values * 31 + number(q) + g.rank();
    for (const rung& step : r.ladder.rungs)
        for (const rung_test& t : step.when)
            values = values * 31 + static_cast<std::uint64_t>(t.value) + t.who;
    return mixed({static_cast<std::uint64_t>(r.kind), number(r.k), values});
}

std::size_t hash_of(const edge_terms& e) {
    return mixed({e.share, static_cast<std::uint64_t>(e.effect), e.map.size(), e.abilities,
                  e.essential ? 1u : 0u, e.drop_unknown ? 1u : 0u});
}

// The one in `all` that equals `wanted`, made by `make` when there is none.
template <class T, class Make>
std::uint32_t intern(std::vector<T>& all, std::unordered_multimap<std::size_t, std::uint32_t>& by_hash,
                     std::size_t hash, const auto& wanted, Make&& make) {
    const auto [first, last] = by_hash.equal_range(hash);
    for (auto i = first; i != last; ++i)
        if (all[i->second] == wanted) return i->second;
    const auto number = static_cast<std::uint32_t>(all.size());
    all.push_back(make());
    by_hash.emplace(hash, number);
    return number;
}

// `{ ladder: [], else: worst }` is `worst`, with its score.
group_kind kind_of(const ladder& l) {
    const bool bare = l.rungs.empty() && l.otherwise.k == quorum{1, std::nullopt};
    if (bare && l.otherwise.as == resolution::kind::worst) return group_kind::worst;
    return bare && l.otherwise.as == resolution::kind::best ? group_kind::best : group_kind::ladder;
}

group_kind kind_of(const rollup_rule& r) {
    const bool of_one = r.k == quorum{1, std::nullopt};
    switch (r.kind) {
        case rollup_kind::worst:
            return of_one ? group_kind::worst : group_kind::ladder;
        case rollup_kind::best:
            return of_one ? group_kind::best : group_kind::ladder;
        case rollup_kind::redundant:
            return group_kind::redundant;
        case rollup_kind::weighted:
            return group_kind::weighted;
        case rollup_kind::flows:
            return group_kind::flows;
        case rollup_kind::at_least:
            return group_kind::ladder;
        case rollup_kind::ladder:
            return kind_of(r.ladder);
    }
    return group_kind::worst;
}

std::array<grade, max_states> output_table(const node_policy& policy, const scale& states) {
    std::array<grade, max_states> table{};
    for (std::size_t rank = 0; rank < states.size(); ++rank) table[rank] = states.at(rank);
    for (const auto& [from, to] : policy.output) table[from.rank()] = to;
    return table;
}

}  // namespace

edge_spec::edge_spec(edge_terms terms, const scale& states)
    : edge_terms(std::move(terms)),
      table(states, effect, drop_unknown, map),
      plain(!essential && abilities == 0 && table == edge_map{states}) {}

std::uint32_t compiled_rules::edge(edge_terms terms) {
    return intern(edges_, edges_by_hash_, hash_of(terms), terms, [&] {
        return edge_spec{std::move(terms), states_};
    });
}

std::uint32_t compiled_rules::node(const rollup_rule& signals, const rollup_rule& needs,
                                   const node_policy& policy) {
    node_rules n{group(signals), group(needs), policy, {}, false};
    const auto address = [](const group_rule& r) { return reinterpret_cast<std::uintptr_t>(r.written); };
    const std::size_t hash =
        mixed({address(n.signals), address(n.needs), static_cast<std::uint64_t>(policy.unknown),
               static_cast<std::uint64_t>(policy.min_known), policy.output.size()});
    return intern(nodes_, nodes_by_hash_, hash, n, [&] {
        n.output = output_table(policy, states_);
        n.plain = n.signals.kind == group_kind::worst && n.needs.kind == group_kind::worst &&
                  policy == node_policy{};
        return n;
    });
}

group_rule compiled_rules::group(const rollup_rule& rule) {
    const std::size_t hash = hash_of(rule);
    const auto [first, last] = groups_by_hash_.equal_range(hash);
    for (auto i = first; i != last; ++i)
        if (*i->second.written == rule) return i->second;
    group_rule made{kind_of(rule), &rules_.emplace_back(rule), nullptr};
    if (made.kind == group_kind::ladder) made.rungs = &ladders_.emplace_back(*expanded(rule, states_));
    groups_by_hash_.emplace(hash, made);
    return made;
}

}  // namespace hm::model
