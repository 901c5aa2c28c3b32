#include "model/alerts/kinship.hpp"

#include <catch2/catch.hpp>

#include "test/model/alerts/shop.hpp"

#include <random>

using namespace hm::model;
using namespace hm::model::alerts;
using namespace hm::model::test;
using enum state;
using words = std::vector<std::string>;

namespace {

std::vector<rule> all_rules() {
    std::vector<rule> rules = default_rules();
    rules.push_back(rule_on("node", {subject_kind::flow, subject_kind::component, subject_kind::dependency},
                            {degraded, unhealthy}));
    return rules;
}

// "cause > symptom", of all pairs.
words kin(alert_shop& shop, const std::vector<rule>& rules, const reported& more = {}) {
    const watcher w{rules, shop.shared_model()};
    const snapshot s = shop.picture();
    kinship k{s, rules};
    const std::vector<finding> found = w.look(s, more);
    words all;
    for (const finding& a : found)
        for (const finding& b : found)
            if (k.is_cause(a, b)) all.push_back(a.key + " > " + b.key);
    return all;
}

bool has(const words& all, std::string_view one) {
    return std::ranges::find(all, one) != all.end();
}

}  // namespace

TEST_CASE("the dead dependency is the cause of all that it takes with it", "[model][alerts]") {
    alert_shop shop;
    shop.picture();
    shop.set("db@eu/read", unhealthy);
    const words k = kin(shop, all_rules());
    for (const std::string symptom :
         {"node/api@eu", "node/browse@eu", "node/db", "unhealthy/eu", "region-down/eu", "degraded/shop"})
        CHECK(has(k, "node/db@eu > " + symptom));
    CHECK(has(k, "unhealthy/eu > region-down/eu"));
    CHECK(has(k, "unhealthy/eu > degraded/eu"));
    CHECK(has(k, "unhealthy/eu > degraded/shop"));
    CHECK(has(k, "region-down/eu > degraded/shop"));
    CHECK_FALSE(has(k, "degraded/eu > unhealthy/eu"));
    CHECK_FALSE(has(k, "node/api@eu > node/db@eu"));
}

TEST_CASE("what is broken elsewhere is no cause", "[model][alerts]") {
    alert_shop shop;
    shop.set("cache@us/up", unhealthy).set("db@eu/write", unhealthy);
    const words k = kin(shop, all_rules());
    CHECK(has(k, "node/db@eu > degraded/eu"));
    CHECK_FALSE(has(k, "node/cache@us > degraded/eu"));
    CHECK_FALSE(has(k, "unhealthy/us > degraded/eu"));
    CHECK_FALSE(has(k, "node/db@eu > node/api@us"));
}

TEST_CASE("a budget that burns is a symptom, unless all is well by now", "[model][alerts]") {
    alert_shop shop;
    reported more;
    more.burns = {{"1h", "browse", severity::page, true, true, ""}};
    CHECK(kin(shop, all_rules(), more).empty());
    shop.set("db@eu/read", unhealthy);
    const words k = kin(shop, all_rules(), more);
    CHECK(has(k, "node/db@eu > burn-rate/browse:1h"));
    CHECK(has(k, "unhealthy/eu > burn-rate/browse:1h"));
}

TEST_CASE("a daemon that suspects itself is why nothing is known", "[model][alerts]") {
    alert_shop shop;
    shop.stale("cache@eu/up");
    std::vector<rule> rules = default_rules();
    rules.push_back(rule_on("silent", {subject_kind::dependency}, {}));
    rules.back().what = rule_kind::stale;
    reported more;
    more.daemon = {{trouble::suspicion, ""}, {trouble::store, ""}};
    const words k = kin(shop, rules, more);
    CHECK(has(k, "daemon/suspicion > silent/cache@eu"));
    CHECK_FALSE(has(k, "daemon/store > silent/cache@eu"));
}

TEST_CASE("no alert is, round a circle, the cause of itself", "[model][alerts]") {
    std::mt19937 chance{7};
    for (int round = 0; round < 200; ++round) {
        alert_shop shop;
        for (const signal_id s : shop.model().signals())
            shop.set(shop.model().name(shop.model().vertex_of(s)), static_cast<state>(chance() % 4));
        reported more;
        more.burns = {{"1h", "browse", severity::page, true, true, ""},
                      {"1h", "browse@eu", severity::ticket, true, true, ""}};
        const std::vector<rule> rules = all_rules();
        const watcher w{rules, shop.shared_model()};
        const snapshot s = shop.picture();
        kinship k{s, rules};
        std::vector<finding> left = w.look(s, more);
        // Whoever has no cause among those left goes first; somebody always has none.
        while (!left.empty()) {
            const auto first = std::ranges::find_if(left, [&](const finding& b) {
                return std::ranges::none_of(left, [&](const finding& a) { return k.is_cause(a, b); });
            });
            REQUIRE(first != left.end());
            left.erase(first);
        }
    }
}
