// Is it text at all? Looked at before the YAML parser sees it, because yaml-cpp takes the byte 0x04 for the
// end of the file and guesses other encodings than UTF-8.
#pragma once

#include "config/report.hpp"

#include <string_view>

namespace hm::config {

// UTF-8 without control characters; otherwise the first offence is reported.
bool check_text(std::string_view text, report& out, file_number file);

}  // namespace hm::config
