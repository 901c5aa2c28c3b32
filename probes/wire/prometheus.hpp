// The HTTP API of Prometheus, and of what speaks it: the two requests that a signal makes, and what their
// answers say. Pure.
//
// An answer that does not say one thing clearly says nothing, in words: it is we who asked badly, or the one
// asked who does not know; never the application that is ill.
#pragma once

#include "model/probe_spec.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace hm::probes::wire {

// POST /api/v1/query, or GET /api/v1/rules: as an http request of the spec, complete with its path and body.
// `timeout` is told to Prometheus, so that it gives up when we do.
model::http_spec prometheus_request(const model::prometheus_spec& spec, model::duration timeout);

// The value of a query. `trouble`: why there is none; empty when there is one.
struct prometheus_value {
    double value = 0;
    std::string trouble;
};

// One sample, of a scalar or of the only series of a vector, at most `max_age` old at `now`. NaN is no value,
// infinity is.
prometheus_value read_query_answer(std::string_view body, model::wall_time now, model::duration max_age);

// How many active alerts are worth a state.
struct prometheus_alerts {
    std::size_t unhealthy = 0;
    std::size_t degraded = 0;
    std::string trouble;
};

// Of all rules of that name. One that does not exist, cannot be evaluated or was not for longer than the
// spec's max_age is trouble, unless another's alerts are unhealthy already.
prometheus_alerts read_rules_answer(std::string_view body, const model::prometheus_spec& spec,
                                    model::wall_time now);

// What the API says went wrong, "bad_data: parse error …"; nothing when the body is not its own.
std::optional<std::string> prometheus_error(std::string_view body);

}  // namespace hm::probes::wire
