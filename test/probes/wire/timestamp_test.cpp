#include "probes/wire/timestamp.hpp"

#include <catch2/catch.hpp>

using namespace hm;
using probes::wire::parse_timestamp;

TEST_CASE("times of RFC 3339 are read to the millisecond", "[probes][wire][timestamp]") {
    struct row {
        std::string text, utc;
    };
    const row r = GENERATE(values<row>({
        {"2026-11-28T13:55:41Z", "2026-11-28T13:55:41.000Z"},
        {"2026-11-28T13:55:41.123456789Z", "2026-11-28T13:55:41.123Z"},
        {"2026-11-28T13:55:41.5+01:30", "2026-11-28T12:25:41.500Z"},
        {"2026-12-31T23:30:00-01:00", "2027-01-01T00:30:00.000Z"},
        {"2016-12-31T23:59:60Z", "2017-01-01T00:00:00.000Z"},
        {"2024-02-29T00:00:00Z", "2024-02-29T00:00:00.000Z"},
        {"1970-01-01T00:00:00.9999999999999999999999Z", "1970-01-01T00:00:00.999Z"},
    }));
    CAPTURE(r.text);
    const auto time = parse_timestamp(r.text);
    REQUIRE(time);
    CHECK(model::format_time(*time) == r.utc);
}

TEST_CASE("what is no time is none", "[probes][wire][timestamp]") {
    const std::string text = GENERATE(values<std::string>({
        "",
        "2026",
        "2026-11-28",
        "2026-11-28T13:55:41",
        "2026-11-28 13:55:41Z",
        "2026-13-01T00:00:00Z",
        "2026-02-29T00:00:00Z",
        "2026-00-10T00:00:00Z",
        "2026-11-28T24:00:00Z",
        "2026-11-28T13:60:00Z",
        "2026-11-28T13:55:61Z",
        "2026-11-28T13:55:41.Z",
        "2026-11-28T13:55:41Zz",
        "2026-11-28T13:55:41+1:00",
        "2026-11-28T13:55:41+0100",
        "0001-01-01T00:00:00Z",
        "-026-11-28T13:55:41Z",
        "2026-11-28T1 :55:41Z",
    }));
    CAPTURE(text);
    CHECK_FALSE(parse_timestamp(text));
}
