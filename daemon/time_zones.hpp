// What a model is read against on this machine: the time zones of the system's tzdata, and what time it is.
// The only place that knows the date library. Zones are read when they are first asked for; new tzdata is
// taken at the next start.
#pragma once

#include "config/load.hpp"

namespace hm::daemon {

config::surroundings here_and_now();

}  // namespace hm::daemon
