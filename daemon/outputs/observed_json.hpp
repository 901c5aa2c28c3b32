// What was seen to fail together as JSON, the same for the API and for `healthmodeld slo --json`.
#pragma once

#include "daemon/history/observed_failures.hpp"
#include "daemon/outputs/json_writer.hpp"

#include <string>

namespace hm::daemon {

// An object: from, to, recorded_s, parts_down, pairs, left_out, together.
void write_observed(json_writer& w, const observed_failures& o);
std::string observed_json(const observed_failures& o);

// Instead of it, while the history cannot be read.
std::string trouble_json(std::string_view trouble);

}  // namespace hm::daemon
