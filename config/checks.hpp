// Checks of the model as a whole, when all of it is read: cycles (errors); what measures nothing, is never
// used or can never evict (warnings).
#pragma once

#include "config/draft.hpp"

namespace hm::config {

// The longest cycle that is printed in full.
inline constexpr std::size_t max_cycle_shown = 10;

// One error per cycle that is found, at the need that closes it.
void check_cycles(const draft& d);

void warn_unmeasured_flows(const draft& d);
void warn_unused_variables(const draft& d);
void warn_regions_without_high_flow(const draft& d);

}  // namespace hm::config
