// The vocabulary of health: a state and an integer score, and the one rule that ties them together:
//   band(score) == state for every known state.
// Everything that judges, rolls up or shows health speaks in these terms. No rules of combination here (see
// rollup.hpp).
#pragma once

#include <algorithm>
#include <compare>
#include <cstdint>
#include <optional>
#include <string_view>

namespace hm::model {

// Ordered from best to worst; unknown stands outside the order: it is missing evidence, not bad health.
enum class state : std::uint8_t { healthy, degraded, unhealthy, unknown };

inline constexpr std::size_t known_states = 3;

constexpr bool is_known(state s) {
    return s != state::unknown;
}

// Only for known states.
constexpr state worse_of(state a, state b) {
    return std::max(a, b);
}
constexpr state better_of(state a, state b) {
    return std::min(a, b);
}

std::string_view to_string(state s);
std::optional<state> parse_state(std::string_view text);

// 0…10000, where 10000 is fully healthy; absent when the state is unknown. Shown as a ratio 0…1.
class score {
public:
    static constexpr int full = 10000;

    constexpr score() = default;
    constexpr explicit score(int value) : value_(static_cast<std::int16_t>(std::clamp(value, 0, full))) {}

    constexpr bool known() const { return value_ >= 0; }
    constexpr int value() const { return value_; }
    constexpr double ratio() const { return value_ / double{full}; }

    friend constexpr auto operator<=>(score, score) = default;

private:
    std::int16_t value_ = -1;
};

// The bands, one set for the whole model: healthy ≥ 9000, degraded 5000–8999, unhealthy ≤ 4999.
inline constexpr int healthy_from = 9000;
inline constexpr int degraded_from = 5000;

constexpr state band(score s) {
    if (!s.known()) return state::unknown;
    return s.value() >= healthy_from    ? state::healthy
           : s.value() >= degraded_from ? state::degraded
                                        : state::unhealthy;
}

// The score of a leaf, and of a state that an edge has mapped.
constexpr score nominal_score(state s) {
    switch (s) {
        case state::healthy:
            return score{score::full};
        case state::degraded:
            return score{7500};
        case state::unhealthy:
            return score{0};
        case state::unknown:
            break;
    }
    return score{};
}

// The nearest score within the band of `s`; absent for unknown.
constexpr score clamp_into_band(score wanted, state s) {
    if (!is_known(s)) return score{};
    if (!wanted.known()) return nominal_score(s);
    switch (s) {
        case state::healthy:
            return score{std::max(wanted.value(), healthy_from)};
        case state::degraded:
            return score{std::clamp(wanted.value(), degraded_from, healthy_from - 1)};
        default:
            return score{std::min(wanted.value(), degraded_from - 1)};
    }
}

}  // namespace hm::model
