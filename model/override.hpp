// What an operator says over the head of the evidence. Pure data: who stores it, who may say it and how it is
// told are the daemon's business; what it does to verdicts is verdict_machine.hpp's, to nodes the
// evaluator's.
#pragma once

#include "model/time.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hm::model {

// drain, force_up and freeze are about a region, or a flow in one; maintenance and acknowledge about any
// node. What is said of a region holds for every flow in it.
enum class override_kind : std::uint8_t { drain, force_up, freeze, maintenance, acknowledge };

std::string_view to_string(override_kind k);  // drain, force_up, …
std::optional<override_kind> parse_override_kind(std::string_view text);

constexpr bool steers_traffic(override_kind k) {
    return k <= override_kind::freeze;
}

// Which rules it breaks, each by its name.
struct broken_rules {
    bool guard = false;

    friend bool operator==(const broken_rules&, const broken_rules&) = default;
};

struct operator_override {
    std::string id;  // unique for ever
    override_kind kind = override_kind::drain;
    std::string region;  // if it steers traffic
    std::string flow;    // of the region; empty: the region with all its flows
    std::string node;    // if it does not steer traffic: "cosmos-db@westeurope"
    std::string reason;  // never empty
    std::string author;
    std::string ticket;                          // may be empty
    wall_time since{}, until{};                  // not in force from `until` on
    std::optional<int> rate_percent_per_minute;  // drain: takes the weight away so fast; absent: at once
    broken_rules breaks;

    bool is_over(wall_time now) const { return now >= until; }
    friend bool operator==(const operator_override&, const operator_override&) = default;
};

inline constexpr duration default_override_length = std::chrono::hours{4};
inline constexpr duration longest_override = std::chrono::hours{72};
inline constexpr int slowest_drain = 1, fastest_drain = 100;  // percent per minute

}  // namespace hm::model
