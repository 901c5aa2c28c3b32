// Time as the model sees it: always a parameter, never read here.
// steady_time measures intervals; wall_time is for display and expiry only.
#pragma once

#include <chrono>
#include <string>

namespace hm::model {

using steady_time = std::chrono::steady_clock::time_point;
using wall_time = std::chrono::sys_time<std::chrono::milliseconds>;
using duration = std::chrono::nanoseconds;

// One instant on both clocks.
struct moment {
    steady_time steady;
    wall_time wall;
};

// "150ms", "1m30s", "2.5ms", "250us": the shortest exact text of a duration, as the model language writes it.
std::string format_duration(duration value);

// RFC 3339 in UTC with milliseconds: 2026-11-24T03:41:07.250Z
std::string format_time(wall_time value);

}  // namespace hm::model
