// A time as JSON documents write it (RFC 3339): "2026-11-28T13:55:41.123456789+01:00". Pure.
#pragma once

#include "model/time.hpp"

#include <optional>
#include <string_view>

namespace hm::probes::wire {

// Nothing when it is none. Finer fractions than the clock's are cut off; a leap second is the next second.
std::optional<model::wall_time> parse_timestamp(std::string_view text);

}  // namespace hm::probes::wire
