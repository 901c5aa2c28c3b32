#include "model/health.hpp"

#include <catch2/catch.hpp>

#include "test/model/build.hpp"

using namespace hm::model;
using namespace hm::model::test;
using enum state;

namespace {

// The graph of the example model, without its thresholds.
model_builder contoso() {
    model_builder b{"contoso-shoes"};
    b.regions({"westeurope", "northeurope"}).share(0, 75 * weight_one).share(1, 25 * weight_one);
    b.dependency("blob-storage")
        .dependency("cosmos-db", {"read", "write"})
        .dependency("key-vault")
        .dependency("event-hubs");
    b.dependency("container-registry", {"pull"}, scope::global);
    b.component("catalog-api",
                {{"cosmos-db/read"},
                 {"event-hubs"},
                 {.target = "key-vault", .effect = impact::limited, .affects = {"scale-out"}},
                 {.target = "container-registry", .effect = impact::standard}},
                {"latency"});
    b.component("background-processor", {{"cosmos-db"}, {"event-hubs"}}, {"queue"});
    b.component("front-end", {{"blob-storage"}, {"catalog-api"}}, {"page"});
    b.flow("list-catalog-items", {{"front-end"}, {"catalog-api"}});
    b.flow("add-comment", {{"front-end"}, {"catalog-api"}, {"background-processor"}}, criticality::medium);
    return b;
}

}  // namespace

TEST_CASE("broken writes redden the flow that needs them and leave browsing alone", "[model][evaluator]") {
    world w{contoso().unfold()};
    w.all(healthy).set("cosmos-db@westeurope/write", unhealthy);

    CHECK(w["cosmos-db@westeurope"] == unhealthy);
    CHECK(w["background-processor@westeurope"] == unhealthy);
    CHECK(w["add-comment@westeurope"] == unhealthy);
    CHECK(w["catalog-api@westeurope"] == healthy);
    CHECK(w["list-catalog-items@westeurope"] == healthy);
    CHECK(w["westeurope"] == degraded);
    CHECK(w["northeurope"] == healthy);
    CHECK(w["add-comment"] == degraded);  // one of two regions
    CHECK(w["contoso-shoes"] == degraded);
}

TEST_CASE("the score of a roll-up over regions follows the regions' shares", "[model][evaluator]") {
    world w{contoso().unfold()};
    w.all(healthy).set("cosmos-db@westeurope/read", unhealthy);
    CHECK(w.at("list-catalog-items").health.points == score{5000});
    w.all(healthy).set("cosmos-db@northeurope/read", unhealthy);
    CHECK(w.at("list-catalog-items").health.points == score{7500});
}

TEST_CASE("an unreachable key vault impairs an ability and evicts nobody", "[model][evaluator]") {
    world w{contoso().unfold()};
    w.all(healthy).set("key-vault@westeurope/up", unhealthy);

    CHECK(w["catalog-api@westeurope"] == degraded);
    CHECK(w["westeurope"] == degraded);
    CHECK(w.at("westeurope").impaired == 1);
    CHECK(w.at("northeurope").impaired == 0);
    CHECK(w.model().abilities().front() == "scale-out");
}

TEST_CASE("routing counts global entities as healthy", "[model][evaluator]") {
    world w{contoso().unfold()};
    w.all(healthy).set("container-registry/pull", unhealthy);

    CHECK(w["westeurope"] == unhealthy);
    CHECK(w.at("westeurope").routing.now == healthy);
    CHECK(w.at("westeurope").routing.points == score{10000});
    w.set("cosmos-db@westeurope/read", unhealthy);
    CHECK(w.at("westeurope").routing.now == unhealthy);
    CHECK(w.at("northeurope").routing.now == healthy);
}

TEST_CASE("before the first results everything is unknown", "[model][evaluator]") {
    world w{contoso().unfold()};
    CHECK(w["contoso-shoes"] == unknown);
    CHECK(w["westeurope"] == unknown);
    CHECK_FALSE(w.at("westeurope").health.points.known());
    CHECK_FALSE(w.at("westeurope").ever_known());
}

