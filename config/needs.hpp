// `needs:` of every entity: names become ids, inline groups become entities of their own
// (`checkout.any-of-1`). Runs after all entities and their signals are known.
#pragma once

#include "config/draft.hpp"

namespace hm::config {

// any_of within all_of within …
inline constexpr std::size_t max_group_depth = 8;

void read_needs(draft& d);

}  // namespace hm::config
