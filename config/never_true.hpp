// Warns of comparisons that no run can meet, because of the signal's own timeout or of what the field is, and
// of such that exclude each other while both would have to hold. Stands beside signal_checks.cpp, which knows
// the mistakes.
#pragma once

#include "config/placed_condition.hpp"
#include "model/signal_spec.hpp"

namespace hm::config {

void warn_never_true(const model::signal_spec& spec, const placed_condition& c, report& out);

}  // namespace hm::config
