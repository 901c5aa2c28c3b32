// What core does for operators, on a clock of its own.
#include "test/daemon/core_rig.hpp"

#include "test/daemon/store/records_made.hpp"

#include <fmt/format.h>

using namespace hm;
using namespace hm::daemon;
using namespace hm::test;
using model::override_kind;
using model::verdict;
using model::verdict_source;

namespace {

model::operator_override drain(std::string id, std::string region = "a", model::duration lasts = 1h) {
    model::operator_override o = drain_of(std::move(id), std::move(region));
    o.since = model::wall_time{1'700'000'000'000ms};
    o.until = o.since + std::chrono::duration_cast<std::chrono::milliseconds>(lasts);
    return o;
}

model::operator_override about_node(std::string id, override_kind kind, std::string node) {
    model::operator_override o = drain(std::move(id), "");
    o.kind = kind;
    o.node = std::move(node);
    return o;
}

struct shop_rig : rig {
    explicit shop_rig(const recalled& before = {}) : rig(two_regions(), before) {}
    void all_well() {
        for (const char* signal : {"db@a/up", "db@b/up"}) result(signal, state::healthy);
        wait(200ms);
    }
    std::size_t in_force() const { return pictures.back()->overrides->size(); }
};

std::vector<audit_entry> trail(const rig& r) {
    std::vector<audit_entry> all;
    for (const write_batch& b : r.kept) all.insert(all.end(), b.audit.begin(), b.audit.end());
    return all;
}

}  // namespace

TEST_CASE("a drain is published before it is answered, and undone as fast", "[daemon][core][override]") {
    shop_rig r;
    r.all_well();
    const override_outcome o = r.place(drain("1"));
    CHECK(o.status == 200);
    CHECK(r.verdict(0).effective == verdict::down);
    CHECK(r.verdict(0).source == verdict_source::drain);
    CHECK(o.told->regions[0].source == verdict_source::drain);
    CHECK(r.in_force() == 1);
    REQUIRE(o.to_keep.overrides.size() == 1);
    CHECK_FALSE(o.to_keep.overrides[0].ended);
    CHECK(o.to_keep.audit.at(0).who == "alice");
    CHECK(o.to_keep.audit.at(0).outcome == "in force until 2023-11-14T23:13:20.000Z");

    const override_outcome u = r.undo("1");
    CHECK(u.status == 200);
    CHECK(r.in_force() == 0);
    CHECK(r.verdict(0).source != verdict_source::drain);
    CHECK(u.to_keep.overrides.at(0).ended->by == "bob");
    CHECK(u.to_keep.audit.at(0).what == "undo");
    CHECK(r.undo("1").status == 404);
}

TEST_CASE("a drain that would empty the pool is refused unless it names the guard",
          "[daemon][core][override]") {
    shop_rig r;
    r.all_well();
    REQUIRE(r.place(drain("1")).status == 200);
    model::operator_override second = drain("2", "b");
    const override_outcome o = r.place(second);
    CHECK(o.status == 409);
    CHECK(o.by_guard);
    CHECK_FALSE(o.detail.empty());
    CHECK(r.verdict(1).effective == verdict::up);
    CHECK(o.to_keep.overrides.empty());
    CHECK_THAT(o.to_keep.audit.at(0).outcome, Catch::StartsWith("refused: "));

    second.breaks.guard = true;
    CHECK(r.place(second).status == 200);
    CHECK(r.verdict(1).effective == verdict::down);
}

TEST_CASE("a dry run says what would come of it and changes nothing", "[daemon][core][override]") {
    shop_rig r;
    r.all_well();
    CHECK(r.try_out(drain("1")).status == 200);
    CHECK(r.in_force() == 0);
    CHECK(r.verdict(0).effective == verdict::up);
    REQUIRE(r.place(drain("1")).status == 200);

    const override_outcome second = r.try_out(drain("2", "b"));
    CHECK(second.status == 409);
    CHECK(second.by_guard);
    CHECK(r.try_out(drain("3")).replaced == "1");
    CHECK(r.try_out(drain("4", "aa")).status == 404);
    CHECK(r.in_force() == 1);
    CHECK(trail(r).empty());
}

TEST_CASE("an override is over when its time comes", "[daemon][core][override]") {
    shop_rig r;
    r.all_well();
    r.place(drain("1", "a", 10s));
    r.kept.clear();
    r.wait(9s);
    r.all_same_again();
    CHECK(r.in_force() == 1);
    r.wait(2s);
    CHECK(r.in_force() == 0);
    CHECK(r.verdict(0).source != verdict_source::drain);
    REQUIRE(trail(r).size() == 1);
    CHECK(trail(r)[0].what == "expire");
    CHECK(trail(r)[0].who.empty());
}

