// core tells the evaluator what is in maintenance, by the clock.
#include "test/daemon/core_rig.hpp"

#include "daemon/log.hpp"

using namespace hm;
using namespace hm::daemon;
using namespace hm::test;

namespace {

// The rig's clock begins here, within a millisecond.
constexpr std::chrono::sys_seconds start{1'700'000'000s};

model::test::model_builder shop() {
    model::test::model_builder b{"shop"};
    b.traffic(model::test::at_once()).regions({"a", "b"}).dependency("db").dependency("cache");
    b.flow("browse", {{"db"}, {"cache"}});
    return b;
}

// The database of region a, from 10 s to 60 s.
std::shared_ptr<const model::graph> shop_with_window(std::string name = "updates") {
    return shop().maintenance(std::move(name), {"db@a"}, model::time_span{start + 10s, start + 60s}).unfold();
}

void all_healthy(rig& r) {
    for (const char* signal : {"db@a/up", "db@b/up", "cache@a/up", "cache@b/up"})
        r.result(signal, state::healthy);
    r.wait(200ms);
}

void wait(rig& r, model::duration d) {
    for (model::duration passed{0}; passed < d; passed += 1s) {
        r.wait(1s);
        r.all_same_again();
    }
}

// The names of the windows that the picture shows.
std::vector<std::string> windows(const rig& r) {
    std::vector<std::string> names;
    for (const auto& [window, until] : r.pictures.back()->maintenance->windows())
        names.push_back(window->name);
    return names;
}

}  // namespace

TEST_CASE("what breaks in its maintenance leaves its parents healthy, and breaks them when that ends",
          "[daemon][core][maintenance]") {
    rig r{shop_with_window()};
    all_healthy(r);
    wait(r, 11s);
    CHECK(windows(r) == std::vector<std::string>{"updates"});
    CHECK(r.row("db@a").health.in_maintenance());

    r.result("db@a/up", state::unhealthy, model::reason::status_mismatch);
    wait(r, 30s);
    CHECK(r.at("db@a") == state::unhealthy);
    CHECK(r.at("browse@a") == state::healthy);
    CHECK(r.verdict(0).effective == model::verdict::up);

    SECTION("another child is not masked") {
        r.result("cache@a/up", state::unhealthy, model::reason::status_mismatch);
        r.wait(100ms);
        CHECK(r.at("browse@a") == state::unhealthy);
        CHECK_FALSE(r.verdict(0).serves());
    }
    SECTION("the end shows it with the first tick") {
        for (; !windows(r).empty(); r.wait(100ms)) r.all_same_again();
        CHECK(r.pictures.back()->at.wall == start + 60s);
        CHECK(r.at("browse@a") == state::unhealthy);
        CHECK_FALSE(r.verdict(0).serves());
    }
}

TEST_CASE("a window that is under way at the start counts from the first picture on",
          "[daemon][core][maintenance]") {
    const rig r{shop().maintenance("updates", {"db@a"}, model::time_span{start - 1h, start + 1h}).unfold()};
    CHECK(r.pictures.front()->maintenance->windows().size() == 1);
    CHECK(r.pictures.front()->rows.at(r.pictures.front()->model->find("db@a")).health.in_maintenance());
}

TEST_CASE("a picture names what a window begins and ends to cover", "[daemon][core][maintenance]") {
    rig r{shop_with_window()};
    all_healthy(r);
    const auto changed = [&] {
        std::vector<std::string> names;
        for (model::vertex_id v : r.pictures.back()->changed)
            names.push_back(r.pictures.back()->model->name(v));
        return names;
    };
    while (windows(r).empty()) r.wait(100ms);
    CHECK(changed() == std::vector<std::string>{"db@a/up", "db@a"});
    wait(r, 40s);
    while (!windows(r).empty()) r.wait(100ms);
    CHECK(changed() == std::vector<std::string>{"db@a/up", "db@a"});
}

TEST_CASE("a clock that is set back brings a window back", "[daemon][core][maintenance]") {
    rig r{shop_with_window()};
    all_healthy(r);
    wait(r, 70s);
    CHECK(windows(r).empty());
    r.set_wall(start + 20s);
    r.wait(200ms);
    CHECK(windows(r).size() == 1);
    r.set_wall(start + 1h);
    r.wait(200ms);
    CHECK(windows(r).empty());
}

TEST_CASE("maintenance goes on over a reload, or ends with the model that had it",
          "[daemon][core][maintenance]") {
    rig r{shop_with_window()};
    all_healthy(r);
    wait(r, 20s);
    r.result("db@a/up", state::unhealthy, model::reason::status_mismatch);
    r.wait(100ms);
    r.reload(shop_with_window());
    CHECK(r.row("db@a").health.in_maintenance());
    CHECK(r.at("browse@a") == state::healthy);
    CHECK(r.verdict(0).effective == model::verdict::up);

    r.reload(shop().unfold());
    CHECK_FALSE(r.row("db@a").health.in_maintenance());
    CHECK(r.at("browse@a") == state::unhealthy);
}

TEST_CASE("the log says when a window begins and when it is over, once over reloads",
          "[daemon][core][maintenance]") {
    std::vector<std::string> lines;
    log::divert([&](std::string_view, std::string_view line) {
        if (line.find("maintenance_") != std::string_view::npos) lines.emplace_back(line);
    });
    rig r{shop_with_window()};
    all_healthy(r);
    wait(r, 11s);
    r.reload(shop_with_window());
    r.reload(shop_with_window("upgrade"));
    wait(r, 60s);
    log::divert({});
    REQUIRE(lines.size() == 4);
    CHECK(lines[0].find("maintenance_begun window=updates until=2023-11-14T22:14:20.000Z reason=disks") !=
          std::string::npos);
    CHECK(lines[1].find("maintenance_begun window=upgrade") != std::string::npos);
    CHECK(lines[2].find("maintenance_over window=updates") != std::string::npos);
    CHECK(lines[3].find("maintenance_over window=upgrade") != std::string::npos);
}
