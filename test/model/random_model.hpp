// Random models and a naive evaluator to hold the real one against: recursive, straight from the definition's
// text, with sets instead of sums; it shares no code with model/rollup.cpp and model/health.hpp.
#pragma once

#include "model/graph.hpp"
#include "model/health.hpp"
#include "test/model/build.hpp"

#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

namespace hm::model::test {

using dice = std::mt19937;

inline std::size_t roll(dice& d, std::size_t sides) {
    return d() % sides;
}

inline std::optional<quorum> random_quorum(dice& d) {
    switch (roll(d, 3)) {
        case 0:
            return std::nullopt;
        case 1:
            return quorum{static_cast<std::uint32_t>(1 + roll(d, 4)), std::nullopt};
        default:
            return quorum{0, static_cast<parts_per_billion>(roll(d, 11)) * (whole / 10)};
    }
}

inline rollup_rule random_rule(dice& d) {
    const auto kind = static_cast<rollup_kind>(roll(d, 5));
    if (kind != rollup_kind::at_least) return kind;
    return rollup_rule{at_least_rule{random_quorum(d), random_quorum(d)}};
}

// Up to 3 regions, a handful of entities in layers, every rollup, impact, weight and scope somewhere.
inline std::shared_ptr<const graph> random_graph(dice& d) {
    definition m;
    m.name = "root";
    const std::size_t regions = 1 + roll(d, 3);
    for (std::size_t r = 0; r < regions; ++r)
        m.regions.push_back({"r" + std::to_string(r), static_cast<weight>(roll(d, 4) * weight_one), {}});

    const std::size_t entities = 3 + roll(d, 10);
    const std::size_t flows = 1 + roll(d, 3);
    for (std::size_t i = 0; i < entities + flows; ++i) {
        entity e;
        const bool is_flow = i >= entities;
        e.kind = is_flow ? entity_kind::flow : roll(d, 2) ? entity_kind::component : entity_kind::dependency;
        e.name = (is_flow ? "f" : "e") + std::to_string(i);
        e.where = roll(d, 5) == 0 ? scope::global : scope::regional;
        e.weight_class = static_cast<criticality>(roll(d, 3));
        e.rollup = random_rule(d);
        e.signals_rollup = random_rule(d);
        e.across_regions = random_rule(d);
        if (e.where == scope::regional) {
            for (std::size_t r = 0; r < regions; ++r)
                if (roll(d, 4) != 0) e.regions.push_back(region_id(r));
            if (e.regions.empty()) e.regions.push_back(region_id{0});
        }
        const std::size_t places = e.where == scope::global ? 1 : e.regions.size();
        for (std::size_t s = 0; s < roll(d, 4); ++s)
            e.signals.push_back({"s" + std::to_string(s), std::vector<std::shared_ptr<const signal_spec>>(
                                                              places, std::make_shared<signal_spec>())});
        for (std::size_t t = 0; t < i && t < entities; ++t) {
            if (roll(d, 3) != 0) continue;
            need n;
            n.target = entity_id(t);
            if (!m.entities[t].signals.empty() && roll(d, 4) == 0)
                n.signal = roll(d, m.entities[t].signals.size());
            n.share = static_cast<weight>(roll(d, 5) * 500);
            n.effect = static_cast<impact>(roll(d, 4));
            n.essential = roll(d, 6) == 0;
            if (roll(d, 4) == 0) n.affects = {"ability-" + std::to_string(roll(d, 3))};
            e.needs.push_back(n);
        }
        m.entities.push_back(std::move(e));
    }
    return std::make_shared<const graph>(std::make_shared<const definition>(std::move(m)));
}

// What the design says, as literally as it can be written down.
class naive_evaluator {
public:
    naive_evaluator(const graph& g, const std::vector<leaf_input>& leaves) : g_(g), leaves_(leaves) {}

    struct seen {
        state now = state::unknown;
        int points = -1;
    };

    seen health(vertex_id v) { return of(v, false); }
    seen routing(vertex_id v) { return of(v, true); }

    bool ever_known(vertex_id v) {
        if (g_.at(v).kind == vertex_kind::signal) return leaves_[index(g_.at(v).signal)].ever_known;
        for (const edge& e : g_.edges(v))
            if (ever_known(e.child)) return true;
        return false;
    }

private:
    struct part {
        state best, worst;
        seen contributed;  // points -1 when unknown
        std::uint64_t share;
        bool essential;
    };
    struct range {
        bool counts = false;
        int best = 0, worst = 0;
        int points = -1;
    };

    static int nominal(state s) { return s == state::healthy ? 10000 : s == state::degraded ? 7500 : 0; }
    static state band_of(std::uint64_t p) {
        return p >= 9000 ? state::healthy : p >= 5000 ? state::degraded : state::unhealthy;
    }

    static state through(impact i, state s) {
        if (i == impact::limited)
            return s == state::unhealthy ? state::degraded : s == state::degraded ? state::healthy : s;
        if (i == impact::at_most_degraded && s == state::unhealthy) return state::degraded;
        if (i == impact::suppressed) return state::healthy;
        return s;
    }
    static bool drops_unknown(impact i) { return i == impact::limited || i == impact::suppressed; }

    seen of(vertex_id v, bool routing) {
        const vertex& x = g_.at(v);
        if (routing && x.global) return {state::healthy, 10000};
        if (x.kind == vertex_kind::signal) {
            const state s = leaves_[index(x.signal)].now;
            return {s, is_known(s) ? nominal(s) : -1};
        }
        const auto key = std::pair{v, routing};
        if (const auto found = memo_.find(key); found != memo_.end()) return found->second;
        return memo_[key] = node(v, routing);
    }

