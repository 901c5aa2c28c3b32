// `maintenance:`: windows by name, each with what it covers, why, and when: once, or again and again. Read
// when all entities are known. Which zones there are, and what time it is, comes from the surroundings.
#pragma once

#include "config/draft.hpp"

namespace hm::config {

inline constexpr std::size_t max_windows = 1000;
inline constexpr std::size_t max_day_rules = 31;  // of one window
inline constexpr std::size_t max_reason_bytes = 200;
inline constexpr std::chrono::minutes min_maintenance{1};

void read_maintenance(const member& section, draft& d);

}  // namespace hm::config
