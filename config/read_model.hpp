// A model from its tree: each step reads one part, and all leave their mistakes in one report. For load.hpp,
// and for models that stand within another file.
#pragma once

#include "config/draft.hpp"
#include "config/tree.hpp"

namespace hm::config {

void read_model(const node& root, draft& d);

}  // namespace hm::config
