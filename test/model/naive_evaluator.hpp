// A second evaluator to hold the real one against: recursive, straight from the definition's words, with
// lists instead of counts and tables. It shares no code with model/rollup.cpp, model/ladder.cpp,
// model/edge_map.cpp and model/health.cpp.
#pragma once

#include "model/graph.hpp"
#include "model/health.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <vector>

namespace hm::model::test {

class naive_evaluator {
public:
    naive_evaluator(const graph& g, const std::vector<leaf_input>& leaves,
                    std::set<vertex_id> in_maintenance = {}, std::set<vertex_id> acknowledged = {})
        : g_(g),
          states_(g.states()),
          leaves_(leaves),
          in_maintenance_(std::move(in_maintenance)),
          acknowledged_(std::move(acknowledged)) {}

    struct seen {
        grade now;
        int points = -1;
        std::set<flag> flags;
    };

    const seen& health(vertex_id v) { return of(v, false); }
    const seen& routing(vertex_id v) { return of(v, true); }

private:
    // A counted child: what it contributes, and what it would at its best and worst.
    struct part {
        std::optional<grade> contributed;
        std::optional<grade> at_best, at_worst;
        int points = -1;
        std::uint64_t share = 0;
        bool essential = false;
        bool counts_as_known = false;
        seen raw;
    };
    struct side {
        bool has_say = false;
        grade best, worst;
        int points = -1;
    };

    const seen& of(vertex_id v, bool routing) {
        const auto key = std::pair{v, routing};
        if (const auto found = memo_.find(key); found != memo_.end()) return found->second;
        return memo_[key] = fresh(v, routing);
    }

    int nominal(grade g) const { return states_.of(g).nominal.known() ? states_.of(g).nominal.value() : -1; }

    grade worst_not_bad() const {
        grade worst = states_.best();
        for (std::size_t rank = 0; rank < states_.size(); ++rank)
            if (is_known(states_.at(rank)) && states_.at(rank) != state::unhealthy) worst = states_.at(rank);
        return worst;
    }

    seen fresh(vertex_id v, bool routing) {
        const vertex& x = g_.at(v);
        if (routing && x.global) return {states_.best(), nominal(states_.best()), {}};
        std::set<flag> own;
        if (in_maintenance_.contains(v)) own.insert(flag::maintenance);
        if (acknowledged_.contains(v)) own.insert(flag::acknowledged);
        if (x.kind == vertex_kind::signal) {
            const leaf_input& leaf = leaves_[index(x.signal)];
            if (!leaf.ever_known) own.insert(flag::missing);
            if (leaf.stale) own.insert(flag::stale);
            const grade g = states_.of(leaf.now);
            return {g, nominal(g), own};
        }
        seen s = decided(v, routing, false);
        const auto edges = g_.edges(v);
        const auto all = [&](flag f) {
            return std::all_of(edges.begin(), edges.end(),
                               [&](const edge& e) { return of(e.child, routing).flags.contains(f); });
        };
        const auto some = [&](flag f) {
            return std::any_of(edges.begin(), edges.end(),
                               [&](const edge& e) { return of(e.child, routing).flags.contains(f); });
        };
        s.flags.insert(own.begin(), own.end());
        if (!edges.empty() && all(flag::maintenance) && counted_ == 0) s.flags.insert(flag::maintenance);
        if (all(flag::missing) && !is_known(s.now)) s.flags.insert(flag::missing);
        if (some(flag::stale) && !is_known(s.now)) s.flags.insert(flag::stale);
        if (some(flag::acknowledged) && s.now != state::healthy &&
            decided(v, routing, true).now == state::healthy)
            s.flags.insert(flag::acknowledged);
        return s;
    }

    const rollup_rule& rule_of(const vertex& x) const {
        const definition& d = g_.source();
        switch (x.kind) {
            case vertex_kind::rollup:
                return d.at(x.source).across_regions;
            case vertex_kind::region:
                return d.region_rollup;
            case vertex_kind::root:
                return d.root_rollup;
            default:
                return d.at(x.source).rollup;
        }
    }

