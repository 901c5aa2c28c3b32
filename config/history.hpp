// `history:` of the settings: how long the past is kept, and how much room it may take.
#pragma once

#include "config/reader.hpp"
#include "config/settings.hpp"

namespace hm::config {

inline constexpr std::chrono::hours min_history{1};
// Below it a busy model would lose what happened an hour ago.
inline constexpr std::size_t min_history_size = std::size_t{8} << 20;

void read_history(const member& m, history_settings& into, report& out);

}  // namespace hm::config