TEST_CASE("an override that is over between two ticks is over for all at once", "[daemon][core][override]") {
    shop_rig r;
    r.all_well();
    r.place(drain("1", "a", 10s));
    r.wait(9900ms);
    r.all_same_again();
    r.stand_still(100ms);
    r.look();
    CHECK(r.verdict(0).source != verdict_source::drain);
    CHECK(r.in_force() == 0);
}

TEST_CASE("the same said again takes the place of what was said before", "[daemon][core][override]") {
    shop_rig r;
    r.all_well();
    r.place(drain("1"));
    const override_outcome o = r.place(drain("2", "a", 2h));
    CHECK(o.status == 200);
    CHECK(o.replaced == "1");
    CHECK(r.in_force() == 1);
    REQUIRE(o.to_keep.overrides.size() == 2);
    CHECK(o.to_keep.overrides[0].ended->how == override_end::replaced);
}

TEST_CASE("names that nobody has are refused with a hint", "[daemon][core][override]") {
    shop_rig r;
    CHECK(r.place(drain("1", "aa")).detail == R"(there is no region "aa"; did you mean "a"?)");
    model::operator_override flow = drain("1");
    flow.flow = "brwse";
    CHECK(r.place(flow).detail == R"(there is no flow "brwse"; did you mean "browse"?)");
    CHECK(r.place(about_node("1", override_kind::maintenance, "db@c")).status == 404);
    CHECK(r.place(about_node("1", override_kind::maintenance, "db@a/up")).status == 404);  // a signal
    CHECK(r.in_force() == 0);
}

TEST_CASE("a signal alone is never in maintenance, also where the model rolls it up over regions",
          "[daemon][core][override]") {
    model::test::model_builder b{"shop"};
    b.traffic(model::test::at_once()).regions({"a", "b"}).dependency("db", {"read", "write"});
    b.component("report", {{"db/read"}}).last().where = model::scope::global;
    b.flow("browse", {{"db"}});
    rig r{b.unfold()};
    REQUIRE(r.in_use()->graph->find("db/read") != model::vertex_id::none);
    const override_outcome o = r.place(about_node("1", override_kind::maintenance, "db/read"));
    CHECK(o.status == 404);
    CHECK(o.detail ==
          "db/read is a signal, and a signal alone is never in maintenance: name what it belongs to");
    CHECK(r.place(about_node("2", override_kind::acknowledge, "db/read")).status == 200);
    CHECK(r.place(about_node("3", override_kind::maintenance, "db")).status == 200);
}

TEST_CASE("when too many are in force a further one is refused, and the same again is not",
          "[daemon][core][override][limits]") {
    recalled before;
    for (std::size_t i = 0; i < model::max_overrides; ++i) {
        before.overrides.push_back(drain(fmt::format("{:04}", i), fmt::format("gone-{}", i)));
    }
    shop_rig r{before};
    r.all_well();
    const override_outcome o = r.place(about_node("1", override_kind::maintenance, "db@a"));
    CHECK(o.status == 409);
    CHECK(o.detail == "1000 overrides are in force already: undo some");
    r.undo("0000");
    CHECK(r.place(about_node("1", override_kind::maintenance, "db@a")).status == 200);
    CHECK(r.place(about_node("2", override_kind::maintenance, "db@a")).status == 200);
    CHECK(r.in_force() == model::max_overrides);
}

TEST_CASE("maintenance by an operator is left out above until it is over", "[daemon][core][override]") {
    shop_rig r;
    r.all_well();
    r.result("db@a/up", state::unhealthy, model::reason::status_mismatch);
    r.wait(200ms);
    CHECK(r.at("browse@a") == state::unhealthy);
    CHECK(r.place(about_node("1", override_kind::maintenance, "db@a")).status == 200);
    CHECK(r.row("db@a").health.in_maintenance());
    CHECK(r.at("browse@a") != state::unhealthy);
    CHECK(r.pictures.back()->maintenance->of(r.in_use()->graph->find("db@a"))->window->name == "1");
    r.undo("1");
    CHECK_FALSE(r.row("db@a").health.in_maintenance());
    CHECK(r.at("browse@a") == state::unhealthy);
}

TEST_CASE("maintenance by an operator goes on when the clock is set back behind its beginning",
          "[daemon][core][override]") {
    shop_rig r;
    r.all_well();
    r.result("db@a/up", state::unhealthy, model::reason::status_mismatch);
    r.wait(200ms);
    REQUIRE(r.place(about_node("1", override_kind::maintenance, "db@a")).status == 200);
    r.set_wall(r.now().wall - 1h);
    r.wait(2s);
    CHECK(r.row("db@a").health.in_maintenance());
    CHECK(r.at("browse@a") != state::unhealthy);
}

