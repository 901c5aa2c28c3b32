#include "model/slo/period.hpp"

#include <catch2/catch.hpp>

#include "test/model/zones.hpp"

using namespace hm::model;
using namespace std::chrono;
using slo::calendar_unit;

namespace {

time_span around(calendar_unit unit, sys_seconds at, const time_zone& zone = utc()) {
    return slo::period_at({unit, zone}, at);
}

constexpr sys_seconds now = sys_days{2026y / November / 28} + 14h;  // a Saturday

}  // namespace

TEST_CASE("a calendar's periods in UTC", "[model][slo]") {
    CHECK(around(calendar_unit::day, now) ==
          time_span{sys_days{2026y / November / 28}, sys_days{2026y / November / 29}});
    CHECK(around(calendar_unit::week, now) ==
          time_span{sys_days{2026y / November / 23}, sys_days{2026y / November / 30}});
    CHECK(around(calendar_unit::month, now) ==
          time_span{sys_days{2026y / November / 1}, sys_days{2026y / December / 1}});
    CHECK(around(calendar_unit::quarter, now) ==
          time_span{sys_days{2026y / October / 1}, sys_days{2027y / January / 1}});
}

TEST_CASE("a period begins with its first second and ends before the next one's", "[model][slo]") {
    const sys_seconds december = sys_days{2026y / December / 1};
    CHECK(around(calendar_unit::month, december).begin == december);
    CHECK(around(calendar_unit::month, december - 1s).end == december);
    const sys_seconds monday = sys_days{2026y / November / 30};
    CHECK(around(calendar_unit::week, monday).begin == monday);
    CHECK(around(calendar_unit::week, monday - 1s).end == monday);
}

TEST_CASE("a period begins at midnight of its zone; and is as long as the clocks make it", "[model][slo]") {
    const time_zone berlin = test::berlin();
    const time_span march = around(calendar_unit::month, sys_days{2026y / March / 15}, berlin);
    CHECK(march.begin == sys_days{2026y / February / 28} + 23h);
    CHECK(march.end - march.begin == 743h);
    const time_span october = around(calendar_unit::month, sys_days{2026y / October / 15}, berlin);
    CHECK(october.end - october.begin == 745h);
    const time_span day = around(calendar_unit::day, sys_days{2026y / March / 29} + 12h, berlin);
    CHECK(day.end - day.begin == 23h);
}

TEST_CASE("a budget is for its rolling window or for the period that is under way", "[model][slo]") {
    CHECK(slo::length_of(seconds{days{28}}, now) == days{28});
    CHECK(slo::length_of(slo::calendar_window{calendar_unit::month, utc()}, now) == days{30});
    CHECK(slo::length_of(slo::calendar_window{calendar_unit::quarter, utc()}, now) == days{92});
}

TEST_CASE("every instant is within its period and the next one begins where that ends", "[model][slo]") {
    const auto zone = GENERATE(utc(), test::berlin(), test::new_york(), test::apia());
    for (const calendar_unit unit :
         {calendar_unit::day, calendar_unit::week, calendar_unit::month, calendar_unit::quarter})
        for (sys_seconds at = sys_days{2011y / December / 1}; at < sys_days{2012y / December / 1};
             at += 37h) {
            const time_span p = around(unit, at, zone);
            CAPTURE(zone.name, to_string(unit), at.time_since_epoch().count());
            REQUIRE(p.begin <= at);
            REQUIRE(at < p.end);
            REQUIRE(around(unit, p.end, zone).begin == p.end);
        }
}
