#include "model/verdict_board.hpp"

#include "model/drain_check.hpp"

#include "test/model/verdict_bench.hpp"

using namespace hm::model;
using namespace hm::model::test;
using enum state;

TEST_CASE("the board tells flows apart: a dead minor flow is down where its region serves",
          "[model][verdict_board]") {
    model_builder m;
    m.traffic(at_once()).regions({"a", "b"}).dependency("read").dependency("write");
    m.flow("browse", {{"read"}}).flow("comment", {{"write"}}, criticality::medium);
    world w{m.unfold()};
    w.all(healthy).set("write@a/up", unhealthy);
    verdict_board board{w.engine().shared_model()};
    const moment now{steady_time{1h}, wall_time{1'700'000'000'000ms}};

    CHECK(board.step(w.engine(), now));
    const verdict_table t = board.table(now);
    CHECK(t.regions[0].effective == verdict::degraded);
    CHECK(t.regions[1].effective == verdict::up);
    REQUIRE(t.flows.size() == 2);
    CHECK(t.flows[0].regions[0].effective == verdict::up);
    CHECK(t.flows[1].regions[0].effective == verdict::down);
    CHECK(t.flows[1].regions[1].effective == verdict::up);

    w.set("read@a/up", unhealthy);
    board.step(w.engine(), now);
    CHECK(board.regions()[0].effective == verdict::down);
    CHECK(board.regions()[0].total_failure);
    CHECK_FALSE(board.step(w.engine(), now));
}

TEST_CASE("a global dependency that dies takes no region out", "[model][verdict_board]") {
    model_builder m;
    m.traffic(at_once()).regions({"a", "b"}).dependency("registry", {"up"}, scope::global);
    m.flow("browse", {{"registry"}});
    world w{m.unfold()};
    w.all(unhealthy);
    verdict_board board{w.engine().shared_model()};
    board.step(w.engine(), {steady_time{1h}, wall_time{}});
    CHECK(w["a"] == unhealthy);
    CHECK(board.regions()[0].effective == verdict::up);
}

namespace {

// Two regions with two flows each; all well.
struct shop_front {
    explicit shop_front(const traffic_rules& rules = at_once())
        : w{unfolded(rules)}, board{w.engine().shared_model()} {
        w.all(healthy);
        step();
    }
    static std::shared_ptr<const graph> unfolded(const traffic_rules& rules) {
        model_builder m;
        m.traffic(rules).regions({"a", "b"}).dependency("read").dependency("write");
        m.flow("browse", {{"read"}}).flow("comment", {{"write"}}, criticality::medium);
        return m.unfold();
    }
    bool step(duration later = 1s) {
        now.steady += std::chrono::duration_cast<steady_time::duration>(later);
        now.wall += std::chrono::duration_cast<std::chrono::milliseconds>(later);
        return board.step(w.engine(), now);
    }
    const region_verdict& region(std::size_t r) const { return board.regions()[r]; }
    region_verdict flow(std::size_t f, std::size_t r) const { return board.table(now).flows[f].regions[r]; }

    world w;
    verdict_board board;
    moment now{steady_time{1h}, wall_time{1'700'000'000'000ms}};
};

operator_override word_about(override_kind kind, std::string region, std::string flow = {}) {
    operator_override o = *said(kind, region + flow);
    o.region = std::move(region);
    o.flow = std::move(flow);
    return o;
}

}  // namespace

TEST_CASE("what is said of a region holds for its flows, of a flow for that alone",
          "[model][verdict_board]") {
    shop_front s;
    const std::vector all{
        word_about(override_kind::drain, "a"), word_about(override_kind::drain, "b", "comment"),
        word_about(override_kind::maintenance, "b"), word_about(override_kind::drain, "nowhere")};
    s.board.set_overrides(all);
    CHECK(s.step());
    CHECK(s.region(0).source == verdict_source::drain);
    CHECK(s.flow(0, 0).source == verdict_source::drain);
    CHECK(s.flow(1, 0).source == verdict_source::drain);
    CHECK(s.region(1).source == verdict_source::computed);
    CHECK(s.flow(0, 1).source == verdict_source::computed);
    CHECK(s.flow(1, 1).source == verdict_source::drain);
    CHECK_FALSE(s.step());
}

TEST_CASE("an override ends by itself, at its very time", "[model][verdict_board]") {
    shop_front s;
    operator_override o = word_about(override_kind::drain, "a");
    o.until = s.now.wall + 10min;
    s.board.set_overrides({&o, 1});
    s.step(0s);
    CHECK(s.board.next_deadline() - s.now.steady == 10min);
    s.step(10min - 1ms);
    CHECK(s.region(0).source == verdict_source::drain);
    CHECK(s.step(1ms));
    CHECK(s.region(0).source == verdict_source::computed);
    CHECK(s.board.next_deadline() == steady_time::max());
}

TEST_CASE("of two words of a kind the newer holds, and then the older again", "[model][verdict_board]") {
    shop_front s;
    operator_override slow = word_about(override_kind::drain, "a"), fast = slow;
    slow.id = "slow";
    slow.since = s.now.wall;
    slow.rate_percent_per_minute = 1;
    fast.id = "fast";
    fast.since = s.now.wall + 1ms;
    fast.until = s.now.wall + 1min;
    const std::vector both{fast, slow};
    s.board.set_overrides(both);
    s.step();
    CHECK(s.region(0).said->id == "fast");
    s.step(2min);
    CHECK(s.region(0).said->id == "slow");
}

