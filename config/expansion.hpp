// A model's rules in their expanded form, as a model: every word as the ladder it stands for, every impact as
// a map, inline groups with their rule. For `check --explain`. It loads, and evaluates to the same; what is
// no rule (probes, schedules, variables, maintenance) is left out, and signals are pushed ones.
#pragma once

#include "model/definition.hpp"

#include <string>

namespace hm::config {

std::string expansion(const model::definition& d);

}  // namespace hm::config
