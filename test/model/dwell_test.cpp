#include "model/dwell.hpp"

#include <catch2/catch.hpp>

#include "test/model/build.hpp"

using namespace hm::model;
using namespace std::chrono_literals;
using enum state;

namespace {

// A dwell and its clock: is it down after so long of this?
class region_over_time {
public:
    region_over_time() { see(healthy, 0s); }

    bool see(state routing, duration later, bool total = false) {
        now += std::chrono::duration_cast<steady_time::duration>(later);
        d.see(routing, total, rules, now);
        return d.is_down();
    }
    duration due() const { return d.due(rules) - now; }
    bool is_due() const { return d.due(rules) != steady_time::max(); }
    void fall() {
        see(unhealthy, 1s);
        REQUIRE(see(unhealthy, rules.down_after));
    }
    // Well at once; how long until it is back?
    duration return_trip() {
        see(healthy, 0s);
        const duration trip = due();
        REQUIRE(see(healthy, trip - 1ns));
        REQUIRE_FALSE(see(healthy, 1ns));
        return trip;
    }

    traffic_rules rules;
    dwell d;
    steady_time now{1h};
};

}  // namespace

TEST_CASE("down after 15 s unhealthy and not a nanosecond earlier", "[model][dwell]") {
    region_over_time r;
    CHECK_FALSE(r.see(unhealthy, 1s));
    CHECK(r.due() == 15s);
    CHECK_FALSE(r.see(unhealthy, 15s - 1ns));
    CHECK(r.see(unhealthy, 1ns));
}

TEST_CASE("a moment of anything better begins the 15 s anew", "[model][dwell]") {
    region_over_time r;
    r.see(unhealthy, 1s);
    r.see(degraded, 14s);
    CHECK_FALSE(r.is_due());
    r.see(unhealthy, 1s);
    CHECK_FALSE(r.see(unhealthy, 14s));
    CHECK(r.see(unhealthy, 1s));
}

TEST_CASE("a total failure is down at the second evaluation that is 5 s after the first", "[model][dwell]") {
    region_over_time r;
    r.see(unhealthy, 1s, true);
    CHECK(r.due() == 5s);
    SECTION("if it is one all the way") {
        CHECK_FALSE(r.see(unhealthy, 5s - 1ns, true));
        CHECK(r.see(unhealthy, 1ns, true));
    }
    SECTION("in between it was partial: again from the start") {
        r.see(unhealthy, 4s, false);
        CHECK(r.due() == 11s);  // 15 s of being unhealthy still count
        r.see(unhealthy, 1s, true);
        CHECK(r.due() == 5s);
        CHECK(r.see(unhealthy, 5s, true));
    }
}

TEST_CASE("what is not known stops the clocks and neither kills nor revives", "[model][dwell]") {
    region_over_time r;
    r.see(unhealthy, 1s);
    r.see(unknown, 10s);
    CHECK_FALSE(r.is_due());
    CHECK_FALSE(r.see(unknown, 1h));
    r.see(unhealthy, 1s);
    CHECK(r.due() == 5s);
    CHECK(r.see(unhealthy, 5s));

    r.see(healthy, 2min);
    r.see(unknown, 40s);
    CHECK_FALSE(r.is_due());
    CHECK(r.see(unknown, 1h));
    CHECK(r.see(healthy, 1s));
    CHECK(r.due() == 20s);
    CHECK_FALSE(r.see(healthy, 20s));
}

TEST_CASE("while nobody looks the clocks stand", "[model][dwell]") {
    const bool total = GENERATE(false, true);
    region_over_time r;
    r.see(unhealthy, 1s, total);
    r.see(unhealthy, 3s, total);
    r.d.nobody_looked(r.now);
    CHECK_FALSE(r.see(unhealthy, 30s, total));
    CHECK(r.due() == (total ? 2s : 12s));
    r.see(unhealthy, r.due(), total);
    REQUIRE(r.d.is_down());

    r.see(healthy, 1s);
    r.see(healthy, 20s);
    r.d.nobody_looked(r.now);
    CHECK(r.see(healthy, 10min));
    CHECK(r.due() == 40s);
    // What is otherwise afterwards begins anew.
    r.d.nobody_looked(r.now);
    CHECK(r.see(unhealthy, 10min, total));
    CHECK_FALSE(r.is_due());
}

TEST_CASE("back after 60 s well and two minutes after it went down", "[model][dwell]") {
    region_over_time r;
    r.fall();
    CHECK(r.d.stays_until(r.rules) - r.now == 2min);
    SECTION("well at once: the two minutes decide") {
        CHECK(r.return_trip() == 2min);
    }
    SECTION("well later: the 60 s do") {
        r.see(unhealthy, 5min);
        CHECK(r.return_trip() == 60s);
    }
    SECTION("degraded is well enough") {
        r.see(degraded, 2min);
        CHECK(r.see(degraded, 59s));
        CHECK_FALSE(r.see(degraded, 1s));
    }
    SECTION("one relapse begins the 60 s anew") {
        r.see(healthy, 3min);
        r.see(unhealthy, 59s);
        r.see(healthy, 1s);
        CHECK(r.due() == 60s);
    }
}

TEST_CASE("every flap doubles the time out as far as 15 minutes", "[model][dwell]") {
    region_over_time r;
    for (const duration out : {2min, 4min, 8min, 15min, 15min}) {
        r.fall();
        CHECK(r.return_trip() == out);
    }
    SECTION("forgotten when it stayed up for half an hour") {
        r.see(healthy, 30min - 16s);
        r.fall();
        CHECK(r.return_trip() == 2min);
    }
    SECTION("and not a moment earlier") {
        r.see(healthy, 30min - 16s - 1ns);
        r.fall();
        CHECK(r.return_trip() == 15min);
    }
}

TEST_CASE("the time out is what the rules say", "[model][dwell]") {
    traffic_rules rules;
    CHECK(time_out_after(0, rules) == 2min);
    CHECK(time_out_after(2, rules) == 8min);
    CHECK(time_out_after(1000, rules) == 15min);
    rules.min_down = 0s;
    CHECK(time_out_after(5, rules) == 0s);
    rules.min_down = rules.max_down = 7min;
    CHECK(time_out_after(5, rules) == 7min);
}
