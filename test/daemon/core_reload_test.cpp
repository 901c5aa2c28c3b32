#include "daemon/outputs/subject.hpp"

#include "test/daemon/core_rig.hpp"

using namespace hm;
using namespace hm::test;
using model::test::model_builder;

namespace {

std::shared_ptr<const model::graph> shop_with(const std::vector<std::string>& regions,
                                              const std::vector<std::string>& dependencies,
                                              const std::string& flow = "browse",
                                              const std::vector<std::size_t>& runs_in = {}) {
    model_builder b{"shop"};
    b.regions(regions);
    std::vector<model::test::wanted_need> needs;
    for (const std::string& d : dependencies) {
        b.dependency(d);
        needs.push_back({d});
    }
    b.flow(flow, needs);
    for (const std::size_t r : runs_in) b.last().regions.push_back(model::region_id(r));
    return b.unfold();
}

// The daemon as it stands before each reload: b's db is dead, and it has been so for a while.
struct half_dead : rig {
    half_dead() : rig(shop_with({"a", "b"}, {"db"})) {
        result("db@a/up", state::healthy);
        result("db@b/up", state::unhealthy, model::reason::status_mismatch);
        wait(10s);
    }
    // All signals run on, and nothing changes.
    void live(model::duration d) {
        for (model::duration passed{0}; passed < d; passed += 1s) {
            all_same_again();
            wait(1s);
        }
    }
};

}  // namespace

TEST_CASE("what stays in the model keeps its state, its age and its verdict over a reload",
          "[daemon][reload]") {
    half_dead r;
    const model::wall_time since = r.row("db@b").since;
    REQUIRE_FALSE(r.verdict(1).serves());
    const model::wall_time down_since = r.verdict(1).since;

    r.reload(shop_with({"a", "b"}, {"cache", "db"}));
    CHECK(r.at("db@a") == state::healthy);
    CHECK(r.at("db@b") == state::unhealthy);
    CHECK(r.row("db@b").since == since);
    CHECK(r.row("db@b/up").leaf->why == model::reason::status_mismatch);
    CHECK_FALSE(r.verdict(1).serves());
    CHECK(r.verdict(1).since == down_since);
    CHECK(r.tables.back()->ready);
    CHECK(r.tables.back()->generation == 2);
    CHECK(r.pictures.back()->generation == 2);

    SECTION("a signal that is new is unknown, and its region's verdict is held") {
        CHECK(r.at("cache@a") == state::unknown);
        CHECK(r.verdict(0).effective == model::verdict::up);
        CHECK(r.verdict(0).source == model::verdict_source::held);
        r.result("cache@a/up", state::healthy);
        CHECK(r.verdict(0).source == model::verdict_source::computed);
    }
    SECTION("nothing goes stale by a reload") {
        r.wait(5s);
        CHECK(r.at("db@a") == state::healthy);
    }
}

TEST_CASE("a signal whose spec changed starts anew", "[daemon][reload]") {
    half_dead r;
    model_builder b{"shop"};
    b.regions({"a", "b"}).dependency("db").flow("browse", {{"db"}});
    auto definition = std::make_shared<model::definition>(*b.build());
    for (auto& place : definition->entities[0].signals[0].places) {
        auto slower = std::make_shared<model::signal_spec>(*place);
        slower->when.every = 7s;
        place = slower;
    }
    r.reload(std::make_shared<const model::graph>(definition));
    CHECK(r.at("db@b") == state::unknown);
    CHECK(r.row("db@b/up").leaf == nullptr);
    CHECK_FALSE(r.verdict(1).serves());  // held: what is not known does not revive
}

