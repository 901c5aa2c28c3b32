// `slos:`: objectives for several entities together, by name. Read when their own objectives are known.
#pragma once

#include "config/draft.hpp"

namespace hm::config {

inline constexpr std::size_t max_slos = 1000;
inline constexpr std::size_t max_slo_members = 100;  // of one

void read_slos(const member& section, draft& d);

}  // namespace hm::config
