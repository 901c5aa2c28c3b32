#include "model/slo/percent.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace hm::model {

namespace {

constexpr int max_decimals = 15;
constexpr int shown_digits = 3;

// In integers: 100 - 6.25e-12 has no room in a double.
std::string percent(std::uint64_t parts, std::uint64_t per_unit, int decimals) {
    std::string text = fmt::format("{}.{:0{}}", parts / per_unit, parts % per_unit, decimals);
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') text.pop_back();
    return text + "%";
}

std::string two_units(std::int64_t seconds, std::int64_t large, const char* large_name, std::int64_t small,
                      const char* small_name) {
    const std::int64_t rounded = (seconds + small / 2) / small;
    const std::int64_t whole_ones = rounded / (large / small), rest = rounded % (large / small);
    return rest == 0 ? fmt::format("{} {}", whole_ones, large_name)
                     : fmt::format("{} {} {} {}", whole_ones, large_name, rest, small_name);
}

}  // namespace

std::string format_available(double unavailability) {
    const double missing = 100 * unavailability;
    if (!(missing > 0)) return "100%";
    const int first_digit = static_cast<int>(std::ceil(-std::log10(missing)));
    const int decimals = std::clamp(first_digit + shown_digits - 1, 2, max_decimals);
    std::uint64_t per_unit = 1;
    for (int i = 0; i < decimals; ++i) per_unit *= 10;
    const auto gone = static_cast<std::uint64_t>(std::llround(missing * static_cast<double>(per_unit)));
    return percent(100 * per_unit - std::min(gone, 100 * per_unit), per_unit, decimals);
}

std::string format_downtime(double seconds) {
    constexpr std::int64_t minute = 60, hour = 3600, day = 86400;
    if (!(seconds > 0)) return "0 s";
    if (seconds < 1) return fmt::format("{:.3g} ms", seconds * 1000);
    if (seconds < minute) return fmt::format("{:.3g} s", seconds);
    const auto rounded = static_cast<std::int64_t>(std::llround(seconds));
    if (rounded < hour) return two_units(rounded, minute, "min", 1, "s");
    if (rounded < day) return two_units(rounded, hour, "h", minute, "min");
    return two_units(rounded, day, "d", hour, "h");
}

}  // namespace hm::model
