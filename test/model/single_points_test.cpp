#include "model/single_points.hpp"

#include "test/model/build.hpp"
#include "test/model/random_model.hpp"

#include <catch2/catch.hpp>

#include <map>
#include <set>
#include <string>

using namespace hm::model;
using namespace hm::model::test;

namespace {

// "vault: browse pay; cache@west: browse"
std::string found_in(const std::shared_ptr<const graph>& g) {
    const definition& d = g->source();
    std::string text;
    for (const single_point& p : find_single_points(g).found) {
        if (!text.empty()) text += "; ";
        text += d.at(p.what).name;
        for (region_id r : p.places) text += "@" + d.at(r).name;
        text += ":";
        for (entity_id flow : p.flows) text += " " + d.at(flow).name;
    }
    return text;
}

using loss = std::pair<std::string, entity_id>;  // without this instance, that flow is dead

std::set<loss> losses_found(const std::shared_ptr<const graph>& g) {
    std::set<loss> all;
    for (const single_point& p : find_single_points(g).found) {
        for (entity_id flow : p.flows) {
            if (p.places.empty()) all.emplace(g->name(g->seen_from_elsewhere(p.what)), flow);
            for (region_id r : p.places) all.emplace(g->name(g->instance(p.what, r)), flow);
        }
    }
    return all;
}

// By flow that has several regions: in how many of them it is dead.
std::map<entity_id, std::size_t> deaths(const evaluator& e) {
    const definition& d = e.model().source();
    std::map<entity_id, std::size_t> dead;
    for (std::size_t f = 0; f < d.entities.size(); ++f) {
        const entity& flow = d.entities[f];
        if (flow.kind != entity_kind::flow || flow.regions.size() < 2) continue;
        for (region_id r : flow.regions)
            dead[entity_id(f)] += e.at(e.model().instance(entity_id(f), r)).health.now == state::unhealthy;
    }
    return dead;
}

// Every instance, without asking first whether it can matter.
std::set<loss> losses_tried(const std::shared_ptr<const graph>& g) {
    std::set<loss> all;
    evaluator e{g};
    for (signal_id s : g->signals()) e.set_leaf(s, {state::healthy, true});
    e.evaluate();
    const auto before = deaths(e);
    for (std::size_t v = 0; v < g->size(); ++v) {
        const vertex_id instance = vertex_id(v);
        if (g->at(instance).kind != vertex_kind::entity) continue;
        const auto set_signals = [&](state s) {
            for (const edge& own : g->signal_edges(instance)) e.set_leaf(g->at(own.child).signal, {s, true});
            e.evaluate();
        };
        set_signals(state::unhealthy);
        for (const auto& [flow, places] : deaths(e))
            if (places == g->source().at(flow).regions.size() && before.at(flow) == 0)
                all.emplace(g->name(instance), flow);
        set_signals(state::healthy);
    }
    return all;
}

model_builder shop() {
    model_builder b;
    b.regions({"west", "east"});
    return b;
}

}  // namespace

TEST_CASE("a global dependency without which a flow is dead everywhere is a single point of failure",
          "[model][single_points]") {
    model_builder b = shop();
    b.dependency("vault", {"up"}, scope::global).dependency("database");
    b.component("api", {{"vault"}, {"database"}});
    b.flow("browse", {{"api"}}).flow("pay", {{"vault"}}).flow("read", {{"database"}});
    CHECK(found_in(b.unfold()) == "vault: browse pay");
}

TEST_CASE("what runs in one region only, and is needed from all, is one", "[model][single_points]") {
    model_builder b = shop();
    b.dependency("database");
    b.last().regions = {region_id{1}};
    b.flow("browse", {{"database"}});
    CHECK(found_in(b.unfold()) == "database@east: browse");
}

TEST_CASE("what runs in two of three regions is none: they stand in for each other",
          "[model][single_points]") {
    model_builder b;
    b.regions({"west", "east", "north"}).dependency("database");
    b.last().regions = {region_id{0}, region_id{1}};
    b.flow("browse", {{"database"}});
    CHECK(found_in(b.unfold()) == "");
}

TEST_CASE("an impact that keeps a flow alive leaves no single point", "[model][single_points]") {
    const impact effect = GENERATE(impact::limited, impact::at_most_degraded, impact::suppressed);
    model_builder b = shop();
    b.dependency("vault", {"up"}, scope::global).flow("browse", {{"vault", effect}});
    CHECK(found_in(b.unfold()) == "");
}

TEST_CASE("one of two that are redundant is no single point", "[model][single_points]") {
    model_builder b = shop();
    b.dependency("cache-a", {"up"}, scope::global).dependency("cache-b", {"up"}, scope::global);
    b.component("caches", {{"cache-a"}, {"cache-b"}}).rollup(rollup_kind::best);
    b.flow("browse", {{"caches"}});
    CHECK(found_in(b.unfold()) == "");
}

TEST_CASE("an entity dies with all of its signals, wherever they are needed", "[model][single_points]") {
    model_builder b = shop();
    b.dependency("database", {"read", "write"}, scope::global);
    b.component("either", {{"database/read"}, {"database/write"}}).rollup(rollup_kind::best);
    b.flow("browse", {{"either"}});
    CHECK(found_in(b.unfold()) == "database: browse");
}

TEST_CASE("the death of one copy that takes down all of them makes each copy a single point",
          "[model][single_points]") {
    model_builder b = shop();
    b.dependency("store");
    b.last().across_regions = rollup_kind::worst;
    b.dependency("gate", {"up"}, scope::global);
    b.last().needs = {};
    b.component("shared", {{"store"}});
    b.last().where = scope::global;
    b.flow("browse", {{"shared"}});
    CHECK(found_in(b.unfold()) == "store@west@east: browse");
}

TEST_CASE("a flow that runs in one region, or once for all, has nowhere to fail over to anyway",
          "[model][single_points]") {
    model_builder b = shop();
    b.dependency("vault", {"up"}, scope::global);
    b.flow("local", {{"vault"}});
    b.last().regions = {region_id{0}};
    b.flow("everywhere", {{"vault"}});
    b.last().where = scope::global;
    CHECK(found_in(b.unfold()) == "");
}

TEST_CASE("a search that would take too long is given up, and says so", "[model][single_points]") {
    model_builder b = shop();
    for (int i = 0; i < 10; ++i) {
        const std::string name = "vault-" + std::to_string(i);
        b.dependency(name, {"up"}, scope::global).flow("flow-" + std::to_string(i), {{name}});
    }
    const auto g = b.unfold();
    CHECK(find_single_points(g).complete);
    const single_points some = find_single_points(g, 100);
    CHECK(!some.complete);
    CHECK(some.found.size() < 10);
    CHECK(!some.found.empty());
}

TEST_CASE("what is found in random models is what trying everything finds", "[model][single_points]") {
    dice d{17};
    std::size_t seen = 0;
    for (int round = 0; round < 1000; ++round) {
        const auto g = random_graph(d);
        const std::set<loss> found = losses_found(g);
        CHECK(found == losses_tried(g));
        seen += found.size();
    }
    CHECK(seen > 50);
}
