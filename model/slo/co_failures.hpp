// Which parts were down at the same time, and whether more often than by chance. Arithmetic takes every part
// to fail independently of all others; this is what was seen of it. Pure.
#pragma once

#include "model/time.hpp"

#include <chrono>
#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace hm::model::slo {

struct interval {
    wall_time from{}, to{};  // from < to

    std::chrono::milliseconds length() const { return to - from; }
    friend bool operator==(const interval&, const interval&) = default;
};

// One part while somebody looked: when it was down, and when nothing was known of it. Each list is in the
// order of time, its intervals do not overlap, and none of one list overlaps one of the other.
struct part_history {
    std::vector<interval> down, unknown;
};

struct co_failure {
    std::size_t a = 0, b = 0;  // of the parts; a < b
    std::chrono::milliseconds a_down{0}, b_down{0}, both_down{0};
    std::chrono::milliseconds both_known{0};
    double by_chance_s = 0;  // p_a · p_b · T: both down, were they independent

    // How many times as long as by chance.
    double ratio() const;
};

struct co_failures {
    std::vector<co_failure> worst;  // by how much longer they were down together than by chance
    std::size_t pairs = 0;          // that were down together at all
    std::size_t parts_down = 0;     // that were down at all
    std::size_t left_out = 0;       // of these, not paired: they were down for the shortest time
};

// Every pair of so many is looked at: 125,000 of them.
inline constexpr std::size_t max_paired_parts = 500;
inline constexpr std::size_t most_co_failures = 20;  // that are told

// `looked_at`: for how long, in all. p of a part is of the time in which it was known, T the time in which
// both were.
co_failures find_co_failures(std::span<const part_history> parts, std::chrono::milliseconds looked_at,
                             std::size_t most = most_co_failures);

}  // namespace hm::model::slo
