#include "test/daemon/core_rig.hpp"

using namespace hm;
using namespace hm::daemon;
using namespace hm::test;

TEST_CASE("a first picture is there before anything ran", "[daemon][core]") {
    rig r{two_regions()};
    REQUIRE(r.pictures.size() == 1);
    CHECK(r.at("shop") == state::unknown);
    CHECK(r.verdict(0).source == model::verdict_source::warming);
    CHECK_FALSE(r.tables.back()->ready);
}

TEST_CASE("a verdict is published at once, the rows at most every interval", "[daemon][core]") {
    rig r{two_regions()};
    r.result("db@a/up", state::healthy);
    r.result("db@b/up", state::healthy);
    r.wait(200ms);
    const std::size_t before = r.pictures.size();

    r.result("db@a/up", state::unhealthy, model::reason::status_mismatch);
    CHECK_FALSE(r.verdict(0).serves());
    r.result("db@a/up", state::healthy);
    CHECK(r.verdict(0).serves());
    CHECK(r.pictures.size() <= before + 1);
    r.wait(100ms);
    CHECK(r.at("browse@a") == state::healthy);
    CHECK(r.row("db@a/up").leaf->now == state::healthy);
}

TEST_CASE("the daemon is ready once every signal ran", "[daemon][core]") {
    rig r{two_regions()};
    r.result("db@a/up", state::healthy);
    r.wait(200ms);
    CHECK_FALSE(r.tables.back()->ready);
    r.result("db@b/up", state::unknown, model::reason::prober_error);
    r.wait(100ms);
    CHECK(r.tables.back()->ready);
}

TEST_CASE("a signal that never answers delays readiness only until it is overdue", "[daemon][core]") {
    rig r{two_regions()};
    r.wait(6900ms);
    CHECK_FALSE(r.tables.back()->ready);
    r.wait(200ms);
    CHECK(r.tables.back()->ready);  // min(every, 5 s) + timeout 1 s + 1 s
}

TEST_CASE("a silent signal becomes unknown after its ttl, and its region's verdict is held",
          "[daemon][core]") {
    rig r{two_regions()};
    r.result("db@a/up", state::healthy);
    r.result("db@b/up", state::healthy);
    for (int i = 0; i < 20; ++i) {
        r.wait(1s);
        r.same_again("db@b/up");
    }
    CHECK(r.at("db@a") == state::unknown);
    CHECK(r.row("db@a/up").leaf->why == model::reason::stale);
    CHECK(r.at("db@b") == state::healthy);
    CHECK(r.verdict(0).source == model::verdict_source::held);
    CHECK(r.verdict(0).effective == model::verdict::up);

    SECTION("and gets its state back with the next result, though nothing changed for the shard") {
        r.same_again("db@a/up");
        r.wait(200ms);
        CHECK(r.at("db@a") == state::healthy);
        CHECK(r.verdict(0).source == model::verdict_source::computed);
    }
}

TEST_CASE("runs that say nothing about the target do not keep a signal alive", "[daemon][core]") {
    rig r{two_regions()};
    r.result("db@a/up", state::healthy);
    for (int i = 0; i < 20; ++i) {
        r.wait(1s);
        r.result("db@b/up", state::healthy);
    }
    rig q{two_regions()};
    q.result("db@a/up", state::healthy);
    CHECK(r.row("db@a/up").leaf->why == model::reason::stale);
}

TEST_CASE("after the whole process stood still nothing is stale: it was us who were silent",
          "[daemon][core]") {
    rig r{two_regions()};
    r.result("db@a/up", state::healthy);
    r.result("db@b/up", state::healthy);
    r.wait(1s);
    r.wait(30s, false);
    CHECK(r.at("db@a") == state::healthy);
    CHECK(r.verdict(0).source == model::verdict_source::computed);
    r.wait(15s);
    CHECK(r.at("db@a") == state::healthy);
    r.wait(2s);
    CHECK(r.at("db@a") == state::unknown);  // it had its whole ttl again
}

namespace {

model::operator_override freeze_of(const char* region, model::wall_time now) {
    model::operator_override o;
    o.id = "1";
    o.kind = model::override_kind::freeze;
    o.region = region;
    o.until = now + 1h;
    return o;
}

}  // namespace

