#include "model/slo/bounds.hpp"

#include "model/rollup.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <optional>

namespace hm::model {

namespace {

// By rank: how likely a vertex is in this state or a worse one.
using worse_chances = std::array<chance_range, max_states>;

// Of every node of the diagrams: how likely its value is of the set.
std::vector<double> chances(const structure& s, std::span<const double> down, rank_set bad) {
    const diagram& functions = s.functions();
    std::vector<double> chance(functions.size());
    for (diagram::ref r = 0; r < functions.size(); ++r) {
        const diagram::node n = functions.at(r);
        if (n.asked == diagram::no_variable)
            chance[r] = contains(bad, s.standing_of(n.good).now) ? 1 : 0;
        else
            chance[r] = (1 - down[n.asked]) * chance[n.good] + down[n.asked] * chance[n.bad];
    }
    return chance;
}

// Any of them happens; all of them do. Whatever they have in common.
chance_range any_of(std::span<const chance_range> all) {
    chance_range r{0, 0};
    for (const chance_range& c : all) {
        r.lowest = std::max(r.lowest, c.lowest);
        r.highest = std::min(1.0, r.highest + c.highest);
    }
    return r;
}

chance_range all_of(std::span<const chance_range> all) {
    chance_range r{1, 1};
    for (const chance_range& c : all) {
        r.lowest = std::max(0.0, r.lowest - (1 - c.lowest));
        r.highest = std::min(r.highest, c.highest);
    }
    return r;
}

class loose_nodes {
public:
    loose_nodes(const structure& s, std::span<const double> down)
        : s_(s), g_(s.model()), worse_(g_.size()), known_(g_.size(), false) {
        for (std::size_t rank = 0; rank < states().size(); ++rank) {
            const std::vector<double> chance = chances(s, down, states().not_better_than(states().at(rank)));
            for_each_exact([&](std::size_t v, diagram::ref f) { worse_[v][rank] = {chance[f], chance[f]}; });
        }
        const std::vector<double> unknown = chances(s, down, states().of_class(state::unknown));
        for_each_exact([&](std::size_t v, diagram::ref f) { known_[v] = unknown[f] == 0; });
        for (std::size_t v = 0; v < g_.size(); ++v) {
            const vertex_id id{static_cast<std::uint32_t>(v)};
            if (s.function_of(id)) continue;
            known_[v] = always_known(id);
            worse_[v] = bounds_of(id);
        }
    }

    // Of one without a function.
    chance_range unhealthy(vertex_id id) const {
        const rank_set bad = states().of_class(state::unhealthy);
        const auto first = static_cast<std::size_t>(std::countr_zero(bad));
        chance_range r = worse_[index(id)][first];
        // Behind a bad state there may be one of class unknown, which is not unhealthy.
        if (!known_[index(id)] && (states().all() >> first) != (bad >> first)) r.lowest = 0;
        return r;
    }

private:
    const scale& states() const { return g_.states(); }

    void for_each_exact(const auto& visit) const {
        for (std::size_t v = 0; v < g_.size(); ++v)
            if (const auto f = s_.function_of(vertex_id{static_cast<std::uint32_t>(v)})) visit(v, *f);
    }

    static bool is_simple(const group_rule& rule) {
        return rule.kind == group_kind::worst || rule.kind == group_kind::best ||
               rule.kind == group_kind::redundant || rule.kind == group_kind::flows;
    }

    bool always_known(vertex_id id) const {
        const node_rules& rules = g_.rules(id);
        const auto edges = g_.edges(id);
        return rules.policy == node_policy{} && is_simple(rules.signals) && is_simple(rules.needs) &&
               !edges.empty() && std::all_of(edges.begin(), edges.end(), [&](const edge& e) {
                   return known_[index(e.child)] && threshold(e, 0).has_value();
               });
    }

    // The first rank from which on a child contributes this state or a worse one; absent when that is not how
    // the edge goes: it drops, or makes worse better.
    std::optional<std::size_t> threshold(const edge& e, std::size_t rank) const {
        std::optional<std::size_t> first;
        unsigned before = 0;
        for (std::size_t child = 0; child < states().size(); ++child) {
            if (known_[index(e.child)] && !is_known(states().at(child))) continue;
            const mapped to = g_.spec(e).table(states().at(child), {});
            if (to.dropped() || to.to().rank() < before) return std::nullopt;
            before = to.to().rank();
            if (!first && before >= rank) first = child;
        }
        return first.value_or(states().size());
    }

