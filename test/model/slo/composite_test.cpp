#include "model/slo/composite.hpp"

#include <catch2/catch.hpp>

#include <array>

using namespace hm::model;
using namespace std::chrono_literals;
using slo::combination;
using slo::member_slice;

namespace {

slo::slice bad_for(duration unhealthy, duration degraded = 0s) {
    slo::slice s;
    s.unhealthy = unhealthy;
    s.degraded = degraded;
    return s;
}

slo::slice unknown() {
    slo::slice s;
    s.unknown = s.length;
    return s;
}

}  // namespace

TEST_CASE("a weighted composite is the mean of its members", "[model][slo]") {
    const slo::slice one = bad_for(8s, 2s), other = bad_for(0s);
    const slo::slice all =
        combined(combination::weighted, std::array{member_slice{1000, &one}, member_slice{3000, &other}});
    CHECK(all.unhealthy == 2s);
    CHECK(all.degraded == 500ms);
    CHECK(all.healthy() == 7500ms);
}

TEST_CASE("members of which nothing is known have no say in a composite", "[model][slo]") {
    const slo::slice one = bad_for(4s), other = unknown();
    for (const combination by : {combination::weighted, combination::worst}) {
        const slo::slice all = combined(by, std::array{member_slice{1000, &one}, member_slice{9000, &other}});
        CHECK(all.unhealthy == 4s);
        CHECK(all.unknown == 0s);
    }
    const slo::slice none = combined(combination::weighted, std::array{member_slice{1000, &other}});
    CHECK(none.unknown == 10s);
}

TEST_CASE("the worst composite is as bad as its worst member", "[model][slo]") {
    const slo::slice slow = bad_for(1s, 9s), dead = bad_for(2s), well = bad_for(0s);
    const slo::slice all =
        combined(combination::worst,
                 std::array{member_slice{1, &slow}, member_slice{1, &dead}, member_slice{1, &well}});
    CHECK(all.unhealthy == 2s);
    CHECK(all.degraded == 0s);
}

TEST_CASE("a slice that is missed for any member is missed for all; and events add up", "[model][slo]") {
    slo::slice one = bad_for(0s), other = bad_for(0s);
    one.targets = {1, 0, 0};
    one.events = {9, 10};
    other.targets = {1, 1, 1};
    other.events = {5, 5};
    const slo::slice all =
        combined(combination::worst, std::array{member_slice{1, &one}, member_slice{1, &other}});
    CHECK(all.targets == slo::slice_counts{1, 1, 1});
    CHECK(all.events == slo::event_counts{14, 15});
}
