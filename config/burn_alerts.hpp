// `alerts:` of an objective: how fast its budget may burn, and who is told.
#pragma once

#include "config/reader.hpp"
#include "model/slo/objective.hpp"

#include <optional>
#include <vector>

namespace hm::config {

inline constexpr std::size_t max_burn_alerts = 20;  // of one objective
inline constexpr std::chrono::minutes min_burn_window{1};

// `window`: of the objective; no alert looks further back.
std::optional<std::vector<model::slo::burn_alert>> as_burn_alerts(const node& n, report& out,
                                                                  const model::slo::objective& of);

}  // namespace hm::config
