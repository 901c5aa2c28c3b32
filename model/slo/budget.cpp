#include "model/slo/budget.hpp"

#include <algorithm>
#include <limits>

namespace hm::model::slo {

using std::chrono::seconds;

namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();

double as_double(std::int64_t n) {
    return static_cast<double>(n);
}

}  // namespace

std::optional<double> attained_ratio(errors e) {
    if (e.total <= 0) return std::nullopt;
    return as_double(e.total - e.bad) / as_double(e.total);
}

// Whole numbers before the division: 99.9 % leaves 0.001, not 0.0009999999999999432.
std::optional<double> burn_rate(errors e, parts_per_billion target) {
    if (e.total <= 0) return std::nullopt;
    if (e.bad == 0) return 0;
    if (target >= whole) return infinite;
    return as_double(e.bad) * as_double(whole) / (as_double(e.total) * as_double(whole - target));
}

std::optional<double> budget_remaining(errors e, parts_per_billion target) {
    const std::optional<double> burned = burn_rate(e, target);
    return burned ? std::optional{1 - *burned} : std::nullopt;
}

double budget_consumed(double rate, seconds window, seconds period) {
    return rate * as_double(window.count()) / as_double(period.count());
}

seconds affordable(seconds good, seconds bad, seconds period, parts_per_billion target) {
    const seconds left = period - good - bad;
    if (target <= 0) return left;
    const seconds allows{share_of(good.count(), whole, target)};
    return std::min(left, allows - good - bad);
}

std::int64_t allowed(std::int64_t n, parts_per_billion target) {
    return share_of(n, whole - target, whole);
}

std::optional<double> weighted_mean(std::span<const weighted_ratio> all) {
    double sum = 0;
    std::int64_t weights = 0;
    for (const weighted_ratio& each : all) {
        if (!each.ratio) continue;
        sum += as_double(each.weight) * *each.ratio;
        weights += each.weight;
    }
    if (weights == 0) return std::nullopt;
    return sum / as_double(weights);
}

}  // namespace hm::model::slo