TEST_CASE("a region that was never known yet does not spoil the roll-up of the other", "[model][evaluator]") {
    world w{contoso().unfold()};
    for (const char* signal :
         {"blob-storage@westeurope/up", "cosmos-db@westeurope/read", "cosmos-db@westeurope/write",
          "key-vault@westeurope/up", "event-hubs@westeurope/up", "container-registry/pull",
          "catalog-api@westeurope/latency", "background-processor@westeurope/queue",
          "front-end@westeurope/page"})
        w.set(signal, healthy);
    CHECK(w["westeurope"] == healthy);
    CHECK(w["northeurope"] == unknown);
    // container-registry is global, so the other region's catalog-api has seen something; its blob storage
    // has not.
    CHECK(w["blob-storage"] == healthy);
}

TEST_CASE("only a leaf's ancestors are reported as changed, children first", "[model][evaluator]") {
    world w{contoso().unfold()};
    w.all(healthy);
    w.engine().set_leaf(w.model().at(w.id("blob-storage@westeurope/up")).signal, {degraded, true});
    std::vector<std::string> names;
    for (vertex_id v : w.engine().evaluate()) names.push_back(w.model().name(v));

    CHECK(names.front() == "blob-storage@westeurope/up");
    CHECK(names.back() == "contoso-shoes");
    CHECK(std::find(names.begin(), names.end(), "front-end@westeurope") != names.end());
    CHECK(std::find(names.begin(), names.end(), "catalog-api@westeurope") == names.end());
    CHECK(std::find(names.begin(), names.end(), "northeurope") == names.end());
}

TEST_CASE("setting a leaf to what it is changes nothing", "[model][evaluator]") {
    world w{contoso().unfold()};
    w.all(healthy);
    w.engine().set_leaf(signal_id{0}, {healthy, true});
    CHECK(w.engine().evaluate().empty());
}

TEST_CASE("a need of one signal from where the entity does not run sees that signal over all its regions",
          "[model][graph]") {
    model_builder b;
    b.regions({"a", "b"}).dependency("db", {"read", "write"});
    b.component("billing", {{"db/read"}}, {"up"}).last().where = scope::global;
    b.flow("pay", {{"billing"}});
    world w{b.unfold()};
    w.all(healthy).set("db@a/read", unhealthy);

    CHECK(w["db/read"] == degraded);
    CHECK(w["billing"] == degraded);
    w.set("db@b/read", unhealthy);
    CHECK(w["billing"] == unhealthy);
}

TEST_CASE("an entity restricted to one region is seen by its roll-up from the others", "[model][graph]") {
    model_builder b;
    b.regions({"a", "b"}).dependency("archive");
    b.last().regions = {region_id{0}};
    b.flow("read", {{"archive"}});
    world w{b.unfold()};
    w.all(healthy);
    CHECK(w.model().find("archive@b") == vertex_id::none);
    w.set("archive@a/up", unhealthy);
    CHECK(w["read@a"] == unhealthy);
    CHECK(w["read@b"] == unhealthy);
}

TEST_CASE("a shared child has each parent once", "[model][graph]") {
    model_builder b;
    b.regions({"a"}).dependency("db", {"read", "write"});
    b.flow("shop", {{"db/read"}, {"db/write"}});
    const auto g = b.unfold();
    const auto parents = g->parents(g->find("db@a/read"));
    CHECK(parents.size() == 2);  // db@a and shop@a
}

TEST_CASE("more abilities than a word has bits are refused", "[model][graph]") {
    model_builder b;
    b.regions({"a"}).dependency("vault");
    std::vector<std::string> abilities;
    for (std::size_t i = 0; i <= max_abilities; ++i) abilities.push_back("ability-" + std::to_string(i));
    b.flow("shop", {{.target = "vault", .affects = abilities}});
    CHECK_THROWS_AS(b.unfold(), std::length_error);
}