    seen decided(vertex_id v, bool routing, bool acknowledged_are_well) {
        const vertex& x = g_.at(v);
        const bool is_entity = x.kind == vertex_kind::entity;
        const node_policy policy = is_entity ? g_.source().at(x.source).policy : node_policy{};
        const rollup_rule own_rule = is_entity ? g_.source().at(x.source).signals_rollup : rollup_rule{};
        const auto own = parts(v, g_.signal_edges(v), routing, policy, acknowledged_are_well);
        const auto theirs = parts(v, g_.need_edges(v), routing, policy, acknowledged_are_well);
        counted_ = own.size() + theirs.size();

        side a = decide(own, own_rule, false);
        side b = decide(theirs, rule_of(x), false);
        if (!a.has_say && !b.has_say) {
            switch (policy.empty.as) {
                case empty_policy::kind::state:
                    return {policy.empty.to, nominal(policy.empty.to), {}};
                case empty_policy::kind::drop:
                    return {states_.unknown(), -1, {flag::absent}};
                case empty_policy::kind::evaluate:
                    b = decide(theirs, rule_of(x), true);
                    if (b.has_say) break;
                    [[fallthrough]];
                case empty_policy::kind::unknown:
                    return {states_.unknown(), -1, {}};
            }
        }
        return joined(a, b, policy, own, theirs);
    }

    seen joined(const side& a, const side& b, const node_policy& policy, const std::vector<part>& own,
                const std::vector<part>& theirs) const {
        grade best = states_.at(0), worst = states_.at(0);
        int lowest = -1;
        for (const side* s : {&a, &b}) {
            if (!s->has_say) continue;
            best = std::max(best, s->best);
            worst = std::max(worst, s->worst);
            if (s->points >= 0) lowest = lowest < 0 ? s->points : std::min(lowest, s->points);
        }
        const auto resolve = [&](grade x, grade y) {
            if (x == y) return x;
            return std::max(x, y) == state::degraded ? std::max(x, y) : states_.unknown();
        };
        const auto out = [&](grade g) {
            for (const auto& [from, to] : policy.output)
                if (from == g) return to;
            return g;
        };
        const grade before = resolve(best, worst);
        grade now = resolve(out(best), out(worst));
        if (now == states_.unknown() && out(best) != out(worst)) now = out(states_.unknown());
        std::int64_t known = 0;
        const std::int64_t all = static_cast<std::int64_t>(own.size() + theirs.size());
        for (const auto* list : {&own, &theirs})
            for (const part& p : *list) known += p.counts_as_known;
        const bool surely_bad = out(best) == state::unhealthy && out(worst) == state::unhealthy;
        if (known * whole < policy.min_known * all && !surely_bad) now = states_.unknown();
        if (!is_known(now)) return {now, -1, {}};
        if (now != before || lowest < 0) return {now, nominal(now), {}};
        while (states_.band(score{lowest}) < now) --lowest;
        while (states_.band(score{lowest}) > now) ++lowest;
        return {now, lowest, {}};
    }

    std::optional<grade> contribution(const edge_terms& e, grade g, const std::set<flag>& flags) const {
        const auto entry = [&](std::optional<flag> f) -> std::optional<mapped> {
            for (const map_entry& m : e.map)
                if (m.when == f && (!m.from || *m.from == g)) return m.to;
            return std::nullopt;
        };
        const auto result = [](mapped m) { return m.dropped() ? std::nullopt : std::optional{m.to()}; };
        if (flags.contains(flag::maintenance))
            return result(entry(flag::maintenance).value_or(mapped::drop()));
        if (flags.contains(flag::absent)) return result(entry(flag::missing).value_or(mapped::drop()));
        for (const flag f : {flag::missing, flag::stale, flag::acknowledged})
            if (flags.contains(f))
                if (const auto m = entry(f)) return result(*m);
        if (const auto m = entry(std::nullopt)) return result(*m);
        if (e.drop_unknown && !is_known(g)) return std::nullopt;
        if (!is_known(g))
            return e.effect == impact::limited || e.effect == impact::suppressed ? std::nullopt
                                                                                 : std::optional{g};
        if (e.effect == impact::suppressed) return states_.of(state::healthy);
        if (e.effect != impact::standard && g == state::unhealthy) return worst_not_bad();
        if (e.effect == impact::limited && g == state::degraded) return states_.of(state::healthy);
        return g;
    }

