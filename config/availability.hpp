// `availability:` of an entity: what it is by itself, whatever it needs.
#pragma once

#include "config/reader.hpp"
#include "model/slo/stated.hpp"

namespace hm::config {

// A percentage, or { mtbf: 30d, mttr: 1h }: how long it works on average until it fails, and until it works
// again. Longer than max_duration neither can be: what fails more rarely has a percentage.
std::optional<model::stated_availability> as_availability(const node& n, report& out);

}  // namespace hm::config
