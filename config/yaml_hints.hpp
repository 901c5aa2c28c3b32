// What yaml-cpp does not tell: hints for its terse messages, and the quote it lets end with the file.
// Looks at the text around a place; knows no YAML beyond that.
#pragma once

#include "config/report.hpp"

#include <string>
#include <string_view>

namespace hm::config {

// What most likely went wrong where yaml-cpp said `message`; may be empty.
std::string yaml_hint(const report& text, place at, std::string_view message);

// Whether the quoted scalar that begins at `at` runs into the end of the text. yaml-cpp accepts that, and
// a file that was cut off would pass for a whole one.
bool is_unclosed_quote(std::string_view text, place at);

}  // namespace hm::config
