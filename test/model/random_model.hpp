// Random models that use every part of the language somewhere: scales, maps, ladders, policies.
#pragma once

#include "model/graph.hpp"
#include "model/health.hpp"

#include <memory>
#include <random>
#include <string>
#include <vector>

namespace hm::model::test {

using dice = std::mt19937;

inline std::size_t roll(dice& d, std::size_t sides) {
    return d() % sides;
}

inline bool one_in(dice& d, std::size_t n) {
    return roll(d, n) == 0;
}

// What a random model may use: monotone ones have no ladder, map or output that makes worse better.
struct random_options {
    bool monotone = false;
    bool standard_scale = false;
};

inline scale random_scale(dice& d) {
    std::vector<state_definition> states;
    const std::size_t known = 2 + roll(d, 4);
    int highest = score::full;
    for (std::size_t i = 0; i < known; ++i) {
        const int lowest = i + 1 == known ? 0 : highest - 1 - static_cast<int>(roll(d, 2500));
        const state kind = i == 0 ? state::healthy : i + 1 == known ? state::unhealthy : state::degraded;
        const int nominal =
            lowest + static_cast<int>(roll(d, static_cast<std::size_t>(highest - lowest + 1)));
        states.push_back({"s" + std::to_string(i), kind, score{nominal}, score{lowest}});
        highest = lowest - 1;
    }
    for (std::size_t n = roll(d, 3); n > 0; --n)
        states.insert(states.begin() + static_cast<std::ptrdiff_t>(roll(d, states.size() + 1)),
                      {"u" + std::to_string(n), state::unknown, {}, {}});
    return scale{std::move(states)};
}

inline grade random_grade(dice& d, const scale& s) {
    return s.at(roll(d, s.size()));
}

inline grade random_known(dice& d, const scale& s) {
    for (;;)
        if (const grade g = random_grade(d, s); is_known(g)) return g;
}

inline quorum random_quorum(dice& d) {
    if (one_in(d, 2)) return {static_cast<std::uint32_t>(1 + roll(d, 4)), std::nullopt};
    return {0, static_cast<parts_per_billion>(1 + roll(d, 10)) * (whole / 10)};
}

inline rung_test random_test(dice& d, const scale& s) {
    rung_test t;
    t.what = static_cast<measure>(roll(d, 4));
    t.who = static_cast<rank_set>(1 + roll(d, s.all()));
    t.is = static_cast<relation>(roll(d, 5));
    t.value = t.what == measure::count        ? static_cast<std::int64_t>(roll(d, 4))
              : t.what == measure::weight_sum ? static_cast<std::int64_t>(roll(d, 9)) * 500
                                              : static_cast<std::int64_t>(roll(d, 13)) * (whole / 12);
    return t;
}

inline resolution random_resolution(dice& d, const scale& s) {
    return {static_cast<resolution::kind>(roll(d, 3)), random_grade(d, s), random_quorum(d)};
}

inline ladder random_ladder(dice& d, const scale& s) {
    ladder l;
    for (std::size_t n = roll(d, 4); n > 0; --n) {
        rung r{{}, random_resolution(d, s)};
        for (std::size_t tests = 1 + roll(d, 2); tests > 0; --tests) r.when.push_back(random_test(d, s));
        l.rungs.push_back(std::move(r));
    }
    l.worst_match = one_in(d, 2);
    l.otherwise = random_resolution(d, s);
    l.round = static_cast<rounding>(roll(d, 3));
    return l;
}

inline rollup_rule random_rule(dice& d, const scale& s, bool monotone) {
    switch (roll(d, monotone ? 5 : 6)) {
        case 0:
            return rollup_kind::weighted;
        case 1:
            return rollup_kind::redundant;
        case 2: {
            at_least_rule quorums;
            for (std::size_t rank = 0; rank < s.size(); ++rank)
                if (is_known(s.at(rank)) && s.at(rank) != s.worst() && one_in(d, 2))
                    quorums.emplace_back(s.at(rank), random_quorum(d));
            return rollup_rule{std::move(quorums)};
        }
        case 5:
            return rollup_rule{random_ladder(d, s)};
        default: {
            rollup_rule r = one_in(d, 2) ? rollup_kind::worst : rollup_kind::best;
            if (one_in(d, 3)) r.k = random_quorum(d);
            return r;
        }
    }
}

inline std::vector<map_entry> random_map(dice& d, const scale& s) {
    std::vector<map_entry> map;
    const auto target = [&] { return one_in(d, 4) ? mapped::drop() : mapped{random_grade(d, s)}; };
    for (std::size_t f = 0; f < flag_count - 1; ++f)
        if (one_in(d, 8)) map.push_back({static_cast<flag>(f), std::nullopt, target()});
    for (std::size_t rank = 0; rank < s.size(); ++rank)
        if (one_in(d, 4)) map.push_back({std::nullopt, s.at(rank), target()});
    return map;
}

inline node_policy random_policy(dice& d, const scale& s) {
    node_policy p;
    if (one_in(d, 3)) p.unknown = static_cast<unknown_policy>(roll(d, 3));
    if (one_in(d, 4)) p.min_known = static_cast<parts_per_billion>(roll(d, 11)) * (whole / 10);
    if (one_in(d, 4)) p.empty = {static_cast<empty_policy::kind>(roll(d, 4)), random_grade(d, s)};
    if (one_in(d, 4))
        for (std::size_t rank = 0; rank < s.size(); ++rank)
            if (one_in(d, 3)) p.output.emplace_back(s.at(rank), random_grade(d, s));
    return p;
}

// Up to 3 regions, a handful of entities in layers, every rollup, impact, weight and scope somewhere.
inline std::shared_ptr<const graph> random_graph(dice& d, random_options options = {}) {
    definition m;
    m.name = "root";
    if (!options.standard_scale && one_in(d, 2)) m.states = random_scale(d);
    if (!options.monotone && one_in(d, 4)) m.region_rollup = random_rule(d, m.states, false);
    if (!options.monotone && one_in(d, 4)) m.root_rollup = random_rule(d, m.states, false);
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
        e.where = one_in(d, 5) ? scope::global : scope::regional;
        e.weight_class = static_cast<criticality>(roll(d, 3));
        e.rollup = random_rule(d, m.states, options.monotone);
        e.signals_rollup = random_rule(d, m.states, options.monotone);
        e.across_regions = random_rule(d, m.states, options.monotone);
        if (!options.monotone) e.policy = random_policy(d, m.states);
        if (e.where == scope::regional) {
            for (std::size_t r = 0; r < regions; ++r)
                if (!one_in(d, 4)) e.regions.push_back(region_id(r));
            if (e.regions.empty()) e.regions.push_back(region_id{0});
        }
        const std::size_t places = e.where == scope::global ? 1 : e.regions.size();
        for (std::size_t s = roll(d, 4); s > 0; --s)
            e.signals.push_back({"s" + std::to_string(s), std::vector<std::shared_ptr<const signal_spec>>(
                                                              places, std::make_shared<signal_spec>())});
        for (std::size_t t = 0; t < i && t < entities; ++t) {
            if (!one_in(d, 3)) continue;
            need n;
            n.target = entity_id(t);
            if (!m.entities[t].signals.empty() && one_in(d, 4))
                n.signal = roll(d, m.entities[t].signals.size());
            n.share = static_cast<weight>(roll(d, 5) * 500);
            n.effect = static_cast<impact>(roll(d, 4));
            n.essential = one_in(d, 6);
            if (!options.monotone && one_in(d, 3)) n.map = random_map(d, m.states);
            n.drop_unknown = !options.monotone && one_in(d, 6);
            if (one_in(d, 4)) n.affects = {"ability-" + std::to_string(roll(d, 3))};
            e.needs.push_back(n);
        }
        m.entities.push_back(std::move(e));
    }
    return std::make_shared<const graph>(std::make_shared<const definition>(std::move(m)));
}

}  // namespace hm::model::test
