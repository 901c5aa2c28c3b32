// Do the windows of a condition fit the signal's schedule? Each must be able to hold `min_samples` runs, must
// not hold more than are kept, and what is asked of it must be neither certain nor impossible.
#pragma once

#include "config/placed_condition.hpp"
#include "model/window.hpp"

namespace hm::config {

void check_windows(const model::signal_spec& spec, const placed_condition& c, report& out);

// `min_samples`: where it stands; null when it does not.
void warn_unused_min_samples(const model::signal_spec& spec, const member* min_samples, report& out);

}  // namespace hm::config
