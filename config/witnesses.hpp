// `witnesses:` → one global entity of that name, with a signal per witness: others whom the daemon asks
// whether it is itself well connected. Judged by model/suspicion.hpp.
#pragma once

#include "config/draft.hpp"

namespace hm::config {

inline constexpr std::size_t max_witnesses = 64;

void read_witnesses(const member& witnesses, draft& d);

}  // namespace hm::config
