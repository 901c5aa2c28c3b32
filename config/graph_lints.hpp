// Warnings that only the model as a graph shows: what a flow hangs on wherever it runs, and what no flow
// needs.
#pragma once

#include "config/draft.hpp"

namespace hm::config {

// Of more names in one message the number is told.
inline constexpr std::size_t max_names_shown = 5;
// A larger model is not unfolded for the sake of warnings: entities and their signals, in all regions.
inline constexpr std::size_t max_linted_nodes = 250'000;

void warn_by_graph(const draft& d);

}  // namespace hm::config
