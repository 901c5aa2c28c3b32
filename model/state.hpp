// The four classes of health that verdicts, SLOs, alerts and dashboards go by, and the integer score. The
// states of a model, of which there may be more, are in scale.hpp. No rules of combination here (see
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
// As `states:` of a model calls the classes: good, warn, bad, unknown.
std::string_view class_word(state s);
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

}  // namespace hm::model
