// The bytes of a file, up to a limit, or why there are none: in words that follow the file's name.
#pragma once

#include "config/units.hpp"

#include <string>

namespace hm::config {

parsed<std::string> read_file(const std::string& path, std::size_t limit);

}  // namespace hm::config
