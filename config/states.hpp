// `states:`: the states of a model, when they are not healthy, degraded and unhealthy. And every other place
// that names a state.
#pragma once

#include "config/reader.hpp"
#include "model/scale.hpp"

namespace hm::config {

// Absent after a mistake, which has been reported.
std::optional<model::scale> read_states(const member& m, report& out);

// The name of a state of the model.
std::optional<model::grade> as_state(const node& n, report& out, const model::scale& states);

std::vector<std::string_view> names_of(const model::scale& states);

}  // namespace hm::config
