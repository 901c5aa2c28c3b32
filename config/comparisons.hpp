// Two comparisons of one signal's conditions side by side.
#pragma once

#include "model/signal_spec.hpp"

namespace hm::config {

// One field, or one figure over one window.
bool compare_the_same(const model::condition::node& a, const model::condition::node& b,
                      const model::signal_spec& spec);

// What a comparison with a number compares with. Rates may be written with different units of time: theirs is
// per nanosecond.
double number_of(const model::condition::node& comparison, const model::signal_spec& spec);

}  // namespace hm::config
