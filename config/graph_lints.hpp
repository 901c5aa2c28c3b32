// Warnings that only the model as a graph shows: what a flow hangs on wherever it runs, and what no flow
// needs.
#pragma once

#include "config/draft.hpp"
#include "model/graph.hpp"

#include <memory>

namespace hm::config {

// Of more names in one message the number is told.
inline constexpr std::size_t max_names_shown = 5;

// `g`: the graph of d.model.
void warn_single_points(const draft& d, const std::shared_ptr<const model::graph>& g);
void warn_unreachable_nodes(const draft& d, const model::graph& g);

}  // namespace hm::config