TEST_CASE("the time that we stood still is no evidence against a region that was failing", "[daemon][core]") {
    using model::verdict;
    model::test::model_builder b{"shop"};
    b.regions({"a", "b", "c"}).dependency("db");
    b.flow("browse", {{"db"}});
    const std::shared_ptr<const model::graph> shop = b.unfold();
    rig r{shop};
    for (const char* signal : {"db@a/up", "db@b/up", "db@c/up"}) r.result(signal, state::healthy);
    r.result("db@a/up", state::unhealthy);
    r.wait(1s);
    r.stand_still(30s);

    const auto woken_by = GENERATE(as<std::string_view>{}, "the tick", "a result", "an operator", "a reload");
    CAPTURE(woken_by);
    if (woken_by == "the tick") r.wait(100ms);
    if (woken_by == "a result") r.result("db@b/up", state::degraded);
    if (woken_by == "an operator") r.place(freeze_of("b", r.now().wall));
    if (woken_by == "a reload") r.reload(shop);
    CHECK(r.verdict(0).effective == verdict::degraded);
    r.wait(1s);
    CHECK(r.verdict(0).effective == verdict::degraded);
    r.wait(2s);
    CHECK(r.verdict(0).effective == verdict::down);
}

TEST_CASE("a core that is always late comes to a verdict all the same", "[daemon][core]") {
    model::test::model_builder b{"shop"};
    b.regions({"a", "b"}).dependency("db");
    b.flow("browse", {{"db"}});
    rig r{b.unfold()};
    for (const char* signal : {"db@a/up", "db@b/up"}) r.result(signal, state::healthy);
    r.result("db@a/up", state::unhealthy);
    for (int i = 0; i < 2; ++i) r.wait(4s, false);
    CHECK(r.verdict(0).effective == model::verdict::degraded);
    r.wait(4s, false);
    CHECK(r.verdict(0).effective == model::verdict::down);
}

TEST_CASE("a picture names the rows that changed since the one before", "[daemon][core]") {
    const auto g = two_regions();
    rig r{g};
    r.result("db@a/up", state::healthy);
    r.result("db@b/up", state::healthy);
    r.wait(200ms);
    r.result("db@a/up", state::degraded, model::reason::condition);
    r.wait(100ms);
    std::vector<std::string> names;
    for (model::vertex_id v : r.pictures.back()->changed) names.push_back(g->name(v));
    CHECK(names == std::vector<std::string>{"db@a/up", "db@a", "db", "browse@a", "browse", "a", "shop"});
}

TEST_CASE("pictures are numbered upwards, together with the verdict tables", "[daemon][core]") {
    rig r{two_regions()};
    r.result("db@a/up", state::healthy);
    r.wait(100ms);
    for (std::size_t i = 1; i < r.pictures.size(); ++i)
        CHECK(r.pictures[i - 1]->sequence < r.pictures[i]->sequence);
    for (std::size_t i = 1; i < r.tables.size(); ++i)
        CHECK(r.tables[i - 1]->sequence < r.tables[i]->sequence);
    CHECK(r.pictures.back()->verdicts == r.tables.back());
}

TEST_CASE("the board wakes core once, however much is left on it", "[daemon][signal_board]") {
    int wakes = 0;
    signal_board board{100, [&] { ++wakes; }};
    for (int round = 0; round < 3; ++round)
        for (std::size_t i = 0; i < 100; ++i) board.leave(model::signal_id(i), {});
    CHECK(wakes == 1);
    std::size_t taken = 0;
    board.drain([&](model::signal_id, std::unique_ptr<model::judged_signal>) { ++taken; });
    CHECK(taken == 100);
    board.leave(model::signal_id{7}, {});
    CHECK(wakes == 2);
}

TEST_CASE("the board keeps only the latest of each signal", "[daemon][signal_board]") {
    signal_board board{1, [] {}};
    model::judged_signal j;
    for (state s : {state::healthy, state::degraded, state::unhealthy}) {
        j.now = s;
        board.leave(model::signal_id{0}, j);
    }
    std::vector<state> taken;
    board.drain(
        [&](model::signal_id, std::unique_ptr<model::judged_signal> got) { taken.push_back(got->now); });
    CHECK(taken == std::vector<state>{state::unhealthy});
}
