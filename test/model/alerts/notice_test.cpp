#include "model/alerts/notice.hpp"

#include <catch2/catch.hpp>

#include "test/model/alerts/shop.hpp"

using namespace hm::model;
using namespace hm::model::alerts;
using namespace hm::model::test;
using enum state;

namespace {

// The notice of the one finding of a rule.
notice told(alert_shop& shop, rule r, const reported& more = {}) {
    const watcher w{{std::move(r)}, shop.shared_model()};
    const snapshot s = shop.picture();
    const std::vector<finding> found = w.look(s, more);
    REQUIRE(found.size() == 1);
    alert a;
    a.what = found.front();
    return describe(a, w, s, "https://health.test");
}

}  // namespace

TEST_CASE("a notice names what, where, why, and from which leaves it comes", "[model][alerts]") {
    alert_shop shop;
    shop.set("db@eu/read", unhealthy).set("cache@eu/up", unhealthy);
    rule r = rule_on("bad", {}, {unhealthy});
    r.whom.nodes = {"api@eu"};
    r.sinks = {"chat"};
    const notice n = told(shop, r);
    CHECK(n.summary == "api@eu is unhealthy");
    CHECK(n.reason == "db@eu/read: timeout");
    CHECK(n.blame == std::vector<std::string>{"cache@eu/up", "db@eu/read"});
    CHECK(n.kind == "component");
    CHECK(n.region == "eu");
    CHECK(n.state == "unhealthy");
    CHECK(n.model == "shop");
    CHECK(n.link == "https://health.test/#/node/api%40eu");
    CHECK(n.sinks == r.sinks);
}

TEST_CASE("beyond ten leaves the others are counted", "[model][alerts]") {
    model_builder b{"shop"};
    b.regions({"eu"});
    std::vector<wanted_need> needs;
    for (int i = 0; i < 14; ++i) {
        b.dependency("d" + std::to_string(i));
        needs.push_back({"d" + std::to_string(i)});
    }
    b.flow("browse", needs);
    alert_shop shop{b.unfold()};
    for (int i = 0; i < 14; ++i) shop.set("d" + std::to_string(i) + "@eu/up", unhealthy);
    const notice n = told(shop, rule_on("bad", {subject_kind::root}, {unhealthy}));
    REQUIRE(n.blame.size() == max_named_leaves + 1);
    CHECK(n.blame.back() == "and 4 more");
}

TEST_CASE("what others report is the reason", "[model][alerts]") {
    alert_shop shop;
    rule r;
    r.name = "daemon";
    r.what = rule_kind::daemon;
    reported more;
    more.daemon = {{trouble::store, "the disk is full"}};
    const notice n = told(shop, r, more);
    CHECK(n.summary == "healthmodeld is in trouble: the disk is full");
    CHECK(n.node.empty());
    CHECK(n.link == "https://health.test");
    r.what = rule_kind::burn_rate;
    more.burns = {{"1h", "browse", severity::page, true, true, "2 % within 1 h"}};
    CHECK(told(shop, r, more).summary == "browse burns its error budget");
    CHECK(told(shop, r, more).reason == "2 % within 1 h");
}
