// Objectives that the design cannot give, by what is stated of its parts (model/slo/calculated.hpp).
#pragma once

#include "config/draft.hpp"

namespace hm::config {

void warn_unreachable_objectives(const draft& d);

}  // namespace hm::config
