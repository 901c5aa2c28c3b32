// `covers:` of a maintenance window: names of entities ("api"), entities in a region ("api@westeurope"),
// regions and the model → the parts that are meant.
#pragma once

#include "config/draft.hpp"

namespace hm::config {

inline constexpr std::size_t max_covered = 1000;  // of one window

std::vector<model::covered_part> read_covered_parts(const node& list, const draft& d);

}  // namespace hm::config
