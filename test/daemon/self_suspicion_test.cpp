// Mass failure makes the daemon suspect itself; the death of one region never does.
#include "test/daemon/core_rig.hpp"

using namespace hm;
using namespace hm::test;
using model::reason;
using model::verdict_source;
using model::test::model_builder;

namespace {

// Two regions with ten signals each, every 5 s with a timeout of 1 s: the window is 6 s.
constexpr int signals_per_region = 10;

std::string signal(int i, const std::string& region) {
    return "d" + std::to_string(i) + "@" + region + "/up";
}

std::shared_ptr<const model::graph> wide(const std::vector<std::string>& regions, int witnesses = 0) {
    model_builder b{"shop"};
    b.traffic(model::test::at_once()).regions(regions);
    std::vector<model::test::wanted_need> needs;
    for (int i = 0; i < signals_per_region; ++i) {
        b.dependency("d" + std::to_string(i));
        needs.push_back({"d" + std::to_string(i)});
    }
    b.flow("browse", needs);
    if (witnesses > 0) b.witnesses(witnesses);
    return b.unfold();
}

struct world : rig {
    explicit world(std::shared_ptr<const model::graph> g) : rig(std::move(g)) {}

    void good(const std::string& region) {
        for (int i = 0; i < signals_per_region; ++i) result(signal(i, region), state::healthy);
    }
    // The first `n` signals of a region: their runs fail, and with the last of three their state is bad.
    void fail(const std::string& region, int n, reason why = reason::timeout) {
        for (int i = 0; i < n; ++i) run(signal(i, region), why);
    }
    void turn(const std::string& region, int n, reason why = reason::timeout) {
        for (int i = 0; i < n; ++i) result(signal(i, region), state::unhealthy, why);
    }
    bool suspects() const { return !tables.back()->self_suspicion.empty(); }
};

}  // namespace

TEST_CASE("the death of one region of two evicts it as soon as the other has answered",
          "[daemon][suspicion]") {
    world w{wide({"a", "b"})};
    w.good("a"), w.good("b");
    w.wait(10s);
    w.fail("a", 10);
    w.wait(1s);
    for (int i = 0; i < 8; ++i) w.run(signal(i, "b"), reason::ok);
    w.wait(100ms);
    w.turn("a", 10);
    CHECK_FALSE(w.suspects());
    CHECK(w.at("browse@a") == state::unhealthy);
    CHECK_FALSE(w.verdict(0).serves());
    CHECK(w.verdict(1).serves());
}

TEST_CASE("while the other region has not answered yet, a failure waits, at most one interval",
          "[daemon][suspicion]") {
    world w{wide({"a", "b"})};
    w.good("a"), w.good("b");
    w.wait(10s);
    w.fail("a", 10);
    w.turn("a", 10);
    CHECK(w.verdict(0).serves());
    CHECK(w.at("browse@a") == state::healthy);
    w.wait(5800ms);
    CHECK(w.verdict(0).serves());
    w.wait(400ms);
    CHECK_FALSE(w.verdict(0).serves());
    CHECK_FALSE(w.suspects());
}

TEST_CASE("when every region turns at once the daemon suspects itself and holds", "[daemon][suspicion]") {
    world w{wide({"a", "b"})};
    w.good("a"), w.good("b");
    w.wait(10s);
    w.fail("a", 10);
    w.wait(1s);
    w.fail("b", 3);
    w.wait(100ms);
    REQUIRE(w.suspects());
    CHECK_THAT(w.tables.back()->self_suspicion,
               Catch::Contains("a 10 of 10") && Catch::Contains("b 3 of 10"));
    w.turn("a", 10);
    w.fail("b", 10), w.turn("b", 10);
    w.wait(1s);
    for (const std::size_t region : {0u, 1u}) {
        CHECK(w.verdict(region).serves());
        CHECK(w.verdict(region).source == verdict_source::held);
    }
    CHECK(w.at("browse@a") == state::unknown);
    CHECK(w.row(signal(0, "a")).leaf->why == reason::prober_error);
    CHECK_THAT(w.row(signal(0, "a")).leaf->detail, Catch::Contains("suspects itself"));

    SECTION("it is over when a region answers again, and who came back is believed at once") {
        for (int i = 0; i < 8; ++i) w.run(signal(i, "a"), reason::ok), w.run(signal(i, "b"), reason::ok);
        w.wait(100ms);
        CHECK_FALSE(w.suspects());
        CHECK(w.verdict(0).serves());  // not evicted by states that are still bad from before
        w.good("a"), w.good("b");
        w.wait(100ms);
        CHECK(w.verdict(0).source == verdict_source::computed);
        CHECK(w.at("browse@a") == state::healthy);
    }
    SECTION("a region that stays dead is evicted when everybody had the time to come back") {
        w.good("b");
        w.wait(100ms);
        CHECK_FALSE(w.suspects());
        CHECK(w.verdict(0).serves());
        w.wait(12s);
        CHECK_FALSE(w.verdict(0).serves());
        CHECK(w.verdict(1).serves());
    }
}

