// `zone: Europe/Amsterdam`. Which zones there are comes from the surroundings.
#pragma once

#include "config/draft.hpp"

namespace hm::config {

// UTC when the key is absent, or names no zone, which is reported.
model::time_zone read_zone(const node* zone, const draft& d);

}  // namespace hm::config
