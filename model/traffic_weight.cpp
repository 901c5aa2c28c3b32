#include "model/traffic_weight.hpp"

#include <algorithm>
#include <cstdint>

namespace hm::model {

namespace {

constexpr int all = 100;

int in_steps(int percent, const traffic_rules& rules) {
    return std::clamp(percent / rules.weight_step * rules.weight_step, rules.weight_step, all);
}

// Rounded up: at this time it is reached, not a nanosecond earlier.
duration share_of(duration whole_time, int part, int of) {
    return duration{(whole_time.count() * part + of - 1) / of};
}

constexpr duration minute = std::chrono::minutes{1};

int steps_earned(int rate, duration since_begun, const traffic_rules& rules) {
    const std::int64_t percent = since_begun / (minute / rate);
    return static_cast<int>(std::min<std::int64_t>(percent, 2 * all)) / rules.weight_step;
}

}  // namespace

int weight_by_score(score routing_score, const traffic_rules& rules) {
    if (!routing_score.known()) return all;
    return in_steps(routing_score.value() * rules.weight_factor_percent / score::full, rules);
}

int ramp_weight(duration since_back, const traffic_rules& rules) {
    if (since_back >= rules.ramp) return all;
    const auto grown = (all - ramp_start) * since_back.count() / rules.ramp.count();
    return in_steps(ramp_start + static_cast<int>(grown), rules);
}

duration next_ramp_step(int weight, const traffic_rules& rules) {
    const int next = std::min(weight + rules.weight_step, all);
    return share_of(rules.ramp, next - ramp_start, all - ramp_start);
}

int drain_weight(int from, int rate, duration since_begun, const traffic_rules& rules) {
    return std::max(0, from - steps_earned(rate, since_begun, rules) * rules.weight_step);
}

duration drain_falls_below(int weight, int from, int rate, const traffic_rules& rules) {
    const int steps = std::max(0, from - weight) / rules.weight_step + 1;
    return steps * rules.weight_step * (minute / rate);
}

}  // namespace hm::model
