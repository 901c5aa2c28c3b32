#include "model/slo/tally.hpp"

#include <catch2/catch.hpp>

using namespace hm::model;
using namespace std::chrono_literals;
using slo::method;
using slo::tally;
using slo::unknown_rule;
using std::chrono::sys_seconds;

namespace {

constexpr std::int64_t s = 1'000'000'000;  // in nanoseconds

std::shared_ptr<slo::objective> by(unknown_rule unknown, method how = method::time) {
    auto o = std::make_shared<slo::objective>();
    o->unknown = unknown;
    o->how = how;
    o->hold = 1min;
    o->slice_target = 900'000'000;
    return o;
}

slo::slice slice_at(std::chrono::seconds begin, duration unhealthy, duration degraded, duration unknown = 0s,
                    duration maintenance = 0s) {
    slo::slice made;
    made.begin = sys_seconds{begin};
    made.unhealthy = unhealthy;
    made.degraded = degraded;
    made.unknown = unknown;
    made.maintenance = maintenance;
    return made;
}

}  // namespace

TEST_CASE("time that is not unhealthy is available; and maintenance leaves both sides", "[model][slo]") {
    slo::tally_counter counter{by(unknown_rule::excluded)};
    CHECK(counter.of(slice_at(0s, 2s, 3s)) == tally{2 * s, 5 * s, 10 * s});
    CHECK(counter.of(slice_at(10s, 2s, 0s, 0s, 4s)) == tally{2 * s, 2 * s, 6 * s});
    CHECK(counter.of(slice_at(20s, 0s, 0s, 0s, 10s)) == tally{});
}

TEST_CASE("unknown time is what the objective says", "[model][slo]") {
    const auto of = [](unknown_rule rule) {
        slo::tally_counter counter{by(rule)};
        return counter.of(slice_at(0s, 1s, 0s, 4s));
    };
    CHECK(of(unknown_rule::excluded) == tally{1 * s, 1 * s, 6 * s});
    CHECK(of(unknown_rule::good) == tally{1 * s, 1 * s, 10 * s});
    CHECK(of(unknown_rule::bad) == tally{5 * s, 5 * s, 10 * s});
    // As the rest of the slice: a sixth of it.
    CHECK(of(unknown_rule::hold).total == 10 * s);
    CHECK(of(unknown_rule::hold).unavailable == 1 * s + 4 * s / 6);
}

TEST_CASE("what was known last is held for so long and then leaves both sides", "[model][slo]") {
    slo::tally_counter counter{by(unknown_rule::hold)};
    const slo::slice unknown = slice_at(0s, 0s, 0s, 10s);
    CHECK(counter.of(unknown) == tally{});  // nothing was known yet
    counter.of(slice_at(10s, 5s, 0s));
    CHECK(counter.of(slice_at(20s, 0s, 0s, 10s)) == tally{5 * s, 5 * s, 10 * s});
    CHECK(counter.of(slice_at(70s, 0s, 0s, 10s)) == tally{5 * s, 5 * s, 10 * s});
    CHECK(counter.of(slice_at(80s, 0s, 0s, 10s)) == tally{});
}

TEST_CASE("time between slices is unknown; too", "[model][slo]") {
    const auto gap = [](unknown_rule rule) {
        slo::tally_counter counter{by(rule)};
        counter.of(slice_at(0s, 5s, 0s));
        return counter.of_gap(sys_seconds{10s}, sys_seconds{110s});
    };
    CHECK(gap(unknown_rule::excluded) == tally{});
    CHECK(gap(unknown_rule::good) == tally{0, 0, 100 * s});
    CHECK(gap(unknown_rule::bad) == tally{100 * s, 100 * s, 100 * s});
    CHECK(gap(unknown_rule::hold) == tally{30 * s, 30 * s, 60 * s});  // for a minute
}

TEST_CASE("a slice misses its target when too little of it was good", "[model][slo]") {
    const slo::tally_counter counter{by(unknown_rule::excluded, method::slices)};  // 90 %
    CHECK(counter.judged(slice_at(0s, 1s, 0s)) == slo::slice_counts{1, 0, 0});
    CHECK(counter.judged(slice_at(0s, 1s + 1ns, 0s)) == slo::slice_counts{1, 1, 1});
    CHECK(counter.judged(slice_at(0s, 1s, 1s)) == slo::slice_counts{1, 0, 1});
    CHECK(counter.judged(slice_at(0s, 0s, 0s, 10s)) == slo::slice_counts{});
    CHECK(counter.judged(slice_at(0s, 1s, 0s, 5s)) == slo::slice_counts{1, 1, 1});  // of what is known
}

TEST_CASE("by slices: each counts once; however bad it was", "[model][slo]") {
    slo::tally_counter counter{by(unknown_rule::bad, method::slices)};
    slo::slice missed = slice_at(0s, 3s, 0s);
    missed.targets = counter.judged(missed);
    CHECK(counter.of(missed) == tally{1, 1, 1});
    CHECK(counter.of_gap(sys_seconds{10s}, sys_seconds{40s}) == tally{3, 3, 3});
}

TEST_CASE("by events: only those count", "[model][slo]") {
    slo::tally_counter counter{by(unknown_rule::bad, method::events)};
    slo::slice counted = slice_at(0s, 10s, 0s);
    counted.events = {90, 100};
    CHECK(counter.of(counted) == tally{10, 10, 100});
    CHECK(counter.of_gap(sys_seconds{10s}, sys_seconds{40s}) == tally{});
}
