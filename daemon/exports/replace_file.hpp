// Puts a text in the place of a file, whole or not at all: who reads the file sees the old text or the new
// one.
#pragma once

#include <boost/system/error_code.hpp>

#include <string>
#include <string_view>

namespace hm::daemon {

// Readable by everybody. By a file beside it, with a dot before its name and .new behind it, which is
// renamed. Blocks, as a disk does.
boost::system::error_code replace_file(const std::string& path, std::string_view text);

}  // namespace hm::daemon
