#include "model/slo/slicer.hpp"

#include <catch2/catch.hpp>

#include <vector>

using namespace hm::model;
using namespace std::chrono_literals;
using slo::traffic_shares;
using std::chrono::seconds;
using std::chrono::sys_seconds;

namespace {

constexpr sys_seconds start{1'700'000'000s};  // a multiple of ten
constexpr traffic_shares well{};
constexpr traffic_shares dead{whole, 0, 0, 0};
constexpr traffic_shares a_quarter{whole / 4, 0, 0, 0};
constexpr traffic_shares slow{0, whole, 0, 0};
constexpr traffic_shares away{0, 0, 0, whole};
constexpr traffic_shares unknown{0, 0, whole, 0};

// One subject, and a stopwatch and a clock that tick together.
class bench {
public:
    explicit bench(seconds offset = 0s) : now_{steady_time{1h}, start + offset} {
        slicer_.add_subject(10s);
        slicer_.step(now_);
    }
    bench& tell(const traffic_shares& shares) {
        slicer_.tell(0, shares);
        return *this;
    }
    bench& wait(duration d) {
        for (; d > 0s; d -= std::min<duration>(d, 100ms)) go(std::min<duration>(d, 100ms));
        return *this;
    }
    bench& go(duration d) { return set(d, d); }
    bench& set(duration stopwatch, duration clock) {
        now_.steady += std::chrono::duration_cast<steady_time::duration>(stopwatch);
        now_.wall += std::chrono::floor<std::chrono::milliseconds>(clock);
        for (const auto& c : slicer_.step(now_)) slices.push_back(c.what);
        return *this;
    }
    slo::slicer& engine() { return slicer_; }

    std::vector<slo::slice> slices;

private:
    slo::slicer slicer_;
    moment now_;
};

}  // namespace

TEST_CASE("slices begin at multiples of their length by the clock", "[model][slo]") {
    bench b{3s};
    b.tell(well).wait(27s);
    REQUIRE(b.slices.size() == 3);
    CHECK(b.slices[0].begin == start);
    CHECK(b.slices[1].begin == start + 10s);
    CHECK(b.slices[2].begin == start + 20s);
}

TEST_CASE("what was before the first step is unknown", "[model][slo]") {
    bench b{3s};
    b.tell(well).wait(7s);
    REQUIRE(b.slices.size() == 1);
    CHECK(b.slices[0].unknown == 3s);
    CHECK(b.slices[0].healthy() == 7s);
}

TEST_CASE("a slice adds up what was told while it lasted", "[model][slo]") {
    bench b;
    b.tell(dead)
        .wait(2s)
        .tell(a_quarter)
        .wait(4s)
        .tell(slow)
        .wait(1s)
        .tell(away)
        .wait(1500ms)
        .tell(unknown)
        .wait(500ms);
    b.tell(well).wait(1s);
    REQUIRE(b.slices.size() == 1);
    CHECK(b.slices[0].unhealthy == 3s);
    CHECK(b.slices[0].degraded == 1s);
    CHECK(b.slices[0].maintenance == 1500ms);
    CHECK(b.slices[0].unknown == 500ms);
    CHECK(b.slices[0].healthy() == 4s);
}

TEST_CASE("a state that nobody tells again goes on", "[model][slo]") {
    bench b;
    b.tell(dead).wait(30s);
    REQUIRE(b.slices.size() == 3);
    for (const slo::slice& s : b.slices) CHECK(s.unhealthy == 10s);
}

TEST_CASE("a stall is unknown; and never bad", "[model][slo]") {
    bench b;
    b.tell(dead).wait(4s).go(5s).wait(1s);
    REQUIRE(b.slices.size() == 1);
    CHECK(b.slices[0].unhealthy == 5s);
    CHECK(b.slices[0].unknown == 5s);
}

TEST_CASE("slices that a stall took wholly are not made", "[model][slo]") {
    bench b;
    b.tell(dead).wait(4s).go(3min).wait(6s);
    REQUIRE(b.slices.size() == 2);
    CHECK(b.slices[0].unhealthy == 4s);
    CHECK(b.slices[0].unknown == 6s);
    CHECK(b.slices[1].begin == start + 180s);
    CHECK(b.slices[1].unknown == 4s);
    CHECK(b.slices[1].unhealthy == 6s);
}

TEST_CASE("a clock that is set forward skips time; which is unknown", "[model][slo]") {
    bench b;
    b.tell(dead).wait(4s).set(100ms, 1h).wait(10s);
    REQUIRE(b.slices.size() == 2);
    CHECK(b.slices[0].unhealthy == 4s);
    CHECK(b.slices[0].unknown == 6s);
    CHECK(b.slices[1].begin == start + 1h);
}

TEST_CASE("a clock that is set back does not count time twice", "[model][slo]") {
    bench b;
    b.tell(dead).wait(35s).set(100ms, -20s);
    REQUIRE(b.slices.size() == 4);  // the fourth as far as it came
    CHECK(b.slices[3].unhealthy == 5s);
    b.slices.clear();
    b.wait(25s);  // up to where it was
    CHECK(b.slices.empty());
    b.wait(10s);
    REQUIRE(b.slices.size() == 1);
    CHECK(b.slices[0].begin == start + 40s);
    CHECK_FALSE(b.engine().rewound());
}

TEST_CASE("a clock that is set back within a slice does not count time twice", "[model][slo]") {
    bench b;
    b.tell(dead).wait(8s).set(100ms, -5s).wait(7s);
    REQUIRE(b.slices.size() == 1);
    CHECK(b.slices[0].unhealthy == 10s);
}

TEST_CASE("a clock that was hours ahead is believed when it is set right", "[model][slo]") {
    bench b;
    b.tell(dead).wait(20s).set(100ms, -5h);
    CHECK(b.engine().rewound() == start - 5h + 20s);
    b.slices.clear();
    b.wait(10s);
    REQUIRE(b.slices.size() == 1);
    CHECK(b.slices[0].begin == start - 5h + 20s);
}

TEST_CASE("subjects may have slices of different lengths", "[model][slo]") {
    slo::slicer slicer;
    slicer.add_subject(10s);
    slicer.add_subject(60s);
    moment now{steady_time{1h}, sys_seconds{1'700'000'040s}};
    slicer.step(now);
    slicer.tell(1, dead);
    std::size_t of_first = 0, of_second = 0;
    for (int i = 0; i < 120; ++i) {
        now.steady += 1s;
        now.wall += 1s;
        for (const auto& c : slicer.step(now)) {
            ++(c.subject == 0 ? of_first : of_second);
            if (c.subject == 1) CHECK(c.what.unhealthy == 60s);
        }
    }
    CHECK(of_first == 12);
    CHECK(of_second == 2);
}
