// `map:` of a need: what its states, and its flags, become for the one who needs it.
//   { unhealthy: degraded, maintenance: drop, acknowledged: { unhealthy: healthy } }
#pragma once

#include "config/reader.hpp"
#include "model/edge_map.hpp"

#include <vector>

namespace hm::config {

std::optional<std::vector<model::map_entry>> as_edge_map(const node& n, report& out,
                                                         const model::scale& states);

}  // namespace hm::config
