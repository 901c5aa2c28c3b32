// Durations on the command line: a number with its unit, "500ms", "10s", "2m".
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace contoso {

// Absent when it is not a positive whole number followed by ms, s, m or h, or is longer than a week.
std::optional<std::chrono::milliseconds> parse_duration(std::string_view text);

}  // namespace contoso