    std::vector<part> parts(vertex_id parent, std::span<const edge> edges, bool routing,
                            const node_policy& policy, bool acknowledged_are_well) {
        std::vector<part> list;
        for (const edge& e : edges) {
            const edge_terms& terms = g_.spec(e);
            seen c = of(e.child, routing);
            if (in_maintenance_.contains(parent)) c.flags.erase(flag::maintenance);
            if (acknowledged_are_well && c.flags.contains(flag::acknowledged))
                c.now = states_.best(), c.points = nominal(c.now);
            const std::optional<grade> g = contribution(terms, c.now, c.flags);
            if (!g || (!is_known(*g) && policy.unknown == unknown_policy::drop)) continue;
            part p;
            p.raw = c;
            p.share = terms.share;
            p.essential = terms.essential;
            p.counts_as_known = is_known(*g);
            p.contributed = p.at_best = p.at_worst = g;
            p.points = *g == c.now ? c.points : nominal(*g);
            if (!is_known(*g) && policy.unknown == unknown_policy::bounds) {
                const auto assumed = [&](grade as) {
                    const auto through = is_known(c.now) ? std::optional{as} : contribution(terms, as, {});
                    return through && is_known(*through) ? through : std::nullopt;
                };
                p.contributed = std::nullopt;
                p.at_best = assumed(states_.best());
                p.at_worst = assumed(states_.worst());
                p.points = -1;
            }
            list.push_back(p);
        }
        return list;
    }

    // A ladder without rungs is its `else`.
    static rollup_rule in_a_word(const rollup_rule& r) {
        if (r.kind != rollup_kind::ladder || !r.ladder.rungs.empty() ||
            r.ladder.otherwise.k != quorum{1, std::nullopt})
            return r;
        if (r.ladder.otherwise.as == resolution::kind::worst) return rollup_kind::worst;
        return r.ladder.otherwise.as == resolution::kind::best ? rollup_rule{rollup_kind::best} : r;
    }

    side decide(const std::vector<part>& list, const rollup_rule& written, bool empty_too) const {
        const rollup_rule rule = in_a_word(written);
        side s;
        const auto present = [&](auto member) {
            return std::count_if(list.begin(), list.end(),
                                 [&](const part& p) { return (p.*member).has_value(); });
        };
        const bool nobody = present(&part::at_best) == 0 || present(&part::at_worst) == 0;
        const bool counting = rule.kind == rollup_kind::ladder || rule.kind == rollup_kind::at_least ||
                              rule.kind == rollup_kind::redundant ||
                              ((rule.kind == rollup_kind::worst || rule.kind == rollup_kind::best) &&
                               rule.k != quorum{1, std::nullopt});
        if (nobody && !(empty_too && counting)) return s;
        if (rule.kind == rollup_kind::weighted)
            if (!mean(list, &part::at_best) || !mean(list, &part::at_worst)) return s;
        s.has_say = true;
        s.points = points_of(list, rule);
        std::vector<const part*> raw;
        for (const part& p : list)
            if (is_known(p.raw.now)) raw.push_back(&p);
        if (rule.kind == rollup_kind::flows) {
            if (!raw.empty() && std::all_of(raw.begin(), raw.end(),
                                            [](const part* p) { return p->raw.now == state::unhealthy; })) {
                std::uint64_t sum = 0, weights = 0;
                for (const part* p : raw)
                    sum += p->share * static_cast<std::uint64_t>(p->raw.points), weights += p->share;
                s.best = s.worst = states_.worst();
                s.points = weights == 0 ? -1 : static_cast<int>(sum / weights);
                return s;
            }
        }
        s.best = apply(list, rule, &part::at_best);
        s.worst = apply(list, rule, &part::at_worst);
        if (rule.kind == rollup_kind::flows && raw.empty()) s.worst = states_.worst();
        return s;
    }

    using bound = std::optional<grade> part::*;

    std::optional<int> mean(const std::vector<part>& list, bound which) const {
        std::uint64_t sum = 0, weights = 0;
        for (const part& p : list) {
            if (!(p.*which)) continue;
            const int points = p.contributed ? p.points : nominal(*(p.*which));
            if (points < 0) continue;
            sum += p.share * static_cast<std::uint64_t>(points);
            weights += p.share;
        }
        return weights == 0 ? std::nullopt : std::optional{static_cast<int>(sum / weights)};
    }

    grade apply(const std::vector<part>& list, const rollup_rule& rule, bound which) const {
        std::vector<grade> all;
        grade floor = states_.at(0);
        for (const part& p : list) {
            if (!(p.*which)) continue;
            all.push_back(*(p.*which));
            if (p.essential) floor = std::max(floor, all.back());
        }
        std::sort(all.begin(), all.end());
        return std::max(floor, ruled(list, rule, which, all));
    }

