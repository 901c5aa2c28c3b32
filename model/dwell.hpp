// When a region is computed to be down, and when it is back: its routing state with a memory for how long.
// Knows one region only, and nothing of weights, guard and operators.
//   down  unhealthy for down_after, or every flow unhealthy at two evaluations total_failure_after apart
//   back  not unhealthy for up_after, and not before min_down, doubled for every flap, has passed
#pragma once

#include "model/state.hpp"
#include "model/stopwatch.hpp"
#include "model/traffic_rules.hpp"

#include <optional>

namespace hm::model {

class dwell {
public:
    // What outlives a reload or a restart.
    struct memory {
        bool down = false;
        std::optional<steady_time> went_down, came_back;  // the last time, if ever
        int flaps = 0;                                    // how often min_down is doubled
    };

    // One evaluation. An unknown routing state stops the clocks.
    void see(state routing, bool total_failure, const traffic_rules& rules, steady_time now);
    // By decree, not by evidence: it is not down any more, and what comes now needs its whole time.
    void forgive(steady_time now);
    // Nobody looked since then: until the next evaluation the clocks stand, as if nothing had been known.
    void nobody_looked(steady_time since);

    bool is_down() const { return memory_.down; }
    // When down or back is due if the evidence stays as it is; max(): never.
    steady_time due(const traffic_rules& rules) const;
    // It does not come back before, whatever the evidence; min() while it is not down.
    steady_time stays_until(const traffic_rules& rules) const;

    const memory& remember() const { return memory_; }
    void resume(const memory& before) { memory_ = before; }

private:
    void go_down(const traffic_rules& rules, steady_time now);
    void come_back(steady_time now);

    memory memory_;
    stopwatch unhealthy_, failed_totally_, well_;
};

// min_down after so many flaps.
duration time_out_after(int flaps, const traffic_rules& rules);

}  // namespace hm::model
