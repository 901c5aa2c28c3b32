// The period for which a budget is: the last so many days, or the month that is under way by the clocks of a
// zone.
#pragma once

#include "model/maintenance.hpp"
#include "model/slo/objective.hpp"

namespace hm::model::slo {

// The calendar's day, week, month or quarter that `at` falls into. A month has as many hours as it has: 743
// or 745 where clocks change.
time_span period_at(const calendar_window& window, std::chrono::sys_seconds at);

// How long the budget is for: the rolling window's length, or that of the period around `at`.
std::chrono::seconds length_of(const budget_window& window, std::chrono::sys_seconds at);

}  // namespace hm::model::slo
