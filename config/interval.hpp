// The numbers that meet a comparison, and those that meet several. Pure; for the checks that ask whether any
// does.
#pragma once

#include <algorithm>
#include <limits>

namespace hm::config {

struct interval {
    static constexpr double infinity = std::numeric_limits<double>::infinity();

    double low = -infinity;
    double high = infinity;
    bool low_is_out = false;
    bool high_is_out = false;

    bool is_empty() const { return low > high || (low == high && (low_is_out || high_is_out)); }

    static interval from(double low) { return {.low = low}; }
    static interval above(double low) { return {.low = low, .low_is_out = true}; }
    static interval to(double high) { return {.high = high}; }
    static interval below(double high) { return {.high = high, .high_is_out = true}; }
    static interval only(double value) { return {.low = value, .high = value}; }

    friend interval common(const interval& a, const interval& b) {
        interval both;
        both.low = std::max(a.low, b.low);
        both.high = std::min(a.high, b.high);
        both.low_is_out = (a.low == both.low && a.low_is_out) || (b.low == both.low && b.low_is_out);
        both.high_is_out = (a.high == both.high && a.high_is_out) || (b.high == both.high && b.high_is_out);
        return both;
    }
};

}  // namespace hm::config
