// The rules by which a node's state and score follow from its children's. Pure functions over plain counts;
// the evaluator walks the graph and calls them, explain shows what went into them.
//
// Unknown is evaluated by bounds: each rule is applied twice, every unknown child taken at its best and at
// its worst (as far as its edge lets that through). Equal: that state. Different and at worst degraded:
// degraded. Otherwise unknown. So a known death is never masked by a missing signal, and a missing signal
// never kills or revives by itself.
#pragma once

#include "model/graph.hpp"
#include "model/state.hpp"

#include <array>
#include <cstdint>
#include <optional>

namespace hm::model {

// The children of a group as a rule sees them, once every one of them has a state.
struct tally {
    std::array<std::uint32_t, known_states> count{};
    std::uint64_t weight_sum = 0;
    std::uint64_t weighted_score = 0;        // Σ weight × score
    state essential_floor = state::healthy;  // the worst contributed state of an essential child

    std::uint32_t total() const { return count[0] + count[1] + count[2]; }
    std::uint32_t of(state s) const { return count[static_cast<std::size_t>(s)]; }
    void add(state s, score points, weight share, bool essential);
};

// A weighted mean of scores in exact integers, rounded down.
struct mean_score {
    std::uint64_t weight_sum = 0;
    std::uint64_t weighted_score = 0;

    void add(score points, weight share);
    score value() const;  // absent when nothing of weight was added
};

// Everything that the children of one group come to.
struct group_tally {
    tally best, worst;      // unknown children at their best and at their worst
    mean_score known;       // of counted children with a known score, after the edge map
    score lowest, highest;  // likewise
    // Before the edge map: what a region in total failure is worth (rule `flows`).
    std::uint32_t raw_known = 0, raw_unhealthy = 0;
    mean_score raw;

    void add(const edge& e, state child, score points, bool ever_known);
};

// What is certain about a node: between these two, both included.
struct bounds {
    state best = state::healthy;
    state worst = state::healthy;
};

struct outcome {
    state now = state::unknown;
    score value;
};

// The state that a rule gives to children that all have one.
state apply(group_rule rule, const tally& t);

// Absent for a group without counted children: it has no say.
std::optional<bounds> bounds_of(group_rule rule, const group_tally& g);
score score_of(group_rule rule, const group_tally& g);

state resolve(bounds b);

// A node is the worst of the rollup of its own signals and the rollup of its needs; without any counted child
// it is unknown, never healthy.
outcome roll_up(group_rule signals_rule, const group_tally& signals, group_rule needs_rule,
                const group_tally& needs);

}  // namespace hm::model
