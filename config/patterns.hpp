// Regular expressions, as RE2 reads them.
#pragma once

#include "config/reader.hpp"
#include "config/substitution.hpp"

namespace hm::config {

inline constexpr std::size_t max_pattern_bytes = 4096;

// The text of a pattern that RE2 takes. Absent after a mistake, which is told in RE2's own words.
std::optional<std::string> read_pattern(const node& n, substitution& here, report& out);

}  // namespace hm::config
