// `healthmodeld export prometheus-rules`: a file of rules for Prometheus, of one model. What is recorded is
// how bad the traffic of each flow was; what is told is that a budget burns, that a region is out, and that
// this daemon is in no state to tell. Pure: a model in, a text out; the same for the same model.
#pragma once

#include "model/definition.hpp"

#include <chrono>
#include <optional>
#include <string>

namespace hm::daemon {

struct rules_options {
    bool sloth = false;              // also the series that Sloth's dashboards ask for
    std::optional<std::string> job;  // only of series with this label; absent: of all
};

// The period of the budgets that Prometheus works out; objectives with another one are the daemon's.
inline constexpr std::chrono::hours slo_period{30 * 24};

std::string prometheus_rules(const model::definition& d, const rules_options& options);

}  // namespace hm::daemon
