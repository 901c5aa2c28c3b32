// The rules by which a node's state and score follow from its children's. Pure functions over plain counts;
// the evaluator walks the graph and calls them, explain shows what went into them.
//
// Unknown is evaluated by bounds: each rule is applied twice, every unknown child taken at its best and at
// its worst (as far as its edge lets that through). Equal: that state. Different and at worst degraded:
// degraded. Otherwise unknown. So a known death is never masked by a missing signal, and a missing signal
// never kills or revives by itself.
#pragma once

#include "model/compiled_rules.hpp"
#include "model/standing.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

namespace hm::model {

// A weighted mean of scores in exact integers, rounded down.
struct mean_score {
    std::uint64_t weight_sum = 0;
    std::uint64_t weighted_score = 0;

    void add(score points, weight share);
    score value() const;  // absent when nothing of weight was added
};

// The children of a group as a rule sees them, once every one of them has a state.
struct tally {
    rank_set present = 0;
    std::uint32_t total = 0;
    grade essential{0, state::healthy};  // the worst contributed state of an essential child
    mean_score mean;                     // of those with a score
    // By rank; counted only for rules that ask for it.
    std::array<std::uint32_t, max_states> count;
    std::array<std::uint64_t, max_states> weight;
};

// What a rule says, and which of its rungs said so: absent for `else`, and for rules that have none.
struct decision {
    grade now;
    std::optional<std::size_t> rung;
};

// The decisions for the two bounds.
struct bounds {
    decision best, worst;
};

// Everything that the children of one group come to.
class group_tally {
public:
    group_tally(const group_rule& rule, const scale& states, unknown_policy unknown);

    void add(const edge_spec& e, const standing& child);

    std::uint32_t counted() const { return counted_; }
    std::uint32_t known() const { return known_; }  // of those that count

    // Absent for a group without counted children: it has no say. `empty_too`: it has.
    std::optional<bounds> decide(bool empty_too = false) const;
    score points() const;

    // Appends what matters of it, and nothing else: two tallies of one rule with the same marks come to the
    // same, whatever is added to both of them. `points`: somebody asks for the score, too; `known`: and for
    // counted() and known().
    struct interest {
        bool points = false, known = false;
    };
    void append_marks(std::vector<std::uint64_t>& to, interest in) const;

private:
    void append_marks(std::vector<std::uint64_t>& to, const tally& t) const;
    void count(tally& t, const edge_spec& e, grade g, score points) const;
    void assume(tally& t, const edge_spec& e, const standing& child, grade assumed) const;
    bool total_failure() const;
    decision apply(const tally& t) const;

    const group_rule& rule_;
    const scale& states_;
    const unknown_policy unknown_;
    std::uint32_t counted_ = 0, known_ = 0;
    tally best_, worst_;
    mean_score known_mean_;  // of counted children with a known score, after the edge map
    score lowest_, highest_;
    // Before the edge map: what a region in total failure is worth (rule `flows`).
    std::uint32_t raw_known_ = 0, raw_unhealthy_ = 0;
    mean_score raw_;
};

// What a ladder says of children that all have a state.
decision climb(const ladder& l, const tally& t, const scale& states);

// A node as its two groups make it, with what explain shows of the way there.
struct outcome {
    grade now;
    score points;
    bool absent = false;  // `empty: drop`
    std::optional<bounds> signals, needs;
};

// The worst of the rollup of its own signals and the rollup of its needs.
outcome roll_up(const node_rules& rules, const scale& states, const group_tally& signals,
                const group_tally& needs);

}  // namespace hm::model
