// `needs:` of every entity: names become ids. Runs after all entities and their signals are known.
#pragma once

#include "config/draft.hpp"

namespace hm::config {

void read_needs(draft& d);

}  // namespace hm::config
