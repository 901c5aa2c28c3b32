#include "model/slo/reaction.hpp"

#include "test/model/build.hpp"

#include <catch2/catch.hpp>

#include <map>
#include <string>

using namespace hm::model;
using namespace hm::model::test;
using namespace std::chrono_literals;

namespace {

signal_spec asked_every(duration every, duration timeout, int rise, int fall) {
    signal_spec s;
    s.probe = http_spec{};
    s.when.every = s.when.down_every = every;
    s.when.fast_every = default_fast_every(every);
    s.when.timeout = timeout;
    s.debounce = {rise, fall};
    return s;
}

std::shared_ptr<const graph> shop() {
    model_builder m;
    m.regions({"west", "north"}).share(0, 3 * weight_one);
    m.dependency("vault", {"up"}, scope::global);
    m.component("api", {{"vault"}}, {"answers"});
    m.component("cache", {}, {"port"});
    m.component("orders", {{"api"}, {"cache", impact::limited}});
    m.flow("buy", {{"orders"}}).last().objective = 999'500'000;
    auto d = std::make_shared<definition>(*m.build());
    const auto fast = std::make_shared<const signal_spec>(asked_every(5s, 1s, 2, 3));
    const auto slow = std::make_shared<const signal_spec>(asked_every(60s, 5s, 2, 3));
    for (entity& e : d->entities)
        for (signal_definition& s : e.signals)
            for (auto& place : s.places) place = e.name == "api" ? fast : slow;
    return std::make_shared<const graph>(d);
}

}  // namespace

// From the manuals' own numbers; Traffic Manager's page adds up 30 + 3 x 30 + 10 itself, Front Door's is per
// edge location.
TEST_CASE("each balancer follows a verdict within its known time", "[model][slo]") {
    struct row {
        std::string name;
        duration evict, restore;
    };
    const std::vector<row> rows{{"haproxy-agent", 2s, 2s},
                                {"haproxy-http", 6s, 4s},
                                {"envoy", 5s, 10s},
                                {"gdnsd", 10020ms, 10020ms},
                                {"route53", 150s, 150s},
                                {"azure-front-door", 90s, 60s},
                                {"azure-traffic-manager", 130s + 60s, 30s + 60s},
                                {"nginx-plus", 5s, 5s},
                                {"varnish", 30s, 15s},
                                {"caddy", 30s, 30s},
                                {"traefik", 30s, 30s}};
    REQUIRE(known_consumers().size() == rows.size());
    for (const row& r : rows) {
        CAPTURE(r.name);
        const consumer* c = find_consumer(r.name);
        REQUIRE(c != nullptr);
        CHECK(time_to_evict(*c) == r.evict);
        CHECK(time_to_restore(*c) == r.restore);
        CHECK(c->source.starts_with("https://"));
    }
    CHECK(find_consumer("haproxy") == nullptr);
}

TEST_CASE("a signal tells a failure after its interval and its patience at worst", "[model][slo]") {
    signal_spec s = asked_every(5s, 1s, 2, 3);
    CHECK(time_to_fall(s) ==
          5s + 1s + 1s + 1s);  // the first run; two more, each a second later; which waits for its timeout
    CHECK(time_to_rise(s) == 5s + 1s + 1s);
    s.when.down_every = 60s;
    CHECK(time_to_rise(s) == 60s + 1s + 1s);
    s.when.jitter = whole / 10;
    CHECK(time_to_fall(s) == 5500ms + 2 * 1100ms + 1s);
    CHECK(time_to_fall(asked_every(1s, 1s, 1, 1)) == 2s);
}

TEST_CASE("a failover takes evidence and dwell and the balancer, and costs the users of the region",
          "[model][slo]") {
    const auto g = shop();
    const auto all = reactions(g, *find_consumer("haproxy-agent"));
    REQUIRE(all.size() == 1);
    CHECK(*all[0].allowed_s == Approx(1296));
    REQUIRE(all[0].regions.size() == 2);
    const failover& west = all[0].regions[0];
    // Neither the global vault, by which no balancer goes, nor the cache, which evicts nobody.
    CHECK(g->name(g->vertex_of(west.slowest)) == "api@west/answers");
    CHECK(west.evidence == 8s);
    CHECK(west.evict == 8s + 200ms + 15s + 2s);
    CHECK(west.evict_if_all_fail == 8s + 200ms + 5s + 2s);
    CHECK(west.restore == 7s + 200ms + 120s + 2s);
    CHECK(west.share == 0.75);
    CHECK(west.cost_s == Approx(0.75 * 25.2));
    CHECK(all[0].regions[1].cost_s == Approx(0.25 * 25.2));
}

TEST_CASE("where several stand in for each other the slowest of them decides", "[model][slo]") {
    model_builder m;
    m.regions({"west"}).component("a", {}, {"up"}).component("b", {}, {"up"});
    m.flow("buy", {{"a"}, {"b"}}).rollup(rollup_kind::best);
    auto d = std::make_shared<definition>(*m.build());
    d->entities[0].signals[0].places[0] = std::make_shared<const signal_spec>(asked_every(5s, 1s, 2, 3));
    d->entities[1].signals[0].places[0] = std::make_shared<const signal_spec>(asked_every(10s, 1s, 2, 3));
    const auto g = std::make_shared<const graph>(d);
    const auto all = reactions(g, *find_consumer("envoy"));
    CHECK(g->name(g->vertex_of(all[0].regions[0].slowest)) == "b@west/up");
    CHECK_FALSE(all[0].allowed_s);
}

TEST_CASE("a flow that nothing probes has no failover", "[model][slo]") {
    model_builder m;
    m.regions({"west"}).component("a", {}).flow("buy", {{"a"}});
    const auto all = reactions(m.unfold(), *find_consumer("envoy"));
    REQUIRE(all.size() == 1);
    CHECK(all[0].regions.empty());
}
