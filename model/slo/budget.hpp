// The arithmetic of error budgets: B = 1 − target, e = bad / total, burn rate = e / B (research: the SRE
// workbook, chapter 5). Nothing is clamped: who spent more than all has less than nothing left.
#pragma once

#include "model/ratio.hpp"
#include "model/slo/tally.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>

namespace hm::model::slo {

// Bad things and all of them, of one tally.
struct errors {
    std::int64_t bad = 0;
    std::int64_t total = 0;
};

// All of these: nothing where nothing was counted.
std::optional<double> attained_ratio(errors e);
// 1 when exactly the whole budget is spent at the end of the period. Without a budget (100 %) any bad thing
// burns infinitely fast.
std::optional<double> burn_rate(errors e, parts_per_billion target);
// 1 − e / B; without a budget 1, or after any bad thing −∞.
std::optional<double> budget_remaining(errors e, parts_per_billion target);

// 1 s is `rate` × 1 s / period of the budget: what is spent of it in a window.
double budget_consumed(double rate, std::chrono::seconds window, std::chrono::seconds period);

// How much bad time there may still be in a period of which `good` and `bad` is over: as much as the good
// time so far allows, and no more than is left (Zabbix's error_budget). Below 0: so much too much.
std::chrono::seconds affordable(std::chrono::seconds good, std::chrono::seconds bad,
                                std::chrono::seconds period, parts_per_billion target);

// The budget of a whole period: floor(B × n).
std::int64_t allowed(std::int64_t n, parts_per_billion target);

// Of the SLIs of several things, the mean by weights of those that are known.
struct weighted_ratio {
    std::int64_t weight = 1;
    std::optional<double> ratio;
};
std::optional<double> weighted_mean(std::span<const weighted_ratio> all);

}  // namespace hm::model::slo
