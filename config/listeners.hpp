// `listeners:` of the settings: where the daemon listens, and what it answers there.
#pragma once

#include "config/reader.hpp"
#include "config/settings.hpp"
#include "config/substitution.hpp"

#include <vector>

namespace hm::config {

// `has_operators`: the settings name some, so that a listener of `admin` can ask who somebody is.
void read_listeners(const node& list, bool has_operators, substitution& here, std::vector<listener>& into,
                    report& out);

}  // namespace hm::config
