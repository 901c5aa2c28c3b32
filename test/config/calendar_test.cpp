#include "config/calendar.hpp"

#include <catch2/catch.hpp>

using namespace hm;
using namespace hm::config;
using namespace std::chrono;

TEST_CASE("dates are those of the calendar", "[config][calendar]") {
    CHECK(parse_date("2026-12-01").value == local_days{2026y / December / 1});
    CHECK(parse_date("2028-02-29").value == local_days{2028y / February / 29});
    for (const char* bad :
         {"", "2026-12-1", "26-12-01", "2026/12/01", "2026-12-01 ", "2026-02-29", "2026-13-01", "2026-00-10",
          "2026-12-00", "-026-12-01", "2026-12-01T00:00", "+026-12-01"}) {
        INFO(bad);
        CHECK(!parse_date(bad).value);
    }
}

TEST_CASE("times of day go from 00:00 to 23:59", "[config][calendar]") {
    CHECK(parse_time_of_day("00:00").value == 0min);
    CHECK(parse_time_of_day("02:05").value == 125min);
    CHECK(parse_time_of_day("23:59").value == 1439min);
    for (const char* bad :
         {"", "2:00", "02", "02:", "02:60", "24:00", "02:00:00", "02:00Z", "-1:00", "2am"}) {
        INFO(bad);
        CHECK(!parse_time_of_day(bad).value);
    }
}

TEST_CASE("a date and time may have seconds and an offset", "[config][calendar]") {
    const local_days day{2026y / December / 1};
    const auto plain = parse_date_time("2026-12-01T22:00").value.value();
    CHECK(plain.shown == day + 22h);
    CHECK(!plain.ahead);
    CHECK(parse_date_time("2026-12-01T22:00:30").value->shown == day + 22h + 30s);
    CHECK(parse_date_time("2026-12-01T22:00Z").value->ahead == 0s);
    CHECK(parse_date_time("2026-12-01T22:00:00+05:30").value->ahead == 5h + 30min);
    CHECK(parse_date_time("2026-12-01T22:00:00-01:00").value->ahead == -1h);
    for (const char* bad :
         {"", "2026-12-01", "2026-12-01 22:00", "2026-12-01T", "2026-12-01T22", "2026-12-01T24:00",
          "2026-12-01T22:00:60", "2026-12-01T22:00:", "2026-12-01T22:00+1", "2026-12-01T22:00+24:00",
          "2026-12-01T22:00z", "2026-12-01T22:00 Europe/Berlin", "2026-02-30T22:00", "22:00"}) {
        INFO(bad);
        CHECK(!parse_date_time(bad).value);
    }
}

namespace {

// Whether the text names the Sunday 2026-11-01, which is the first day of a month, and other days.
bool names(std::string_view rule, local_days date) {
    const auto parsed = parse_day_rule(rule);
    REQUIRE(parsed.value);
    return falls_on(*parsed.value, date);
}

}  // namespace

TEST_CASE("days are all of them, by weekday, by number of the weekday, or of the month",
          "[config][calendar]") {
    const local_days sunday{2026y / November / 1};
    const local_days monday = sunday + days{29};  // the 30th, and the last of the month
    for (const char* rule : {"day", "sun", "sunday", "first sunday", "first sun", "month-day 1"}) {
        INFO(rule);
        CHECK(names(rule, sunday));
        CHECK(names(rule, monday) == (std::string_view{rule} == "day"));
    }
    for (const char* rule : {"mon", "monday", "last monday", "last mon", "last day", "month-day 30"}) {
        INFO(rule);
        CHECK(names(rule, monday));
        CHECK(!names(rule, sunday));
    }
    CHECK(names("fourth sunday", sunday + days{21}));
    for (const char* bad :
         {"", "Sunday", "sundays", "weekday", "first", "fifth sunday", "first  sunday", "first day",
          "month-day 0", "month-day 32", "month-day", "month-day 1st", "last", "15"}) {
        INFO(bad);
        CHECK(!parse_day_rule(bad).value);
    }
}
