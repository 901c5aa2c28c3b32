// /metrics: Prometheus families filled from a snapshot and the shards' counters, so that the series of a
// removed node are gone by themselves. Names, units and labels are an interface: never renamed.
#pragma once

#include "daemon/http/response.hpp"
#include "daemon/outputs/context.hpp"

#include <prometheus/metric_family.h>

#include <vector>

namespace hm::daemon {

inline constexpr std::string_view metrics_content_type = "text/plain; version=0.0.4; charset=utf-8";

// Of one snapshot: nodes, signals, regions.
std::vector<prometheus::MetricFamily> health_metrics(const model::snapshot& s);
// Of the probing of that snapshot's signals.
std::vector<prometheus::MetricFamily> probe_metrics(const model::snapshot& s, const probe_figures& figures);
// Of the process and its configuration.
std::vector<prometheus::MetricFamily> process_metrics(const output_context& context);

http::response metrics_answer(const output_context& context);

}  // namespace hm::daemon
