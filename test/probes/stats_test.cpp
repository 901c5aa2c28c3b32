#include "probes/stats.hpp"

#include <catch2/catch.hpp>

using namespace hm::probes;
using namespace std::chrono_literals;

TEST_CASE("a value falls into the first bucket whose bound it does not exceed", "[probes][stats]") {
    histogram h;
    h.observe(500us);  // exactly the first bound
    h.observe(501us);
    h.observe(11s);  // above all
    CHECK(h.bucket(0) == 1);
    CHECK(h.bucket(1) == 1);
    CHECK(h.bucket(histogram::bounds.size()) == 1);
    CHECK(h.count() == 3);
    CHECK(h.sum_seconds() == Approx(11.001001));
}

TEST_CASE("phases have the names that metrics show", "[probes][stats]") {
    CHECK(to_string(phase::resolve) == "resolve");
    CHECK(to_string(phase::first_byte) == "first_byte");
    CHECK(to_string(phase::total) == "total");
}
