#include "model/dwell.hpp"

#include <algorithm>

namespace hm::model {

duration time_out_after(int flaps, const traffic_rules& rules) {
    duration out = rules.min_down;
    for (int i = 0; i < flaps && out < rules.max_down; ++i) out *= 2;
    return std::min(out, std::max(rules.min_down, rules.max_down));
}

void dwell::see(state routing, bool total_failure, const traffic_rules& rules, steady_time now) {
    if (!is_known(routing)) {
        for (stopwatch* w : {&unhealthy_, &failed_totally_, &well_}) w->stand(now);
        return;
    }
    const auto set = [now](stopwatch& w, bool on) { on ? w.run(now) : w.reset(); };
    const bool bad = routing == state::unhealthy;
    set(unhealthy_, bad);
    set(failed_totally_, bad && total_failure);
    set(well_, !bad);
    if (now < due(rules)) return;
    memory_.down ? come_back(now) : go_down(rules, now);
}

void dwell::forgive(steady_time now) {
    for (stopwatch* w : {&unhealthy_, &failed_totally_, &well_}) w->reset();
    come_back(now);
}

void dwell::nobody_looked(steady_time since) {
    for (stopwatch* w : {&unhealthy_, &failed_totally_, &well_})
        if (w->runs()) w->stand(since);
}

steady_time dwell::due(const traffic_rules& rules) const {
    if (!memory_.down)
        return std::min(unhealthy_.at(rules.down_after), failed_totally_.at(rules.total_failure_after));
    return std::max(well_.at(rules.up_after), stays_until(rules));
}

steady_time dwell::stays_until(const traffic_rules& rules) const {
    if (!memory_.down || !memory_.went_down) return steady_time::min();
    return *memory_.went_down + time_out_after(memory_.flaps, rules);
}

void dwell::go_down(const traffic_rules& rules, steady_time now) {
    constexpr int enough = 32;  // doublings: more are not counted
    const bool flaps = memory_.came_back && now - *memory_.came_back < rules.forget_flaps;
    memory_.flaps = flaps ? std::min(memory_.flaps + 1, enough) : 0;
    memory_.down = true;
    memory_.went_down = now;
}

void dwell::come_back(steady_time now) {
    memory_.down = false;
    memory_.came_back = now;
}

}  // namespace hm::model
