// What maintenance does to the nodes above, and what it does not.
#include "model/maintenance_board.hpp"
#include "model/verdict_board.hpp"

#include "test/model/verdict_bench.hpp"

using namespace hm::model;
using namespace hm::model::test;
using enum state;

namespace {

constexpr moment now{steady_time{std::chrono::hours{1}}, {}};

// Everything is healthy, and these parts are in maintenance.
world shop_with(const std::vector<std::string>& parts) {
    const time_span hour{std::chrono::sys_seconds{}, std::chrono::sys_seconds{std::chrono::hours{1}}};
    model_builder b{"shop"};
    b.regions({"west", "east"}).dependency("db", {"read", "write"}).dependency("cache");
    b.component("api", {{"db/read"}, {"cache"}}, {"port"}).component("proxy", {{"db"}});
    b.flow("buy", {{"api"}, {"db"}}).flow("browse", {{"api"}}).flow("pass", {{"proxy"}});
    const auto g = b.traffic(at_once()).maintenance("w", parts, hour).unfold();
    maintenance_board board{g};
    REQUIRE(board.step({}));
    world shop{g};
    for (const auto& [id, window] : board.picture()->covered()) shop.engine().set_maintenance(id, true);
    shop.all(healthy);
    return shop;
}

region_verdict verdict_of_west(const world& shop) {
    verdict_board verdicts{shop.engine().shared_model()};
    verdicts.step(shop.engine(), now);
    return verdicts.regions()[0];
}

}  // namespace

TEST_CASE("what is in maintenance counts nowhere above it, and shows its own state", "[model][maintenance]") {
    world shop = shop_with({"db@west"});
    shop.set("db@west/read", unhealthy).set("db@west/write", unhealthy);
    CHECK(shop["db@west"] == unhealthy);
    CHECK(shop.at("db@west").in_maintenance());
    for (const char* above : {"api@west", "buy@west", "west", "buy", "db", "shop"}) {
        INFO(above);
        CHECK(shop[above] == healthy);
        CHECK_FALSE(shop.at(above).in_maintenance());
    }
    CHECK(verdict_of_west(shop).effective == verdict::up);
}

TEST_CASE("a single signal of what is in maintenance counts nowhere either", "[model][maintenance]") {
    world shop = shop_with({"db"});
    shop.set("db@west/read", unhealthy);
    CHECK(shop["api@west"] == healthy);
}

TEST_CASE("maintenance masks no outage that it does not cover", "[model][maintenance]") {
    world shop = shop_with({"db@west"});
    shop.set("db@west/read", unhealthy);

    SECTION("of another child") {
        shop.set("cache@west/up", unhealthy);
        CHECK(shop["api@west"] == unhealthy);
        CHECK(shop["browse@west"] == unhealthy);
    }
    SECTION("of the same thing elsewhere") {
        shop.set("db@east/read", unhealthy);
        CHECK(shop["api@west"] == healthy);
        CHECK(shop["api@east"] == unhealthy);
        CHECK(shop["db"] == unhealthy);  // of which one copy is left to count
    }
    SECTION("of the parent itself") {
        shop.set("api@west/port", unhealthy);
        CHECK(shop["api@west"] == unhealthy);
    }
}

TEST_CASE("maintenance that ends while something is bad shows it at once", "[model][maintenance]") {
    world shop = shop_with({"db@west"});
    shop.set("db@west/read", unhealthy);
    for (const char* covered : {"db@west", "db@west/read", "db@west/write"})
        shop.engine().set_maintenance(shop.id(covered), false);
    shop.engine().evaluate();
    CHECK(shop["api@west"] == unhealthy);
    CHECK_FALSE(shop.at("db@west").in_maintenance());
}

TEST_CASE("a node of which everything is in maintenance is itself in maintenance", "[model][maintenance]") {
    const world shop = shop_with({"db"});
    CHECK(shop.at("proxy@west").in_maintenance());
    CHECK(shop["proxy@west"] == unknown);
    CHECK(shop.at("pass@west").in_maintenance());
    CHECK(shop["west"] == healthy);  // by its other flows
}

TEST_CASE("a region in maintenance is what its flows are, and counts nowhere above", "[model][maintenance]") {
    world shop = shop_with({"west"});
    CHECK(shop["west"] == healthy);
    CHECK(shop.at("west").in_maintenance());
    CHECK(verdict_of_west(shop).effective == verdict::up);

    SECTION("its outage is seen there, and by balancers, and not in the root") {
        shop.set("api@west/port", unhealthy);
        CHECK(shop["west"] == unhealthy);
        CHECK(verdict_of_west(shop).effective == verdict::down);
        CHECK_FALSE(verdict_of_west(shop).total_failure);  // one flow is well
        for (const char* outside : {"db", "api", "buy", "shop"}) {
            INFO(outside);
            CHECK(shop[outside] == healthy);
        }
    }
    SECTION("it fails totally like any other") {
        shop.set("db@west/read", unhealthy);
        CHECK(verdict_of_west(shop).total_failure);
    }
    SECTION("the other region counts as ever") {
        shop.set("db@east/read", unhealthy);
        CHECK(shop["buy"] == unhealthy);
        CHECK(shop["shop"] == unhealthy);
    }
}

TEST_CASE("the whole model in maintenance shows what is", "[model][maintenance]") {
    world shop = shop_with({"shop"});
    CHECK(shop["shop"] == healthy);
    shop.set("db@west/read", unhealthy);
    CHECK(shop["west"] == unhealthy);
    CHECK(shop["shop"] == degraded);
    CHECK(shop.at("shop").in_maintenance());
}
