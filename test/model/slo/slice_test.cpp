#include "model/slo/slice.hpp"

#include <catch2/catch.hpp>

using namespace hm::model;
using namespace std::chrono_literals;

namespace {

slo::slice slice_at(std::chrono::seconds begin) {
    slo::slice s;
    s.key = "browse";
    s.begin = std::chrono::sys_seconds{begin};
    return s;
}

}  // namespace

TEST_CASE("what is neither unhealthy nor degraded nor unknown nor in maintenance was healthy",
          "[model][slo]") {
    slo::slice s = slice_at(0s);
    CHECK(s.healthy() == 10s);
    s.unhealthy = 2500ms;
    s.degraded = 1s;
    s.unknown = 500ms;
    s.maintenance = 2s;
    CHECK(s.healthy() == 4s);
    CHECK(s.end() == std::chrono::sys_seconds{10s});
}

TEST_CASE("a merged slice stands for both; and the time between them is unknown", "[model][slo]") {
    slo::slice first = slice_at(0s);
    first.unhealthy = 1s;
    first.maintenance = 2s;
    first.events = {90, 100};
    first.targets = {1, 1, 1};
    slo::slice second = slice_at(20s);
    second.degraded = 3s;
    second.unknown = 1s;
    second.events = {10, 10};
    second.targets = {1, 0, 1};

    const slo::slice both = merged(first, second);

    CHECK(both.key == "browse");
    CHECK(both.begin == first.begin);
    CHECK(both.length == 30s);
    CHECK(both.unhealthy == 1s);
    CHECK(both.degraded == 3s);
    CHECK(both.unknown == 11s);
    CHECK(both.maintenance == 2s);
    CHECK(both.healthy() == first.healthy() + second.healthy());
    CHECK(both.events == slo::event_counts{100, 110});
    CHECK(both.targets == slo::slice_counts{2, 1, 2});
}
