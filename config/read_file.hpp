// The bytes of a file, up to a limit, or why there are none: in words that follow the file's name.
#pragma once

#include "config/units.hpp"

#include <string>

namespace hm::config {

// The path of a file that is named in another one: beside it, unless it is absolute.
std::string path_beside(const std::string& file, const std::string& name);

parsed<std::string> read_file(const std::string& path, std::size_t limit);

// The same of a regular file only: a pipe could make the load wait for ever.
parsed<std::string> read_regular_file(const std::string& path, std::size_t limit);

}  // namespace hm::config
