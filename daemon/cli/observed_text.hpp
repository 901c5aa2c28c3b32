// What was seen to fail together in words.
#pragma once

#include "daemon/history/observed_failures.hpp"

#include <string>

namespace hm::daemon::cli {

std::string observed_text(const observed_failures& o);

}  // namespace hm::daemon::cli