    chance_range at_least_as_bad(vertex_id id, std::size_t rank) const {
        return rank == states().size() ? chance_range{0, 0} : worse_[index(id)][rank];
    }

    // What the children contribute, each this state or a worse one.
    std::optional<std::vector<chance_range>> contributed(std::span<const edge> edges,
                                                         std::size_t rank) const {
        std::vector<chance_range> all;
        for (const edge& e : edges) {
            const auto from = threshold(e, rank);
            if (!from || g_.spec(e).essential) return std::nullopt;
            all.push_back(at_least_as_bad(e.child, *from));
        }
        return all;
    }

    // The rules for which it is known when they say this state or a worse one.
    std::optional<chance_range> group(const group_rule& rule, std::span<const edge> edges,
                                      std::size_t rank) const {
        if (edges.empty()) return chance_range{0, 0};
        const auto children = contributed(edges, rank);
        if (!children || !is_simple(rule)) return std::nullopt;
        const bool bad = contains(states().of_class(state::unhealthy), states().at(rank));
        if (rule.kind == group_kind::worst) return any_of(*children);
        if (rule.kind == group_kind::best) return all_of(*children);
        if (rule.kind == group_kind::flows)
            return {{any_of(*children).lowest, any_as_it_is(edges, rank).highest}};
        if (states() != scale::standard()) return std::nullopt;
        return bad ? all_of(*children) : any_of(*children);
    }

    // A region in total failure is as bad as its flows are without the caps of minor ones.
    chance_range any_as_it_is(std::span<const edge> edges, std::size_t rank) const {
        std::vector<chance_range> all;
        for (const edge& e : edges) all.push_back(at_least_as_bad(e.child, rank));
        return any_of(all);
    }

    // Of any other node no more is known than that it is well when all below it are: if it is.
    chance_range otherwise(vertex_id id) const {
        const node_rules& rules = g_.rules(id);
        group_tally signals{rules.signals, states(), rules.policy.unknown};
        group_tally needs{rules.needs, states(), rules.policy.unknown};
        const standing well{states().at(0), {}, states().nominal(states().at(0))};
        for (const edge& e : g_.signal_edges(id)) signals.add(g_.spec(e), well);
        for (const edge& e : g_.need_edges(id)) needs.add(g_.spec(e), well);
        if (roll_up(rules, states(), signals, needs).now.rank() != 0) return {0, 1};
        std::vector<chance_range> not_well;
        for (const edge& e : g_.edges(id)) not_well.push_back(worse_[index(e.child)][1]);
        return {0, any_of(not_well).highest};
    }

    worse_chances bounds_of(vertex_id id) const {
        worse_chances r;
        r[0] = {1, 1};
        const node_rules& rules = g_.rules(id);
        for (std::size_t rank = 1; rank < states().size(); ++rank) {
            const auto signals = group(rules.signals, g_.signal_edges(id), rank);
            const auto needs = group(rules.needs, g_.need_edges(id), rank);
            if (!signals || !needs || rules.policy != node_policy{})
                r[rank] = otherwise(id);
            else
                r[rank] = any_of(std::array{*signals, *needs});
        }
        return r;
    }

    const structure& s_;
    const graph& g_;
    std::vector<worse_chances> worse_;  // by vertex
    std::vector<bool> known_;           // by vertex: never unknown
};

}  // namespace

std::vector<chance_range> unavailabilities(const structure& s, std::span<const double> down) {
    const graph& g = s.model();
    const std::vector<double> bad = chances(s, down, g.states().of_class(state::unhealthy));
    std::vector<chance_range> by_vertex(g.size());
    bool all_exact = true;
    for (std::size_t v = 0; v < g.size(); ++v) {
        const auto f = s.function_of(vertex_id{static_cast<std::uint32_t>(v)});
        if (f) by_vertex[v] = {bad[*f], bad[*f]};
        all_exact = all_exact && f;
    }
    if (all_exact) return by_vertex;
    const loose_nodes loose{s, down};
    for (std::size_t v = 0; v < g.size(); ++v)
        if (const vertex_id id{static_cast<std::uint32_t>(v)}; !s.function_of(id))
            by_vertex[v] = loose.unhealthy(id);
    return by_vertex;
}

}  // namespace hm::model
