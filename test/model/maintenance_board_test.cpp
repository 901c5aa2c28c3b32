#include "model/maintenance_board.hpp"

#include "test/model/build.hpp"

#include <set>

using namespace hm::model;
using namespace hm::model::test;
using namespace std::chrono;

namespace {

constexpr sys_seconds noon = sys_days{2026y / June / 1} + 12h;

time_span from_noon(seconds from, seconds lasts) {
    return {noon + from, noon + from + lasts};
}

model_builder shop() {
    model_builder b{"shop"};
    b.regions({"west", "east"}).dependency("db").dependency("vault", {"up"}, scope::global);
    b.flow("buy", {{"db"}, {"vault"}});
    return b;
}

std::set<std::string> covered(const graph& g, const maintenance_board& board) {
    std::set<std::string> names;
    for (const auto& [id, w] : board.picture()->covered()) names.insert(g.name(id));
    return names;
}

std::set<std::string> covered_by(const std::string& part) {
    const auto g = shop().maintenance("w", {part}, from_noon(0s, 1h)).unfold();
    maintenance_board board{g};
    board.step(noon);
    return covered(*g, board);
}

}  // namespace

TEST_CASE("a part is covered with all that belongs to it", "[model][maintenance]") {
    using names = std::set<std::string>;
    CHECK(covered_by("db@west") == names{"db@west", "db@west/up"});
    CHECK(covered_by("db") == names{"db", "db@west", "db@west/up", "db@east", "db@east/up"});
    CHECK(covered_by("vault") == names{"vault", "vault/up"});
    CHECK(covered_by("buy@east") == names{"buy@east"});
    CHECK(covered_by("west") == names{"west", "db@west", "db@west/up", "buy@west"});
    CHECK(covered_by("shop").size() == shop().unfold()->size());
}

TEST_CASE("the board changes when a window begins and when it ends", "[model][maintenance]") {
    const auto g = shop().maintenance("w", {"db@west"}, from_noon(10min, 1h)).unfold();
    maintenance_board board{g};
    CHECK_FALSE(board.step(noon));
    CHECK_FALSE(board.step(noon + 10min - 1ms));
    CHECK(board.step(noon + 10min));
    REQUIRE(board.picture()->windows().size() == 1);
    CHECK(board.picture()->windows()[0].window->name == "w");
    CHECK(board.picture()->windows()[0].until == noon + 70min);
    CHECK_FALSE(board.step(noon + 70min - 1ms));
    CHECK(board.step(noon + 70min));
    CHECK(board.picture()->windows().empty());
    CHECK_FALSE(board.step(noon + 24h));
}

TEST_CASE("a clock that is set back begins a window again, one that is set forward skips it",
          "[model][maintenance]") {
    const auto g = shop().maintenance("w", {"db@west"}, from_noon(10min, 1h)).unfold();
    maintenance_board board{g};
    board.step(noon);
    CHECK_FALSE(board.step(noon + 5h));
    CHECK(board.step(noon + 30min));
    CHECK(board.step(noon));
    CHECK(board.picture()->covered().empty());
    CHECK(board.step(noon + 10min));
}

TEST_CASE("of several windows the one that ends last is shown", "[model][maintenance]") {
    const auto g = shop()
                       .maintenance("long", {"db@west"}, from_noon(0s, 2h))
                       .maintenance("short", {"db@west", "vault"}, from_noon(0s, 1h))
                       .unfold();
    maintenance_board board{g};
    board.step(noon);
    CHECK(board.picture()->of(g->find("db@west"))->window->name == "long");
    CHECK(board.picture()->of(g->find("db@east")) == nullptr);
    board.step(noon + 1h);
    CHECK(board.picture()->windows().size() == 1);
    CHECK(board.picture()->of(g->find("db@west"))->until == noon + 2h);
}
