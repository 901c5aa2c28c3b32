// `exports:` of the settings: what the daemon writes for programs that read files.
#pragma once

#include "config/reader.hpp"
#include "config/settings.hpp"
#include "config/substitution.hpp"

#include <vector>

namespace hm::config {

void read_exports(const node& list, substitution& here, std::vector<gdnsd_extfile>& into, report& out);

}  // namespace hm::config
