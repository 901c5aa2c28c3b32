// The calculated SLO in words.
#pragma once

#include "model/slo/calculated.hpp"

#include <string>

namespace hm::daemon::cli {

inline constexpr std::size_t max_costs_shown = 15;

// `before`: the same flow without `--what-if` and `--set`; may be null.
std::string slo_text(const model::calculated_slo& s, const model::calculated_flow& f,
                     const model::calculated_flow* before);

// What is assumed, what could not be told exactly, and what arithmetic cannot know.
std::string slo_remarks(const model::calculated_slo& s);

}  // namespace hm::daemon::cli
