#include "daemon/history/replay.hpp"

#include <catch2/catch.hpp>

#include "test/daemon/history/past_made.hpp"
#include "test/model/build.hpp"

#include <random>

using namespace hm;
using namespace hm::daemon;
using namespace hm::test;
using namespace std::chrono_literals;
using model::state;

namespace {

// One dependency in two regions, behind one flow; `impact` is what its failure does to the flow.
std::shared_ptr<const model::graph> shop_with(model::impact impact) {
    model::test::model_builder b{"shop"};
    b.traffic(model::test::at_once()).regions({"eu", "us"});
    b.flow("browse", {{"db", impact}});
    b.dependency("db", {"read"});
    return b.unfold();
}

const std::shared_ptr<const model::graph> strict = shop_with(model::impact::standard);
const std::shared_ptr<const model::graph> lenient = shop_with(model::impact::limited);

transition change(const model::graph& g, std::string name, model::wall_time when, state to) {
    transition t;
    t.at = when;
    t.what = {name, g.find_signal(name) == model::signal_id::none ? "component" : "signal", {}};
    t.after = past(to);
    t.reason = to == state::healthy ? "ok" : "timeout";
    return t;
}

// What a daemon with this model would have recorded, from the changes of its signals alone: the replay itself
// tells, and test/daemon/history/recorder_test.cpp and the scenarios say that it is so.
recorded_past recorded(const model::graph& g,
                       const std::vector<std::tuple<std::string, int, state>>& changes) {
    recorded_past p;
    p.from = at(0s);
    p.to = at(1000s);
    for (const char* signal : {"db@eu/read", "db@us/read"})
        p.at_start.push_back(change(g, signal, at(0s), state::healthy));
    for (const char* node : {"db@eu", "db@us", "db", "browse@eu", "browse@us", "browse", "eu", "us", "shop"})
        p.at_start.push_back(change(g, node, at(0s), state::healthy));
    for (const auto& [name, second, to] : changes)
        p.changes.push_back(change(g, name, at(std::chrono::seconds{second}), to));
    return p;
}

recorded_past outage_in_eu() {
    std::vector<std::tuple<std::string, int, state>> all;
    for (const char* name : {"db@eu/read", "db@eu", "browse@eu", "eu"})
        all.emplace_back(name, 100, state::unhealthy);
    for (const char* name : {"db", "browse", "shop"}) all.emplace_back(name, 100, state::degraded);
    for (const char* name : {"db@eu/read", "db@eu", "browse@eu", "eu", "db", "browse", "shop"})
        all.emplace_back(name, 160, state::healthy);
    return recorded(*strict, all);
}

const replay_difference* find(const std::vector<replay_difference>& all, std::string_view what) {
    for (const replay_difference& d : all)
        if (d.what == what) return &d;
    return nullptr;
}

}  // namespace

TEST_CASE("a more lenient model would have told less of an outage", "[daemon][history][replay]") {
    recorded_past past = outage_in_eu();
    verdict_change up = told("eu", "", 0s, model::verdict::up),
                   down = told("eu", "", 100s, model::verdict::down);
    up.after->source = down.after->source = model::verdict_source::computed;
    up.after->computed = up.after->routing = model::verdict::up;
    down.after->computed = down.after->routing = model::verdict::down;
    past.told_at_start = {up};
    past.verdict_changes = {down};
    const replay_report r = replay(lenient, past);
    CHECK(r.signals == 2);
    CHECK(r.signal_changes == 2);
    CHECK(r.not_recorded.empty());
    CHECK(r.differs());
    CHECK(find(r.states, "db@eu") == nullptr);
    const replay_difference* flow = find(r.states, "browse@eu");
    REQUIRE(flow);
    CHECK(flow->from == at(100s));
    CHECK(flow->to == at(160s));
    CHECK(flow->recorded == "unhealthy");
    CHECK(flow->replayed == "degraded");
    const replay_difference* region = find(r.verdicts, "eu");
    REQUIRE(region);
    CHECK(region->recorded == "down");
    CHECK(region->replayed == "degraded");
    const replay_difference* alert = find(r.alerts, "region-down/eu");
    REQUIRE(alert);
    CHECK(alert->from == at(100s));
    CHECK(alert->recorded == "firing");
    CHECK(alert->replayed == "quiet");
    CHECK(find(r.alerts, "unhealthy/eu") == nullptr);  // less than a minute of it is not told
    REQUIRE(r.flows.size() == 1);
    CHECK(r.flows[0].flow == "browse");
}

TEST_CASE("rules of one's own say which alerts would have been different", "[daemon][history][replay]") {
    model::alerts::rule quick;
    quick.name = "quick";
    quick.states = {state::unhealthy};
    quick.whom.nodes = {"browse@eu"};
    quick.lasting = 10s;
    const replay_report r = replay(lenient, outage_in_eu(), {quick});
    REQUIRE(r.alerts.size() == 1);
    CHECK(r.alerts[0].what == "quick/browse@eu");
    CHECK(r.alerts[0].from == at(110s));
    CHECK(r.alerts[0].to == at(160s));
}

TEST_CASE("signals that the history does not have are named and count as unknown",
          "[daemon][history][replay]") {
    recorded_past past = outage_in_eu();
    std::erase_if(past.at_start, [](const transition& t) { return t.what.name == "db@us/read"; });
    const replay_report r = replay(strict, past);
    CHECK(r.not_recorded == std::vector<std::string>{"db@us/read"});
    REQUIRE(find(r.states, "db@us"));
    CHECK(find(r.states, "db@us")->replayed == "unknown");
    const recorded_past nothing{at(0s), at(1s), {}, {}, {}, {}, {}};
    CHECK(replay(strict, nothing).not_recorded.size() == 2);
    CHECK_FALSE(replay(strict, nothing).differs());
    CHECK(replay(strict, nothing).nodes_added.size() > 4);
}

TEST_CASE("what was recorded by a model is what it says again", "[daemon][history][replay]") {
    CHECK(replay(strict, outage_in_eu()).states.size() <= 3);  // the roll-ups over regions are of their rule
    CHECK(find(replay(strict, outage_in_eu()).states, "browse@eu") == nullptr);
    CHECK(find(replay(strict, outage_in_eu()).states, "eu") == nullptr);
}