    seen node(vertex_id v, bool routing) {
        const vertex& x = g_.at(v);
        const range own = group(g_.signal_edges(v), x.signals_rule, routing);
        const range theirs = group(g_.need_edges(v), x.needs_rule, routing);
        if (!own.counts && !theirs.counts) return {};
        int best = 0, worst = 0, points = -1;
        for (const range& r : {own, theirs}) {
            if (!r.counts) continue;
            best = std::max(best, r.best);
            worst = std::max(worst, r.worst);
            if (r.points >= 0) points = points < 0 ? r.points : std::min(points, r.points);
        }
        if (best != worst && worst != 1) return {};
        const auto s = static_cast<state>(worst);
        if (points < 0) points = nominal(s);
        if (s == state::healthy) points = std::max(points, 9000);
        if (s == state::degraded) points = std::clamp(points, 5000, 8999);
        if (s == state::unhealthy) points = std::min(points, 4999);
        return {s, points};
    }

    range group(std::span<const edge> edges, group_rule rule, bool routing) {
        std::vector<part> parts;
        std::vector<seen> raw;
        std::vector<std::uint64_t> raw_share;
        for (const edge& e : edges) {
            const seen c = of(e.child, routing);
            if (e.drop_never_known && !ever_known(e.child)) continue;
            if (!is_known(c.now) && drops_unknown(e.effect)) continue;
            if (!is_known(c.now)) {
                parts.push_back({through(e.effect, state::healthy),
                                 through(e.effect, state::unhealthy),
                                 {},
                                 e.share,
                                 e.essential});
                continue;
            }
            raw.push_back(c);
            raw_share.push_back(e.share);
            const state s = through(e.effect, c.now);
            parts.push_back({s, s, {s, s == c.now ? c.points : nominal(s)}, e.share, e.essential});
        }
        if (parts.empty()) return {};
        if (rule == group_rule::flows && !raw.empty() &&
            std::all_of(raw.begin(), raw.end(), [](const seen& s) { return s.now == state::unhealthy; })) {
            std::uint64_t sum = 0, weights = 0;
            for (std::size_t i = 0; i < raw.size(); ++i) {
                sum += raw_share[i] * static_cast<std::uint64_t>(raw[i].points);
                weights += raw_share[i];
            }
            return {true, 2, 2, weights == 0 ? -1 : static_cast<int>(sum / weights)};
        }
        range r{true, 0, 0, -1};
        if (rule == group_rule::weighted && total(parts) == 0) return {};
        r.best = static_cast<int>(decide(parts, rule, true));
        r.worst = rule == group_rule::flows && raw.empty() ? 2 : static_cast<int>(decide(parts, rule, false));
        r.points = points_of(parts, rule);
        return r;
    }

    static std::uint64_t total(const std::vector<part>& parts) {
        std::uint64_t sum = 0;
        for (const part& p : parts) sum += p.share;
        return sum;
    }

    static state decide(const std::vector<part>& parts, group_rule rule, bool at_best) {
        std::vector<state> states;
        std::uint64_t sum = 0;
        state floor = state::healthy;
        for (const part& p : parts) {
            const state s = at_best ? p.best : p.worst;
            states.push_back(s);
            const bool known = p.contributed.points >= 0;
            sum += p.share * static_cast<std::uint64_t>(known ? p.contributed.points : nominal(s));
            if (p.essential) floor = std::max(floor, s);
        }
        const state worst = *std::max_element(states.begin(), states.end());
        const state best = *std::min_element(states.begin(), states.end());
        state s = worst;
        if (rule == group_rule::redundant)
            s = worst == state::healthy    ? state::healthy
                : best == state::unhealthy ? state::unhealthy
                                           : state::degraded;
        if (rule == group_rule::best) s = best;
        if (rule == group_rule::at_least)
            s = holds(rule.quorums->healthy, states, state::healthy)     ? state::healthy
                : holds(rule.quorums->degraded, states, state::degraded) ? state::degraded
                                                                         : state::unhealthy;
        if (rule == group_rule::weighted) s = band_of(sum / total(parts));
        return std::max(s, floor);
    }

    static bool holds(const std::optional<quorum>& wanted, const std::vector<state>& states, state at_most) {
        if (!wanted) return false;
        const auto n = std::count_if(states.begin(), states.end(), [&](state s) { return s <= at_most; });
        const double share = static_cast<double>(n) / static_cast<double>(states.size());
        return wanted->share ? share + 1e-12 >= static_cast<double>(*wanted->share) / whole
                             : n >= wanted->count;
    }

    static int points_of(const std::vector<part>& parts, group_rule rule) {
        int lowest = -1, highest = -1;
        std::uint64_t sum = 0, weights = 0;
        for (const part& p : parts) {
            if (p.contributed.points < 0) continue;
            lowest = lowest < 0 ? p.contributed.points : std::min(lowest, p.contributed.points);
            highest = std::max(highest, p.contributed.points);
            sum += p.share * static_cast<std::uint64_t>(p.contributed.points);
            weights += p.share;
        }
        if (rule == group_rule::worst) return lowest;
        if (rule == group_rule::best) return highest;
        return weights == 0 ? -1 : static_cast<int>(sum / weights);
    }

    const graph& g_;
    const std::vector<leaf_input>& leaves_;
    std::map<std::pair<vertex_id, bool>, seen> memo_;
};

}  // namespace hm::model::test
