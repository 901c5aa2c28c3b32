#include "model/explain.hpp"

#include <catch2/catch.hpp>

#include "test/model/build.hpp"

using namespace hm::model;
using namespace hm::model::test;
using enum state;

namespace {

snapshot picture(const world& w, reason why = reason::timeout) {
    row_writer rows{w.model().size()};
    for (std::size_t i = 0; i < w.model().size(); ++i) {
        const auto v = vertex_id(i);
        row& r = rows.edit(v);
        r.health = w.engine().at(v);
        if (w.model().at(v).kind != vertex_kind::signal) continue;
        judged_signal j;
        j.now = r.health.health.now;
        j.why = j.now == healthy ? reason::ok : why;
        r.leaf = std::make_shared<const judged_signal>(j);
    }
    snapshot s;
    s.model = w.engine().shared_model();
    s.rows = rows.publish();
    return s;
}

world shop() {
    model_builder b{"shop"};
    b.regions({"a", "b"}).dependency("db", {"read", "write"}).dependency("cache").dependency("vault");
    b.component(
        "api",
        {{"db/read"}, {"cache"}, {.target = "vault", .effect = impact::limited, .affects = {"scale-out"}}},
        {"latency"});
    b.flow("browse", {{"api"}}).flow("comment", {{"api"}, {"db/write"}}, criticality::medium);
    return world{b.unfold()};
}

std::vector<std::string> names(const snapshot& s, const std::vector<culprit>& blame,
                               bool alone_only = false) {
    std::vector<std::string> out;
    for (const culprit& c : blame)
        if (c.alone || !alone_only) out.push_back(s.model->name(c.leaf));
    return out;
}

}  // namespace

TEST_CASE("blame goes down to the leaf, by one of the shortest paths", "[model][explain]") {
    world w = shop();
    w.all(healthy).set("db@a/write", unhealthy);
    const snapshot s = picture(w);
    const explanation x = explain(s, w.id("a"));

    REQUIRE(names(s, x.blame) == std::vector<std::string>{"db@a/write"});
    CHECK(x.blame[0].alone);
    CHECK(x.blame[0].path == std::vector<vertex_id>{w.id("comment@a"), w.id("db@a/write")});
    CHECK(headline(s, w.id("a")) == "db@a/write: timeout");
}

TEST_CASE("of two causes neither recovery alone is enough", "[model][explain]") {
    world w = shop();
    w.all(healthy).set("db@a/read", unhealthy).set("cache@a/up", unhealthy);
    const snapshot s = picture(w);
    const explanation x = explain(s, w.id("browse@a"));
    CHECK(names(s, x.blame) == std::vector<std::string>{"cache@a/up", "db@a/read"});
    CHECK(names(s, x.blame, true).empty());
}

TEST_CASE("a shared leaf is blamed once", "[model][explain]") {
    world w = shop();
    w.all(healthy).set("db@a/read", unhealthy);
    const snapshot s = picture(w);
    CHECK(names(s, explain(s, w.id("shop")).blame) == std::vector<std::string>{"db@a/read"});
}

TEST_CASE("a degraded leaf below an unhealthy node is not to blame", "[model][explain]") {
    world w = shop();
    w.all(healthy).set("db@a/read", unhealthy).set("cache@a/up", degraded);
    const snapshot s = picture(w);
    CHECK(names(s, explain(s, w.id("api@a")).blame) == std::vector<std::string>{"db@a/read"});
}

TEST_CASE("an unknown node blames what is missing", "[model][explain]") {
    world w = shop();
    w.all(healthy).set("cache@a/up", unknown);
    const snapshot s = picture(w, reason::stale);
    const explanation x = explain(s, w.id("api@a"));
    CHECK(names(s, x.blame, true) == std::vector<std::string>{"cache@a/up"});
    CHECK(headline(s, w.id("api@a")) == "cache@a/up: stale");
}

TEST_CASE("contributions show the child's state and what the edge made of it", "[model][explain]") {
    world w = shop();
    w.all(healthy).set("vault@a/up", unhealthy);
    const snapshot s = picture(w);
    const explanation x = explain(s, w.id("api@a"));

    REQUIRE(x.contributions.size() == 4);
    CHECK(x.contributions[0].from_signal);
    CHECK(x.contributions[3].of_child.now == unhealthy);
    CHECK(x.contributions[3].contributed == mapped{scale::standard().of(degraded)});
    CHECK(x.contributions[3].value == score{7500});
    CHECK(x.count.of(scale::standard().of(healthy)) == 3);
    CHECK(x.count.of(scale::standard().of(degraded)) == 1);
    CHECK(x.impaired == std::vector<std::string>{"scale-out"});
    CHECK(explain(s, w.id("browse@a")).impaired == std::vector<std::string>{"scale-out"});
}

TEST_CASE("what a limited edge drops is counted as dropped", "[model][explain]") {
    world w = shop();
    w.all(healthy).set("vault@a/up", unknown);
    const snapshot s = picture(w);
    const explanation x = explain(s, w.id("api@a"));
    CHECK(x.count.dropped == 1);
    CHECK(x.blame.empty());
    CHECK(w["api@a"] == healthy);
}

TEST_CASE("a node that nothing measures says so", "[model][explain]") {
    model_builder b{"shop"};
    b.regions({"a"}).component("api", {});
    b.flow("browse", {{"api"}});
    world w{b.unfold()};
    const snapshot s = picture(w);
    REQUIRE(explain(s, w.id("browse@a")).blame.size() == 1);
    CHECK(headline(s, w.id("browse@a")) == "api@a: nothing measures it");
}

TEST_CASE(
    "the headline names the heavier of two causes, and the cause below rather than a node's own figures",
    "[model][explain]") {
    world w = shop();
    w.all(healthy).set("vault@a/up", unhealthy).set("db@a/write", unhealthy);
    CHECK(headline(picture(w), w.id("shop")) == "db@a/write: timeout");
    w.all(healthy).set("api@a/latency", unhealthy).set("cache@a/up", unhealthy);
    CHECK(headline(picture(w), w.id("browse@a")) == "cache@a/up: timeout");
}

TEST_CASE("blame stops at its limit", "[model][explain]") {
    model_builder b{"shop"};
    b.regions({"a"});
    std::vector<wanted_need> needs;
    for (int i = 0; i < 80; ++i) {
        b.dependency("d" + std::to_string(i));
        needs.push_back({"d" + std::to_string(i)});
    }
    b.flow("browse", needs);
    world w{b.unfold()};
    w.all(unhealthy);
    CHECK(explain(picture(w), w.id("browse@a")).blame.size() == max_blame);
}
