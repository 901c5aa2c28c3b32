// Unavailabilities as people read them.
#pragma once

#include <string>

namespace hm::model {

// "99.95%", "99.99999999999375%", "100%": as many decimals as show three digits of what is missing, at
// most 15.
std::string format_available(double unavailability);

// A time in two units, or in one with three digits: "1 h 4 min", "21 min 36 s", "9.07 s", "0.162 ms".
std::string format_downtime(double seconds);

}  // namespace hm::model
