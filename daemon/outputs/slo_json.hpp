// The calculated SLO as JSON, the same for the API and for `healthmodeld slo --json`. What is attained
// stands beside it (attained_json.hpp).
#pragma once

#include "daemon/outputs/json_writer.hpp"
#include "model/slo/calculated.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace hm::daemon {

// What no calculation can know, in a sentence that stands beside every answer.
extern const std::string_view independence_remark;

// The naive figure where it is another one than the exact one.
std::optional<double> differing_naive(const model::calculated_flow& f);

// The keys of one flow, into an object that is open: id, objective, availability, … (daemon/README.md).
void write_calculated(json_writer& w, const model::calculated_slo& s, const model::calculated_flow& f);

// The keys of the model as a whole, likewise: period_s, assumed, entangled, remark.
void write_assumptions(json_writer& w, const model::calculated_slo& s);

// "availability", "unavailability", "expected_downtime_s" and, unless exact, "bounds".
void write_availability(json_writer& w, const model::chance_range& down);

}  // namespace hm::daemon