TEST_CASE("a region that is removed is gone from every table but the one of the retired",
          "[daemon][reload]") {
    half_dead r;
    r.reload(shop_with({"a", "c"}, {"db"}));
    const auto& table = *r.tables.back();
    REQUIRE(table.regions.size() == 2);
    REQUIRE(table.retired.size() == 2);
    CHECK(table.retired[0].region == "b");
    CHECK(table.retired[0].flow.empty());
    CHECK_FALSE(table.retired[0].last.serves());
    CHECK(table.retired[1].region == "b");
    CHECK(table.retired[1].flow == "browse");
    CHECK(r.verdict(1).source == model::verdict_source::warming);

    SECTION("for a quarter of an hour") {
        r.wait(14min + 59s);
        CHECK(r.tables.back()->retired.size() == 2);
        r.wait(2s);
        CHECK(r.tables.back()->retired.empty());
    }
    SECTION("or until it comes back, and goes on from there") {
        r.wait(GENERATE(1s, 12min));
        r.reload(shop_with({"a", "b", "c"}, {"db"}));
        CHECK(r.tables.back()->retired.empty());
        REQUIRE(r.at("db@b") == state::unknown);
        CHECK_FALSE(r.verdict(1).serves());
        CHECK(r.verdict(1).source == model::verdict_source::held);
        CHECK_FALSE(r.tables.back()->flows[0].regions[1].serves());
        r.result("db@b/up", state::healthy);
        CHECK_FALSE(r.verdict(1).serves());
        r.live(2min);
        CHECK(r.verdict(1).source == model::verdict_source::ramp);
    }
    SECTION("also when another reload follows") {
        r.reload(shop_with({"a"}, {"db"}));
        REQUIRE(r.tables.back()->retired.size() == 4);
    }
}

TEST_CASE("a flow that is gone from a region that stays answers there what it did last", "[daemon][reload]") {
    half_dead r;
    const auto told = [&r](std::string_view region, std::string_view flow) {
        return daemon::subject_of(*r.tables.back(), region, flow);
    };
    const auto serves = [&](std::string_view region, std::string_view flow) {
        const auto s = told(region, flow);
        REQUIRE(s);
        return s->told.serves();
    };
    const bool renamed = GENERATE(true, false);
    r.reload(renamed ? shop_with({"a", "b"}, {"db"}, "surf") : shop_with({"a", "b"}, {"db"}, "browse", {0}));
    CHECK(serves("a", "browse"));
    CHECK_FALSE(serves("b", "browse"));
    CHECK_FALSE(told("b", "never"));

    SECTION("for a quarter of an hour, whatever else is reloaded") {
        r.wait(10min);
        r.reload(shop_with({"a", "b"}, {"db", "cache"}, "walk"));
        r.wait(5min - 1s);
        CHECK_FALSE(serves("b", "browse"));
        r.wait(2s);
        CHECK_FALSE(told("b", "browse"));
        CHECK(serves("b", "walk"));
    }
    SECTION("or until it comes back, and goes on from there") {
        r.reload(shop_with({"a", "b"}, {"db"}));
        CHECK_FALSE(serves("b", "browse"));
        r.live(16min);
        CHECK_FALSE(serves("b", "browse"));
        CHECK(told("b", "browse")->told.source == model::verdict_source::computed);
    }
    SECTION("and its region's own last answer does not come up again") {
        r.reload(shop_with({"a"}, {"db"}));
        CHECK_FALSE(serves("b", ""));
        CHECK_FALSE(serves("b", "browse"));
        r.reload(shop_with({"a", "b"}, {"db"}));
        r.result("db@b/up", state::healthy);
        r.live(3min);
        CHECK(serves("b", ""));
    }
}

TEST_CASE("results of an older model do not reach the new one", "[daemon][reload]") {
    half_dead r;
    const auto old = r.in_use();
    r.reload(shop_with({"a", "b"}, {"db"}));
    model::judged_signal dead;
    dead.now = state::unhealthy;
    dead.why = model::reason::timeout;
    dead.ever_known = true;
    old->board.leave(model::signal_id{0}, dead);
    r.wait(200ms);
    CHECK(r.at("db@a") == state::healthy);
}

TEST_CASE("a reload during the first round does not make the daemon ready", "[daemon][reload]") {
    rig r{shop_with({"a", "b"}, {"db"})};
    r.wait(1s);
    r.reload(shop_with({"a", "b"}, {"db", "cache"}));
    CHECK_FALSE(r.tables.back()->ready);
    r.wait(8s);
    CHECK(r.tables.back()->ready);
}
