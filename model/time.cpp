#include "model/time.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

namespace hm::model {

namespace {

struct unit {
    std::int64_t nanoseconds;
    std::string_view name;
};
constexpr unit units[] = {{3'600'000'000'000, "h"}, {60'000'000'000, "m"}, {1'000'000'000, "s"},
                          {1'000'000, "ms"},        {1'000, "us"},         {1, "ns"}};

}  // namespace

std::string format_duration(duration value) {
    std::int64_t rest = value.count();
    if (rest == 0) return "0s";
    std::string text = rest < 0 ? "-" : "";
    if (rest < 0) rest = -rest;
    for (const unit& u : units) {
        const std::int64_t n = rest / u.nanoseconds;
        if (n == 0) continue;
        text += fmt::format("{}{}", n, u.name);
        rest %= u.nanoseconds;
    }
    return text;
}

std::string format_time(wall_time value) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(value);
    const std::time_t since_epoch = seconds.time_since_epoch().count();
    return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z", fmt::gmtime(since_epoch), (value - seconds).count());
}

}  // namespace hm::model
