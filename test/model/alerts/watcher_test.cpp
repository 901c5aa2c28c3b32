#include "model/alerts/watcher.hpp"

#include <catch2/catch.hpp>

#include "test/model/alerts/shop.hpp"

using namespace hm::model;
using namespace hm::model::alerts;
using namespace hm::model::test;
using enum state;
using words = std::vector<std::string>;

namespace {

words look(alert_shop& shop, std::vector<rule> rules, const reported& more = {}) {
    const watcher w{std::move(rules), shop.shared_model()};
    return keys(w.look(shop.picture(), more));
}

rule of_kind(std::string name, rule_kind what) {
    rule r;
    r.name = std::move(name);
    r.what = what;
    return r;
}

// All its signals are asked by http, and may follow so many redirects: to https, perhaps.
std::shared_ptr<const graph> shop_with_redirects(int most) {
    auto d = std::make_shared<definition>(*shop_in_two_regions().build());
    auto spec = std::make_shared<signal_spec>();
    http_spec http;
    http.max_redirects = most;
    spec->probe = http;
    for (entity& e : d->entities)
        for (signal_definition& s : e.signals) s.places.assign(s.places.size(), spec);
    return std::make_shared<const graph>(d);
}

}  // namespace

TEST_CASE("the default rules look at the root and the regions, and at what balancers are told",
          "[model][alerts]") {
    alert_shop shop;
    shop.picture();
    CHECK(look(shop, default_rules()).empty());
    shop.set("db@eu/write", unhealthy);
    CHECK(look(shop, default_rules()) == words{"degraded/eu", "degraded/shop"});
    shop.set("db@eu/read", unhealthy);
    CHECK(look(shop, default_rules()) ==
          words{"degraded/eu", "degraded/shop", "region-down/eu", "unhealthy/eu"});
}

TEST_CASE("what is not known is unclear, and neither well nor bad", "[model][alerts]") {
    alert_shop shop;
    shop.picture();
    shop.set("db@eu/read", unknown);
    CHECK(look(shop, {rule_on("bad", {subject_kind::region}, {unhealthy})}) == words{"bad/eu?"});
}

TEST_CASE("a region that a balancer never heard of is unclear until it is warm", "[model][alerts]") {
    model_builder b = shop_in_two_regions();
    alert_shop shop{b.unfold()};
    for (const std::string at : {"eu", "us"})
        for (const std::string& s :
             {"db@" + at + "/read", "db@" + at + "/write", "cache@" + at + "/up", "api@" + at + "/latency"})
            shop.set(s, unknown);
    CHECK(look(shop, {of_kind("down", rule_kind::verdict)}) == words{"down/eu?", "down/us?"});
}

TEST_CASE("a rule is about nodes by their names, kinds, criticality and regions", "[model][alerts]") {
    alert_shop shop;
    for (const std::string at : {"eu", "us"})
        shop.set("db@" + at + "/read", unhealthy).set("db@" + at + "/write", unhealthy);
    rule r = rule_on("bad", {}, {unhealthy});
    CHECK(look(shop, {r}) == words{"bad/api", "bad/api@eu", "bad/api@us", "bad/browse", "bad/browse@eu",
                                   "bad/browse@us", "bad/comment", "bad/comment@eu", "bad/comment@us",
                                   "bad/db", "bad/db@eu", "bad/db@us", "bad/eu", "bad/shop", "bad/us"});
    r.whom.nodes = {"db"};
    CHECK(look(shop, {r}) == words{"bad/db", "bad/db@eu", "bad/db@us"});
    r.whom.nodes = {"db@us", "eu"};
    CHECK(look(shop, {r}) == words{"bad/db@us", "bad/eu"});
    r.whom.nodes = {"db@us/read"};
    CHECK(look(shop, {r}) == words{"bad/db@us/read"});
    r.whom = {{}, {subject_kind::flow}, {criticality::medium}, {"us"}};
    CHECK(look(shop, {r}) == words{"bad/comment@us"});
    r.whom = {{"db"}, {subject_kind::signal}, {}, {"eu"}};
    CHECK(look(shop, {r}) == words{"bad/db@eu/read", "bad/db@eu/write"});
}

TEST_CASE("maintenance and an acknowledgement mute, and say so", "[model][alerts]") {
    alert_shop shop;
    shop.set("cache@eu/up", unhealthy)
        .set("cache@us/up", unhealthy)
        .maintain("cache@eu")
        .acknowledge("cache@us");
    rule r = rule_on("bad", {subject_kind::dependency}, {unhealthy});
    r.whom.nodes = {"cache@eu", "cache@us"};
    CHECK(look(shop, {r}) == words{"bad/cache@eu maintenance", "bad/cache@us acknowledged"});
    // Above them: what is in maintenance is left out, what is acknowledged is so all the way up.
    CHECK(look(shop, {rule_on("bad", {subject_kind::region}, {unhealthy})}) == words{"bad/us acknowledged"});
}

TEST_CASE("results that stopped coming are found by a rule about them", "[model][alerts]") {
    alert_shop shop;
    shop.stale("cache@eu/up");
    rule r = of_kind("silent", rule_kind::stale);
    r.whom.kinds = {subject_kind::dependency};
    r.whom.regions = {"eu"};
    CHECK(look(shop, {r}) == words{"silent/cache@eu"});
}

