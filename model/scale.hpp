// States as data: the ordered list of states that the nodes of a model can have. Each has a class (what
// verdicts, SLOs and dashboards go by), and, unless it is of class unknown, a nominal score and the lower
// bound of its band of scores:
//   band(score) == state for every known state.
// Most models use the standard scale: healthy, degraded, unknown, unhealthy.
#pragma once

#include "model/state.hpp"

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hm::model {

inline constexpr std::size_t max_states = 16;

// One state of a scale: its rank in the order, and its class. One byte, so that tables of them are small, and
// with the rank above, so that comparing bytes compares states. Means nothing under another scale.
class grade {
public:
    constexpr grade() = default;
    constexpr grade(unsigned rank, state kind)
        : bits_(static_cast<std::uint8_t>(rank << 2 | static_cast<unsigned>(kind))) {}

    constexpr unsigned rank() const { return bits_ >> 2; }  // 0 is the best
    constexpr state kind() const { return static_cast<state>(bits_ & 3); }
    constexpr operator state() const { return kind(); }  // implicit: nearly everybody goes by the class

    constexpr std::uint8_t bits() const { return bits_; }
    static constexpr grade of_bits(std::uint8_t bits) {
        return {static_cast<unsigned>(bits >> 2), static_cast<state>(bits & 3)};
    }

    friend constexpr auto operator<=>(grade, grade) = default;
    friend constexpr bool operator==(grade, grade) = default;
    friend constexpr bool operator==(grade g, state s) { return g.kind() == s; }

private:
    std::uint8_t bits_ = 2 << 2 | static_cast<unsigned>(state::unknown);  // unknown, of the standard scale
};

// Some states of a scale: bit n stands for rank n.
using rank_set = std::uint16_t;

constexpr bool contains(rank_set set, grade g) {
    return set >> g.rank() & 1;
}

struct state_definition {
    std::string name;
    state kind = state::unknown;  // good is healthy, warn degraded, bad unhealthy
    score nominal;                // absent for class unknown
    score from;                   // the lowest score of its band; absent for class unknown

    friend bool operator==(const state_definition&, const state_definition&) = default;
};

class scale {
public:
    static const scale& standard();

    // Best first. Among the known states classes do not get better and bands come down to 0; there is a good
    // and a bad one, at most max_states. A scale without a state of class unknown gets one, before the first
    // bad.
    explicit scale(std::vector<state_definition> states);

    std::size_t size() const { return states_.size(); }
    grade at(std::size_t rank) const { return grades_[rank]; }
    const state_definition& of(grade g) const { return states_[g.rank()]; }
    const std::string& name(grade g) const { return states_[g.rank()].name; }
    std::optional<grade> find(std::string_view name) const;

    grade best() const { return best_; }        // of the known ones
    grade worst() const { return worst_; }      // likewise
    grade unknown() const { return unknown_; }  // the worst of class unknown: where evidence is missing

    // The state that stands for a class: the best good one, the best warn one, the worst bad one,
    // `unknown()`. A scale without a warn state calls degraded what still works: its worst good state.
    grade of(state kind) const { return by_class_[static_cast<std::size_t>(kind)]; }

    // The worst state that is not bad: what edges cap at degraded.
    grade worst_not_bad() const { return worst_not_bad_; }

    score nominal(grade g) const { return nominal_[g.rank()]; }
    grade band(score s) const;  // unknown() for an absent score
    // The nearest score within the band of `g`; absent for class unknown.
    score clamp(score wanted, grade g) const;

    rank_set all() const { return static_cast<rank_set>((1u << size()) - 1); }
    rank_set of_class(state kind) const { return class_sets_[static_cast<std::size_t>(kind)]; }
    rank_set not_worse_than(grade g) const { return static_cast<rank_set>((2u << g.rank()) - 1); }
    rank_set not_better_than(grade g) const { return static_cast<rank_set>(all() & ~((1u << g.rank()) - 1)); }

    friend bool operator==(const scale& a, const scale& b) { return a.states_ == b.states_; }

private:
    std::vector<state_definition> states_;
    std::array<grade, max_states> grades_{};
    std::array<score, max_states> nominal_{};
    std::array<score, max_states> highest_{};  // of the band
    std::array<grade, 4> by_class_{};
    std::array<rank_set, 4> class_sets_{};
    grade best_, worst_, worst_not_bad_, unknown_;
};

}  // namespace hm::model
