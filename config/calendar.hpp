// Dates, times and days as the model language writes them: text → value, or what is wrong with it. Pure; what
// a local time means in a zone is the model's business.
#pragma once

#include "config/units.hpp"
#include "model/maintenance.hpp"

#include <chrono>
#include <optional>
#include <string_view>

namespace hm::config {

// "2026-12-01"
parsed<std::chrono::local_days> parse_date(std::string_view text);

// "02:00": from 00:00 to 23:59.
parsed<std::chrono::minutes> parse_time_of_day(std::string_view text);

struct date_time {
    std::chrono::local_seconds shown;             // by the clocks of a zone …
    std::optional<std::chrono::seconds> ahead{};  // … or of a place that is so far ahead of UTC
};

// "2026-12-01T22:00", "2026-12-01T22:00:30+01:00", "2026-12-01T21:00Z": RFC 3339, where the seconds and the
// offset may be left out.
parsed<date_time> parse_date_time(std::string_view text);

// "day", "mon", "monday", "first sunday", "last friday", "last day", "month-day 15"
parsed<model::day_rule> parse_day_rule(std::string_view text);

}  // namespace hm::config
