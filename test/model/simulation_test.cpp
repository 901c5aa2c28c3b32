#include "model/simulation.hpp"

#include "test/model/build.hpp"

using namespace hm::model;
using namespace hm::model::test;
using namespace std::chrono_literals;
using enum state;

namespace {

observation answered(duration latency) {
    observation o;
    o.why = reason::ok;
    o.latency = latency;
    return o;
}

observation failed(reason why) {
    observation o;
    o.why = why;
    return o;
}

struct shop {
    std::shared_ptr<const graph> g = model_builder{}
                                         .regions({"a", "b"})
                                         .dependency("db", {"read"})
                                         .component("api", {{"db"}})
                                         .flow("buy", {{"api"}})
                                         .unfold();
    simulation world{g};

    vertex_id id(const char* name) const { return g->find(name); }
    state of(const char* name) const { return world.at(id(name)).health.now; }
    signal_id signal(const char* name) const { return g->find_signal(name); }
};

}  // namespace

TEST_CASE("everything is well until something else is said", "[model][simulation]") {
    shop s;
    CHECK(s.of("shop") == healthy);
    CHECK(s.world.picture().verdicts->regions[0].effective == verdict::up);
}

TEST_CASE("a state that is said holds at once; a result goes through debounce", "[model][simulation]") {
    shop s;
    SECTION("said") {
        s.world.set(s.id("db@a"), scale::standard().of(unhealthy), {});
        s.world.advance_to(0s);
        CHECK(s.of("buy@a") == unhealthy);
        CHECK(s.of("buy@b") == healthy);
    }
    SECTION("seen: every 5 s, and every second while the change is pending; three bad results count") {
        s.world.sees(s.signal("db@a/read"), answered(10ms));
        s.world.advance_to(0s);
        s.world.sees(s.signal("db@a/read"), failed(reason::timeout));
        s.world.advance_to(0s);
        CHECK(s.of("buy@a") == healthy);
        s.world.advance_to(1s);
        CHECK(s.of("buy@a") == healthy);
        s.world.advance_to(2s);
        CHECK(s.of("buy@a") == unhealthy);
    }
}

TEST_CASE("a signal without results goes stale after its ttl", "[model][simulation]") {
    shop s;
    s.world.sees(s.signal("db@a/read"), answered(10ms));
    s.world.advance_to(0s);
    s.world.sees(s.signal("db@a/read"), std::nullopt);
    s.world.advance_to(16s);  // the ttl
    CHECK(s.of("db@a") == healthy);
    s.world.advance_to(17s);
    CHECK(s.of("db@a") == unknown);
    CHECK(s.world.at(s.id("db@a")).health.flags.has(flag::stale));
}

TEST_CASE("a node that is forced is that, whatever its children are", "[model][simulation]") {
    shop s;
    s.world.force(s.id("api@a"), scale::standard().of(degraded), {});
    s.world.set(s.id("db@a"), scale::standard().of(unhealthy), {});
    s.world.advance_to(0s);
    CHECK(s.of("api@a") == degraded);
    CHECK(s.of("buy@a") == degraded);
}

TEST_CASE("a verdict goes by the clock and is held while nothing is known", "[model][simulation]") {
    shop s;
    const auto told = [&] { return s.world.picture().verdicts->regions[0]; };
    s.world.set(s.id("db@a"), scale::standard().of(unhealthy), {});
    s.world.advance_to(0s);
    CHECK(told().effective == verdict::degraded);
    CHECK(s.world.settled_verdicts().regions[0].effective == verdict::down);
    s.world.advance_to(5s);
    CHECK(told().effective == verdict::down);
    s.world.set(s.id("db@a"), scale::standard().unknown(), {});
    s.world.advance_to(1min);
    CHECK(told().effective == verdict::down);
    CHECK(told().source == verdict_source::held);
}

TEST_CASE("a certificate comes nearer to its end while the clock goes on", "[model][simulation]") {
    signal_spec spec;
    condition::node n;
    n.what = field::cert;
    n.cmp = comparator::less;
    n.literal = 3600.0;
    n.text = "cert.expires_in < 1h";
    spec.degraded = condition{{n}, n.text};
    auto definition =
        *model_builder{}.regions({"a"}).dependency("db", {"read"}).flow("buy", {{"db"}}).build();
    definition.entities[0].signals[0].places = {std::make_shared<const signal_spec>(spec)};
    const auto g = std::make_shared<const graph>(std::make_shared<const hm::model::definition>(definition));
    simulation world{g};
    const auto state_of = [&] { return world.at(g->find("db@a/read")).health.now; };

    observation seen = answered(1ms);
    tls_facts facts;
    facts.expires = seen.at + 90min;
    seen.tls = std::make_shared<const tls_facts>(facts);
    world.advance_to(10min);
    world.sees(g->find_signal("db@a/read"), seen);
    world.advance_to(40min);
    CHECK(state_of() == healthy);
    world.advance_to(41min);
    CHECK(state_of() == degraded);
}
