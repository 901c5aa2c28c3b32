#include "model/slo/percent.hpp"

#include <catch2/catch.hpp>

using namespace hm::model;

TEST_CASE("an availability is shown with as many nines as it has", "[model][slo]") {
    CHECK(format_available(0) == "100%");
    CHECK(format_available(0.001) == "99.9%");
    CHECK(format_available(0.0005) == "99.95%");
    CHECK(format_available(0.00059995) == "99.94%");
    CHECK(format_available(0.000209988) == "99.979%");
    CHECK(format_available(2.5e-7) == "99.999975%");
    CHECK(format_available(6.25e-14) == "99.99999999999375%");
    CHECK(format_available(1e-30) == "100%");
    CHECK(format_available(1) == "0%");
    CHECK(format_available(0.5) == "50%");
}

TEST_CASE("a downtime is shown in the units that one would say", "[model][slo]") {
    CHECK(format_downtime(0) == "0 s");
    CHECK(format_downtime(0.000162) == "0.162 ms");
    CHECK(format_downtime(9.0719) == "9.07 s");
    CHECK(format_downtime(1296) == "21 min 36 s");
    CHECK(format_downtime(3599.7) == "1 h");
    CHECK(format_downtime(25920) == "7 h 12 min");
    CHECK(format_downtime(86400) == "1 d");
    CHECK(format_downtime(2592000.0 / 7) == "4 d 7 h");
}
