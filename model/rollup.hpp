// The rules by which a node's state and score follow from its children's. Pure functions over plain counts;
// the evaluator walks the graph and calls them, explain shows what went into them.
//
// Unknown is evaluated by bounds: each rule is applied twice, every unknown child taken at its best and at its worst (as the
// edge lets it through). Equal: that state. Different and at worst degraded: degraded. Otherwise unknown.
#pragma once

#include "model/graph.hpp"
#include "model/state.hpp"

#include <array>
#include <cstdint>

namespace hm::model {

// What a rule needs to know of one way of looking at the children (all unknown at best, or at worst).
struct tally {
    std::array<std::uint32_t, known_states> count{};
    std::uint64_t weight_sum = 0;
    std::uint64_t weighted_score = 0;  // Σ weight × score
    state essential_floor = state::healthy;  // the worst contributed state of an essential child

    std::uint32_t total() const { return count[0] + count[1] + count[2]; }
    void add(state s, score value, weight w, bool essential);
};

// Everything one group of children comes to.
struct group_tally {
    tally best, worst;                     // unknown children at their best and at their worst
    std::uint64_t known_weight = 0;        // of counted children with a known score
    std::uint64_t known_weighted_score = 0;
    score lowest;                          // of counted children with a known score
    std::uint32_t counted = 0;             // children that were not dropped
    std::uint32_t counted_known = 0;
    std::uint32_t raw_known = 0;           // known before the edge map …
    std::uint32_t raw_unhealthy = 0;       // … and unhealthy among them
    std::uint64_t raw_weight = 0;          // the same scores before the edge map: what a region in total failure is worth
    std::uint64_t raw_weighted_score = 0;

    void add(const edge& e, state child, score value);
};

struct outcome {
    state now = state::unknown;
    score value;
};

// The state a rule gives to children that are all known. `t` must not be empty.
state apply(group_rule rule, const tally& t);

// By bounds; a group without counted children is unknown.
outcome roll_up(group_rule rule, const group_tally& g);

// The node is the worst of two groups, each of which may be without counted children (then it does not count).
struct bounded;
outcome combine(group_rule signals_rule, const group_tally& signals, group_rule needs_rule, const group_tally& needs);

}  // namespace hm::model