TEST_CASE("maintenance of an entity covers it wherever it runs, of a region all that is in it",
          "[daemon][core][override]") {
    shop_rig r;
    r.all_well();
    r.place(about_node("1", override_kind::maintenance, "db"));
    CHECK(r.row("db@a").health.in_maintenance());
    CHECK(r.row("db@b").health.in_maintenance());
    r.undo("1");
    r.place(about_node("2", override_kind::maintenance, "a"));
    CHECK(r.row("db@a").health.in_maintenance());
    CHECK_FALSE(r.row("db@b").health.in_maintenance());
}

TEST_CASE("what is acknowledged says so until the acknowledgement is over", "[daemon][core][override]") {
    shop_rig r;
    r.all_well();
    r.result("db@a/up", state::unhealthy, model::reason::status_mismatch);
    r.place(about_node("1", override_kind::acknowledge, "db@a"));
    CHECK(r.row("db@a").health.health.flags.has(model::flag::acknowledged));
    CHECK(r.row("browse@a").health.health.flags.has(model::flag::acknowledged));
    CHECK(r.at("browse@a") == state::unhealthy);  // it is shown, not hidden
    r.undo("1");
    CHECK_FALSE(r.row("db@a").health.health.flags.has(model::flag::acknowledged));
}

TEST_CASE("overrides go on over a reload, also while what they are about is gone",
          "[daemon][core][override][reload]") {
    shop_rig r;
    r.all_well();
    r.place(drain("1"));
    r.place(about_node("2", override_kind::maintenance, "db@a"));
    r.place(about_node("3", override_kind::acknowledge, "db@b"));
    model::test::model_builder b{"shop"};
    b.regions({"b"}).dependency("db");
    b.flow("browse", {{"db"}});
    r.reload(b.unfold());
    CHECK(r.in_force() == 3);
    CHECK(r.row("db@b").health.health.flags.has(model::flag::acknowledged));
    r.reload(two_regions());
    CHECK(r.verdict(0).source == verdict_source::drain);
    CHECK(r.row("db@a").health.in_maintenance());
}

TEST_CASE("what the last daemon left is so from the first picture on", "[daemon][core][override][restart]") {
    recalled before;
    {
        shop_rig last;
        last.all_well();
        last.place(drain("1"));
        last.result("db@b/up", state::degraded, model::reason::condition);
        last.wait(200ms);
        before.overrides = *last.pictures.back()->overrides;
        before.verdicts = *last.last_words().verdicts;
        CHECK(last.verdict(1).effective == verdict::degraded);
    }
    shop_rig r{before};
    CHECK(r.tables.front()->regions[0].source == verdict_source::drain);
    CHECK(r.tables.front()->regions[1].effective == verdict::degraded);
    CHECK(r.tables.front()->regions[1].source == verdict_source::held);
    CHECK(r.in_force() == 1);

    SECTION("but not once it is over") {
        before.overrides[0].until = r.now().wall;
        CHECK(shop_rig{before}.tables.front()->regions[0].source != verdict_source::drain);
    }
}

TEST_CASE("overrides that are read late join those that were placed meanwhile",
          "[daemon][core][override][restart]") {
    shop_rig r;
    r.all_well();
    r.place(drain("new", "a"));
    model::operator_override old = drain("old", "a");
    old.since = r.now().wall - 1h;
    model::operator_override other = about_node("other", override_kind::maintenance, "db@b");
    r.kept.clear();
    r.recall_late({{old, other}, {}});
    CHECK(r.in_force() == 2);
    CHECK(r.row("db@b").health.in_maintenance());
    REQUIRE(r.kept.size() == 1);
    CHECK(r.kept[0].overrides.at(0).what.id == "old");  // the newer word holds
    CHECK(r.kept[0].overrides.at(0).ended);
}

TEST_CASE("verdicts are kept when they change, not more often than once a second, and renewed",
          "[daemon][core][restart]") {
    shop_rig r;
    r.all_well();
    r.wait(2s);
    r.kept.clear();
    r.all_same_again();
    r.place(drain("1"));
    r.wait(100ms);
    REQUIRE(r.kept.size() == 1);  // at once
    CHECK(r.kept[0].verdicts->at(0).source == verdict_source::drain);
    r.undo("1");
    r.place(drain("2"));
    r.wait(800ms);
    CHECK(r.kept.size() == 1);
    r.wait(300ms);
    CHECK(r.kept.size() == 2);
    for (int i = 0; i < 4; ++i) {
        r.all_same_again();
        r.wait(10s);
    }
    CHECK(r.kept.size() >= 3);
    CHECK(r.kept.size() <= 5);
}
