// How long a failover takes, at worst: from the moment in which a region's part of a flow breaks until nobody
// is sent there any more, and what that costs the flow's error budget. The way is evidence (a signal's
// interval, timeout, fall), dwell (`traffic:`), and the balancer (consumers.hpp). Without the guard, who may
// keep a region in for other reasons, and without flaps, for which a region stays out for longer.
#pragma once

#include "model/graph.hpp"
#include "model/slo/consumers.hpp"

#include <memory>
#include <optional>
#include <vector>

namespace hm::model {

// What the daemon's own clocks add: the ticks of its schedule and of its evaluation.
inline constexpr duration daemon_lag = std::chrono::milliseconds{200};

// Until a signal whose target fails, or works again, says so. A failing run takes its whole timeout.
duration time_to_fall(const signal_spec& s);
duration time_to_rise(const signal_spec& s);

struct failover {
    region_id region{};
    double share = 1;                     // of the flow's traffic, by the regions' weights
    signal_id slowest = signal_id::none;  // of those that decide
    duration evidence{}, back_evidence{};
    duration evict{};              // in all
    duration evict_if_all_fail{};  // if every flow of the region does: another dwell
    duration restore{};            // in all, after it works again; then the ramp begins
    double cost_s = 0;             // of one failover: the share of users who are sent there until `evict`
};

struct flow_reaction {
    entity_id flow{};
    std::vector<failover> regions;    // those in which something that is probed can evict it
    std::optional<double> allowed_s;  // by its objective, in slo_period
};

// All flows that run in regions.
std::vector<flow_reaction> reactions(const std::shared_ptr<const graph>& g, const consumer& c);

}  // namespace hm::model
