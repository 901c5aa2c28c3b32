// How much of its configured share of traffic a region gets, in percent: by its score, while it comes back,
// and while an operator takes it out slowly. A region that serves gets at least one step.
#pragma once

#include "model/state.hpp"
#include "model/traffic_rules.hpp"

namespace hm::model {

// min(100, factor × score), down to whole steps.
int weight_by_score(score routing_score, const traffic_rules& rules);

// From ramp_start to 100, in a straight line, down to whole steps.
int ramp_weight(duration since_back, const traffic_rules& rules);
// So long after it came back the ramp is a step higher than it is at `weight`.
duration next_ramp_step(int weight, const traffic_rules& rules);

// `from` less a step whenever the rate has earned a whole one; 0 at the end.
int drain_weight(int from, int rate_percent_per_minute, duration since_begun, const traffic_rules& rules);
// So long after it began it is lower than `weight`.
duration drain_falls_below(int weight, int from, int rate_percent_per_minute, const traffic_rules& rules);

}  // namespace hm::model
