// The numbers by which a routing state becomes what load balancers are told: `traffic:` of a model.
// Who applies them: dwell.hpp (when a verdict follows), share.hpp (weights), guard.hpp (who may be removed),
// verdict_machine.hpp (all of it together).
#pragma once

#include "model/ratio.hpp"
#include "model/time.hpp"

#include <cstdint>
#include <string_view>

namespace hm::model {

// What to tell when a routing state stayed unknown for longer than `hold`.
enum class on_unknown : std::uint8_t { last, open, closed };

std::string_view to_string(on_unknown policy);

struct traffic_rules {
    // Going down. Both count known evidence only: a gap in it stops the clock.
    duration down_after = std::chrono::seconds{15};          // unhealthy for so long
    duration total_failure_after = std::chrono::seconds{5};  // every flow is: two evaluations so far apart

    // Coming back: not unhealthy for up_after, and min_down after going down. min_down doubles, as far as
    // max_down, with every time that the region goes down again before it stayed up for forget_flaps.
    duration up_after = std::chrono::seconds{60};
    duration min_down = std::chrono::seconds{120};
    duration max_down = std::chrono::minutes{15};
    duration forget_flaps = std::chrono::minutes{30};
    duration ramp = std::chrono::seconds{300};  // from ramp_start to 100 % of the region's share

    // The weight of a region that serves: min(100 %, factor × score), down to whole steps.
    int weight_factor_percent = 140;  // the overprovisioning factor that Envoy uses: sheds only below 71 %
    int weight_step = 5;              // percent; divides 100

    bool guard = true;
    duration removal_pace = std::chrono::minutes{5};  // between removals that are not total failures
    bool panic = true;
    // Of all regions' shares, so much stays published, as far as the guard can see to it: it keeps a region
    // that failed partially rather than fall below. 0: only the guard's own limits.
    parts_per_billion capacity = 0;

    duration hold = std::chrono::minutes{10};  // of the last verdict, while the routing state is unknown
    on_unknown after_hold = on_unknown::last;
    duration remember = std::chrono::minutes{10};  // a verdict from before a restart may be so old
    duration retire = std::chrono::minutes{15};    // a region or flow that a reload removed answers so long

    friend bool operator==(const traffic_rules&, const traffic_rules&) = default;
};

inline constexpr int ramp_start = 10;  // percent

}  // namespace hm::model
