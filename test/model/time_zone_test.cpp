#include "model/time_zone.hpp"

#include <catch2/catch.hpp>

#include "test/model/zones.hpp"

using namespace hm::model;
using namespace hm::model::test;
using namespace std::chrono;

TEST_CASE("clocks show the zone's offset", "[model][zone]") {
    const sys_seconds winter = sys_days{2026y / January / 15} + 12h;
    const sys_seconds summer = sys_days{2026y / July / 15} + 12h;
    CHECK(clocks_at(winter, utc()) == local_days{2026y / January / 15} + 12h);
    CHECK(clocks_at(winter, berlin()) == local_days{2026y / January / 15} + 13h);
    CHECK(clocks_at(summer, berlin()) == local_days{2026y / July / 15} + 14h);
    CHECK(clocks_at(summer, new_york()) == local_days{2026y / July / 15} + 8h);
}

TEST_CASE("a local time that is there once is that instant", "[model][zone]") {
    CHECK(instant_of(local_days{2026y / January / 15} + 13h, berlin()) ==
          sys_days{2026y / January / 15} + 12h);
    CHECK(instant_of(local_days{2026y / July / 15} + 8h, new_york()) == sys_days{2026y / July / 15} + 12h);
}

TEST_CASE("a local time that the clocks skip is the end of the gap", "[model][zone]") {
    const auto on_the_day = [](minutes time) {
        return instant_of(local_days{2026y / March / 29} + time, berlin());
    };
    const sys_seconds gap = sys_days{2026y / March / 29} + 1h;
    CHECK(on_the_day(1h + 59min) == gap - 1min);
    CHECK(on_the_day(2h) == gap);
    CHECK(on_the_day(2h + 30min) == gap);
    CHECK(on_the_day(2h + 59min) == gap);
    CHECK(on_the_day(3h) == gap);
    CHECK(on_the_day(3h + 1min) == gap + 1min);
}

TEST_CASE("a local time that the clocks show twice is the first of the two", "[model][zone]") {
    const auto on_the_day = [](minutes time) {
        return instant_of(local_days{2026y / November / 1} + time, new_york());
    };
    const sys_seconds midnight = sys_days{2026y / November / 1} + 4h;
    CHECK(on_the_day(59min) == midnight + 59min);
    CHECK(on_the_day(1h) == midnight + 1h);
    CHECK(on_the_day(1h + 59min) == midnight + 1h + 59min);
    CHECK(on_the_day(2h) == midnight + 3h);
}

TEST_CASE("a day that the clocks skip is the midnight after it", "[model][zone]") {
    const sys_seconds jump = sys_days{2011y / December / 30} + 10h;
    CHECK(instant_of(local_days{2011y / December / 29} + 23h, apia()) == jump - 1h);
    CHECK(instant_of(local_days{2011y / December / 30} + 12h, apia()) == jump);
    CHECK(instant_of(local_days{2011y / December / 31}, apia()) == jump);
    CHECK(instant_of(local_days{2011y / December / 31} + 1h, apia()) == jump + 1h);
}