TEST_CASE("a certificate is found by whose signals saw it, and is unclear until one did", "[model][alerts]") {
    alert_shop shop{shop_with_redirects(1)};
    rule r = of_kind("certificate", rule_kind::certificate);
    r.expires_within = std::chrono::hours{24 * 14};
    r.whom.nodes = {"db@eu"};
    reported more;
    more.now = shop.now.wall;
    more.certificates = {{shop.id("db@eu/read"), shop.now.wall + std::chrono::hours{24 * 13}}};
    CHECK(look(shop, {r}, more) == words{"certificate/db@eu/read", "certificate/db@eu/write?"});
    more.certificates = {{shop.id("db@eu/read"), shop.now.wall + std::chrono::hours{24 * 15}},
                         {shop.id("db@eu/write"), shop.now.wall - std::chrono::hours{1}}};
    if (more.certificates[0].first > more.certificates[1].first)
        std::swap(more.certificates[0], more.certificates[1]);
    CHECK(look(shop, {r}, more) == words{"certificate/db@eu/write"});
    r.whom = {{}, {subject_kind::component}, {}, {}};
    CHECK(look(shop, {r}, more) == words{"certificate/api@eu/latency?", "certificate/api@us/latency?"});
}

TEST_CASE("a certificate is near its end by the time that it is, however old the picture",
          "[model][alerts]") {
    alert_shop shop;
    rule r = of_kind("certificate", rule_kind::certificate);
    r.expires_within = std::chrono::hours{24 * 14};
    r.whom.nodes = {"vault"};
    reported more;
    more.now = shop.now.wall;
    more.certificates = {{shop.id("vault/up"), more.now + std::chrono::hours{24 * 15}}};
    CHECK(look(shop, {r}, more).empty());
    more.now += std::chrono::hours{48};
    CHECK(look(shop, {r}, more) == words{"certificate/vault/up"});
}

TEST_CASE("of a signal that cannot speak TLS no certificate is waited for", "[model][alerts]") {
    rule r = of_kind("certificate", rule_kind::certificate);
    r.whom.nodes = {"vault"};
    alert_shop might{shop_with_redirects(1)}, cannot{shop_with_redirects(0)};
    CHECK(look(might, {r}) == words{"certificate/vault/up?"});
    CHECK(look(cannot, {r}).empty());
}

TEST_CASE("burn rates come from outside with a severity of their own", "[model][alerts]") {
    alert_shop shop;
    const watcher w{{of_kind("burn", rule_kind::burn_rate)}, shop.shared_model()};
    reported more;
    CHECK(w.absence_of("burn/browse:1h", more) == absence::unclear);
    more.burns = {{"1h", "browse", severity::page, true, true, "fast"},
                  {"3d", "browse", severity::ticket, true, true, "slow"},
                  {"6h", "browse", severity::page, false, false, ""},
                  {"1h", "comment", severity::page, false, true, ""},
                  {"1h", "forgotten", severity::page, true, true, ""}};
    const std::vector<finding> found = w.look(shop.picture(), more);
    CHECK(keys(found) == words{"burn/browse:1h", "burn/browse:3d", "burn/browse:6h?"});
    CHECK(found[0].level == severity::page);
    CHECK(found[1].level == severity::ticket);
    CHECK(found[1].words == "slow");
    CHECK(w.absence_of("burn/comment:1h", more) == absence::well);
    CHECK(w.absence_of("burn/forgotten:6h", more) == absence::gone);
}

TEST_CASE("the daemon's own trouble is found by what troubles it", "[model][alerts]") {
    alert_shop shop;
    rule r = of_kind("own", rule_kind::daemon);
    reported more;
    more.daemon = {{trouble::store, "the disk is full"}, {trouble::overload, "12 runs left out"}};
    CHECK(look(shop, {r}, more) == words{"own/overload", "own/store"});
    r.troubles = {trouble::store};
    CHECK(look(shop, {r}, more) == words{"own/store"});
}

TEST_CASE("nothing found means that all is well, or that nobody looks any more", "[model][alerts]") {
    alert_shop shop;
    const watcher w{{rule_on("bad", {subject_kind::region}, {unhealthy}), of_kind("own", rule_kind::daemon)},
                    shop.shared_model()};
    CHECK(w.absence_of("bad/eu", {}) == absence::well);
    CHECK(w.absence_of("bad/asia", {}) == absence::gone);
    CHECK(w.absence_of("bad/db@eu", {}) == absence::gone);
    CHECK(w.absence_of("worse/eu", {}) == absence::gone);
    CHECK(w.absence_of("own/store", {}) == absence::well);
    CHECK(w.absence_of("own/else", {}) == absence::gone);
}

TEST_CASE("the model lowers what an alert asks of people, and says whose it is", "[model][alerts]") {
    auto d = std::make_shared<definition>(*shop_in_two_regions().build());
    d->on_alert = {"platform", "https://wiki/all", std::nullopt, {{"tier", "2"}, {"team", "core"}}};
    d->entities[0].on_alert = {"storage", "", severity::ticket, {{"tier", "1"}}};
    alert_shop shop{std::make_shared<const graph>(d)};
    shop.set("db@eu/read", unhealthy);
    const watcher w{{rule_on("bad", {subject_kind::dependency, subject_kind::component}, {unhealthy})},
                    shop.shared_model()};
    for (const finding& f : w.look(shop.picture(), {}))
        CHECK(f.level == (f.key.starts_with("bad/db") ? severity::ticket : severity::page));
    CHECK(notes_on(shop.model(), shop.id("db@eu")) ==
          notes{"storage", "https://wiki/all", severity::ticket, {{"tier", "1"}, {"team", "core"}}});
    CHECK(notes_on(shop.model(), shop.id("api@eu")) == d->on_alert);
}
