// The model without its needs: every entity stands as its own signals say, by its own rule for them. So what
// fails by itself is told from what fails because of others, whose failing the calculated SLO has in its
// figures.
#pragma once

#include "model/graph.hpp"

#include <memory>

namespace hm::model {

std::shared_ptr<const graph> as_own_parts(const definition& d);

// A component or dependency in a place, or a global one: what the calculated SLO takes to fail by itself.
bool is_own_part(const graph& own_parts, vertex_id id);

}  // namespace hm::model