TEST_CASE("the guard objects to a drain that leaves too little, unless it is named",
          "[model][verdict_board]") {
    shop_front s;
    operator_override a = word_about(override_kind::drain, "a"), b = word_about(override_kind::drain, "b");
    CHECK(s.board.objection_to(a).empty());
    s.board.set_overrides({&a, 1});
    s.step();
    CHECK(s.board.objection_to(b) == "no region would be left that is known to serve");
    CHECK(s.board.objection_to(a).empty());  // it takes nothing that still serves
    b.breaks.guard = true;
    CHECK(s.board.objection_to(b).empty());
    for (const auto kind : {override_kind::force_up, override_kind::freeze})
        CHECK(s.board.objection_to(word_about(kind, "b")).empty());

    SECTION("a flow is looked at by itself") {
        s.board.set_overrides({});
        s.w.set("write@b/up", unhealthy);
        s.step();
        CHECK(s.board.objection_to(a) == "comment: no region would be left that is known to serve");
        CHECK(s.board.objection_to(word_about(override_kind::drain, "a", "browse")).empty());
    }
    SECTION("without the guard nobody objects") {
        traffic_rules rules = at_once();
        rules.guard = false;
        shop_front free{rules};
        free.board.set_overrides({&a, 1});
        free.step();
        CHECK(free.board.objection_to(word_about(override_kind::drain, "b")).empty());
    }
}

TEST_CASE("whom only the guard or panic keeps in is nobody to be left alone", "[model][verdict_board]") {
    shop_front s;
    operator_override a = word_about(override_kind::drain, "a");
    SECTION("panic") {
        s.w.all(unhealthy);
        s.step();
        REQUIRE(s.region(0).source == verdict_source::panic);
        REQUIRE(s.region(1).source == verdict_source::panic);
    }
    SECTION("kept, while the other is out anyhow") {
        s.w.set("read@a/up", unhealthy).set("read@b/up", unhealthy);
        s.step();
        REQUIRE_FALSE(s.region(0).serves());
        REQUIRE(s.region(1).source == verdict_source::guard);
    }
    CHECK(s.board.objection_to(a) == "no region would be left that is known to serve");
    a.breaks.guard = true;
    CHECK(s.board.objection_to(a).empty());
    s.board.set_overrides({&a, 1});
    s.step();
    CHECK_FALSE(s.region(1).serves());  // alone it gets the truth
}

TEST_CASE("of three in panic one may go: the other two panic on", "[model][verdict_board]") {
    model_builder m;
    m.traffic(at_once()).regions({"a", "b", "c"}).dependency("read").flow("browse", {{"read"}});
    world w{m.unfold()};
    w.all(unhealthy);
    verdict_board board{w.engine().shared_model()};
    const moment now{steady_time{1h}, wall_time{1'700'000'000'000ms}};
    board.step(w.engine(), now);
    const operator_override a = word_about(override_kind::drain, "a");
    CHECK(board.objection_to(a).empty());
    board.set_overrides({&a, 1});
    board.step(w.engine(), now);
    CHECK(board.regions()[1].source == verdict_source::panic);
    CHECK(board.objection_to(word_about(override_kind::drain, "b")) ==
          "no region would be left that is known to serve");
}

TEST_CASE("what is left of capacity, and of the regions, is counted", "[model][drain_check]") {
    traffic_rules rules;
    const std::vector<told_region> four(4);
    CHECK(drain_objection(four, 0, rules).empty());
    auto told = four;
    told[1].serves = false;
    CHECK(drain_objection(told, 0, rules).empty());
    told[2].serves = false;
    CHECK(drain_objection(told, 0, rules) == "1 of 4 regions would be left, fewer than half");
    rules.capacity = whole * 80 / 100;
    CHECK(drain_objection(four, 0, rules) ==
          "75 % of the capacity would be left, less than traffic.capacity");
    told = four;
    for (const std::size_t r : {1u, 2u, 3u}) told[r].known = false;
    CHECK(drain_objection(told, 0, rules) == "no region would be left that is known to serve");
}

TEST_CASE("a board goes on after a restart by the names of regions and flows", "[model][verdict_board]") {
    shop_front s{{}};
    s.w.set("read@a/up", unhealthy).set("write@b/up", unhealthy);
    for (int i = 0; i < 30; ++i) s.step();
    REQUIRE_FALSE(s.region(0).serves());
    REQUIRE_FALSE(s.flow(1, 1).serves());
    auto records = s.board.remember(s.now);
    CHECK(records.size() == 6);
    records.push_back(records[0]);
    records.back().region = "gone";

    verdict_board again{s.w.engine().shared_model()};
    again.resume(records, s.now);
    world nothing{s.w.engine().shared_model()};
    again.step(nothing.engine(), s.now);
    for (const std::size_t r : {0u, 1u}) {
        CHECK(again.regions()[r].effective == s.region(r).effective);
        for (const std::size_t f : {0u, 1u})
            CHECK(again.table(s.now).flows[f].regions[r].effective == s.flow(f, r).effective);
    }
    again.step(s.w.engine(), s.now);
    CHECK(again.remember(s.now) == s.board.remember(s.now));
}