TEST_CASE("just below 30 % of one region's signals is no mass failure", "[daemon][suspicion]") {
    world w{wide({"a", "b"})};
    w.good("a"), w.good("b");
    w.wait(10s);
    w.fail("a", 10), w.fail("b", 2);
    w.turn("a", 10);
    w.wait(7s);
    CHECK_FALSE(w.suspects());
    CHECK_FALSE(w.verdict(0).serves());
}

TEST_CASE("what the targets themselves say is no reason to suspect oneself", "[daemon][suspicion]") {
    world w{wide({"a", "b"})};
    w.good("a"), w.good("b");
    w.wait(10s);
    w.fail("a", 10, reason::status_mismatch), w.fail("b", 5, reason::status_mismatch);
    w.turn("a", 10, reason::status_mismatch);
    w.wait(100ms);
    CHECK_FALSE(w.suspects());
    CHECK_FALSE(w.verdict(0).serves());
}

TEST_CASE("failures more than an interval apart are two failures", "[daemon][suspicion]") {
    world w{wide({"a", "b"})};
    w.good("a"), w.good("b");
    w.wait(10s);
    w.fail("a", 10);
    w.wait(7s);
    w.fail("b", 10);
    w.wait(100ms);
    CHECK_FALSE(w.suspects());
}

TEST_CASE("a single region without witnesses gets the truth at once", "[daemon][suspicion]") {
    world w{wide({"a"})};
    w.good("a");
    w.wait(10s);
    w.fail("a", 10);
    w.turn("a", 10);
    CHECK_FALSE(w.suspects());
    CHECK(w.at("browse@a") == state::unhealthy);
}

TEST_CASE("a region that was dead from the start is not held", "[daemon][suspicion]") {
    world w{wide({"a", "b"})};
    w.fail("a", 10);
    w.turn("a", 10);
    w.good("b");
    w.wait(100ms);
    CHECK_FALSE(w.verdict(0).serves());
}

TEST_CASE("witnesses decide: more than half of them failed", "[daemon][suspicion]") {
    const auto witness = [](int i) { return "witnesses/w" + std::to_string(i); };
    world w{wide({"a"}, 3)};
    w.good("a");
    for (int i = 0; i < 3; ++i) w.result(witness(i), state::healthy);
    w.wait(10s);

    SECTION("one of three failing says nothing") {
        w.run(witness(0), reason::timeout);
        w.fail("a", 10), w.turn("a", 10);
        CHECK(w.verdict(0).serves());  // until the others had their turn
        w.run(witness(1), reason::ok), w.run(witness(2), reason::ok);
        w.wait(100ms);
        CHECK_FALSE(w.suspects());
        CHECK(w.at("browse@a") == state::unhealthy);
    }
    SECTION("two of three hold everything, whatever the cause of their failure") {
        w.run(witness(0), reason::timeout), w.run(witness(1), reason::status_mismatch);
        w.wait(100ms);
        REQUIRE(w.suspects());
        CHECK(w.tables.back()->self_suspicion == "2 of 3 witnesses fail");
        w.fail("a", 10), w.turn("a", 10);
        w.wait(100ms);
        CHECK(w.verdict(0).source == verdict_source::held);
        w.run(witness(0), reason::ok);
        w.wait(100ms);
        CHECK_FALSE(w.suspects());
    }
    SECTION("with witnesses, two failing regions are no proof") {
        world two{wide({"a", "b"}, 3)};
        two.good("a"), two.good("b");
        for (int i = 0; i < 3; ++i) two.result(witness(i), state::healthy);
        two.wait(10s);
        two.fail("a", 10), two.fail("b", 10);
        for (int i = 0; i < 3; ++i) two.run(witness(i), reason::ok);
        two.wait(100ms);
        CHECK_FALSE(two.suspects());
    }
}

TEST_CASE("a doubt outlives a reload", "[daemon][suspicion][reload]") {
    world w{wide({"a", "b"})};
    w.good("a"), w.good("b");
    w.wait(10s);
    w.fail("a", 10), w.fail("b", 10);
    w.wait(100ms);
    REQUIRE(w.suspects());
    w.turn("a", 10), w.turn("b", 10);
    w.reload(wide({"a", "b"}));
    w.wait(200ms);
    CHECK(w.suspects());
    CHECK(w.verdict(0).serves());
    CHECK(w.verdict(0).source == verdict_source::held);
}
