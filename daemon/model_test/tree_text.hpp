// How a node came to its state, as lines of text for a terminal: the node, what each child contributes and,
// along the blame, what is below.
//
//   add-comment@westeurope: unhealthy (0), worst of its needs
//     front-end@westeurope: healthy (1)
//     background-processor@westeurope: unhealthy (0)
//       cosmos-db@westeurope/write: unhealthy (0)
#pragma once

#include "model/snapshot.hpp"

#include <string>
#include <vector>

namespace hm::daemon {

inline constexpr std::size_t max_tree_lines = 60;
inline constexpr std::size_t max_tree_depth = 12;

std::vector<std::string> tree_text(const model::snapshot& s, model::vertex_id root);

}  // namespace hm::daemon
