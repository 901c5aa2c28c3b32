// `healthmodeld export grafana-dashboard`: a dashboard of one model to import into Grafana: the whole,
// regions, flows, error budgets, and the daemon itself. It asks a Prometheus that scrapes the daemon and
// knows the rules of prometheus_rules.hpp. Pure: a model in, a text out; the same for the same model.
#pragma once

#include "model/definition.hpp"

#include <optional>
#include <string>

namespace hm::daemon {

struct dashboard_options {
    std::optional<std::string> job;  // only of series with this label; absent: of all
};

std::string grafana_dashboard(const model::definition& d, const dashboard_options& options);

}  // namespace hm::daemon