    grade ruled(const std::vector<part>& list, const rollup_rule& rule, bound which,
                const std::vector<grade>& sorted) const {
        const auto are = [&](auto&& predicate) {
            return std::all_of(sorted.begin(), sorted.end(), predicate);
        };
        switch (rule.kind) {
            case rollup_kind::flows:
                return sorted.back();
            case rollup_kind::worst:
                return kth(sorted, rule.k, true, rounding::exact);
            case rollup_kind::best:
                return kth(sorted, rule.k, false, rounding::exact);
            case rollup_kind::weighted:
                return states_.band(score{*mean(list, which)});
            case rollup_kind::redundant:
                if (are([](grade g) { return g == state::healthy; })) return states_.of(state::healthy);
                if (!are([](grade g) { return g != state::healthy && g != state::degraded; }))
                    return states_.of(state::degraded);
                return states_.worst();
            case rollup_kind::at_least:
                for (const auto& [g, q] : rule.at_least) {
                    const auto n =
                        std::count_if(sorted.begin(), sorted.end(), [&, g = g](grade c) { return c <= g; });
                    const auto all = static_cast<std::int64_t>(sorted.size());
                    if (q.share ? all > 0 && n * whole >= *q.share * all : n >= q.count) return g;
                }
                return states_.worst();
            case rollup_kind::ladder:
                return climbed(list, rule.ladder, which, sorted);
        }
        return states_.unknown();
    }

    grade kth(const std::vector<grade>& sorted, const quorum& k, bool from_worst, rounding round) const {
        if (sorted.empty()) return states_.unknown();
        std::int64_t n = k.count;
        const auto all = static_cast<std::int64_t>(sorted.size());
        if (k.share)
            n = round == rounding::floor ? *k.share * all / whole : (*k.share * all + whole - 1) / whole;
        n = std::clamp<std::int64_t>(n, 1, all);
        return from_worst ? sorted[static_cast<std::size_t>(all - n)]
                          : sorted[static_cast<std::size_t>(n - 1)];
    }

    grade climbed(const std::vector<part>& list, const ladder& l, bound which,
                  const std::vector<grade>& sorted) const {
        std::vector<grade> hits;
        const auto say = [&](const resolution& r) {
            return r.as == resolution::kind::state
                       ? r.to
                       : kth(sorted, r.k, r.as == resolution::kind::worst, l.round);
        };
        for (const rung& r : l.rungs)
            if (std::all_of(r.when.begin(), r.when.end(),
                            [&](const rung_test& t) { return holds(list, t, which, l.round); })) {
                hits.push_back(say(r.then));
                if (!l.worst_match) return hits.front();
            }
        hits.push_back(say(l.otherwise));
        return *std::max_element(hits.begin(), hits.end());
    }

    bool holds(const std::vector<part>& list, const rung_test& t, bound which, rounding round) const {
        std::int64_t part_of = 0, all = 0;
        for (const part& p : list) {
            if (!(p.*which)) continue;
            const bool weighs = t.what == measure::weight_sum || t.what == measure::weight_percent;
            const auto size = weighs ? static_cast<std::int64_t>(p.share) : 1;
            all += size;
            if (t.who >> (p.*which)->rank() & 1) part_of += size;
        }
        std::int64_t left = part_of, right = t.value;
        if (t.what == measure::percent || t.what == measure::weight_percent) {
            if (all == 0) return false;
            if (round == rounding::exact) {
                left = part_of * whole;  // small here: at most some ten children of weight 2
                right = t.value * all;
            } else {
                const std::int64_t up = round == rounding::up ? all - 1 : 0;
                left = (100 * part_of + up) / all * (whole / 100);
            }
        }
        switch (t.is) {
            case relation::at_least:
                return left >= right;
            case relation::more_than:
                return left > right;
            case relation::at_most:
                return left <= right;
            case relation::less_than:
                return left < right;
            case relation::equal:
                return left == right;
        }
        return false;
    }

    int points_of(const std::vector<part>& list, const rollup_rule& rule) const {
        int lowest = -1, highest = -1;
        for (const part& p : list) {
            if (p.points < 0 || !p.contributed) continue;
            lowest = lowest < 0 ? p.points : std::min(lowest, p.points);
            highest = std::max(highest, p.points);
        }
        const bool of_one = rule.k == quorum{1, std::nullopt};
        if (rule.kind == rollup_kind::worst && of_one) return lowest;
        if (rule.kind == rollup_kind::best && of_one) return highest;
        return mean(list, &part::contributed).value_or(-1);
    }

    const graph& g_;
    const scale& states_;
    const std::vector<leaf_input>& leaves_;
    const std::set<vertex_id> in_maintenance_, acknowledged_;
    std::map<std::pair<vertex_id, bool>, seen> memo_;
    std::size_t counted_ = 0;  // by the last decided()
};

}  // namespace hm::model::test
