#include "probes/wheel.hpp"

#include <catch2/catch.hpp>

#include <map>
#include <random>

using namespace hm::probes;

namespace {

std::vector<wheel::item> advance(wheel& w, tick to) {
    std::vector<wheel::item> out;
    w.advance(to, [&](wheel::item i) { out.push_back(i); });
    return out;
}

}  // namespace

TEST_CASE("an item comes out at its own tick, neither before nor after, wherever the wheel stands",
          "[probes][wheel]") {
    const tick start = GENERATE(tick{0}, tick{255}, tick{65'530}, (tick{1} << 24) - 7, (tick{1} << 32) - 3);
    const tick ahead = GENERATE(tick{1}, tick{2}, tick{255}, tick{256}, tick{257}, tick{511}, tick{65'535},
                                tick{65'536}, tick{65'537}, tick{200'000});
    wheel w{start};
    w.resize(1);
    w.insert(0, start + ahead);

    CHECK(advance(w, start + ahead - 1).empty());
    CHECK(w.holds(0));
    CHECK(advance(w, start + ahead) == std::vector<wheel::item>{0});
    CHECK_FALSE(w.holds(0));
}

TEST_CASE("a past tick means the next one", "[probes][wheel]") {
    wheel w{1000};
    w.resize(1);
    w.insert(0, 3);
    CHECK(advance(w, 1001) == std::vector<wheel::item>{0});
}

TEST_CASE("an item moves when it is inserted again, and is gone when removed", "[probes][wheel]") {
    wheel w{0};
    w.resize(2);
    w.insert(0, 10);
    w.insert(0, 20);
    w.insert(1, 15);
    w.remove(1);
    w.remove(1);
    CHECK(advance(w, 19).empty());
    CHECK(advance(w, 20) == std::vector<wheel::item>{0});
}

TEST_CASE("items of one tick come out in the order in which they went in", "[probes][wheel]") {
    wheel w{0};
    w.resize(3);
    for (const wheel::item i : {2u, 0u, 1u}) w.insert(i, 5);
    CHECK(advance(w, 5) == std::vector<wheel::item>{2, 0, 1});
}

TEST_CASE("an item that puts itself back during its tick comes out once per tick", "[probes][wheel]") {
    wheel w{0};
    w.resize(1);
    w.insert(0, 1);
    int times = 0;
    w.advance(100, [&](wheel::item i) {
        ++times;
        w.insert(i, w.now());
    });
    CHECK(times == 100);
}

TEST_CASE("the wheel agrees with a sorted map over random inserts, moves and removals",
          "[probes][wheel][property]") {
    std::mt19937_64 random{GENERATE(1u, 2u, 3u)};
    constexpr wheel::item items = 200;
    wheel w{(tick{1} << 24) - 50'000};
    w.resize(items);
    std::map<wheel::item, tick> expected;
    for (int round = 0; round < 3000; ++round) {
        const auto i = static_cast<wheel::item>(random() % items);
        if (random() % 4 == 0) {
            w.remove(i);
            expected.erase(i);
        } else {
            const tick due = w.now() + 1 + random() % (tick{1} << (random() % 18));
            w.insert(i, due);
            expected[i] = due;
        }
        const tick to = w.now() + random() % 100;
        w.advance(to, [&](wheel::item out) {
            REQUIRE(expected.count(out) == 1);
            REQUIRE(expected.at(out) == w.now());
            expected.erase(out);
        });
        for (const auto& [item, due] : expected) REQUIRE(due > to);
    }
}

TEST_CASE("what lies beyond the horizon is kept for its own time", "[probes][wheel]") {
    wheel w{0};
    w.resize(1);
    w.insert(0, tick{1} << 33);
    CHECK(advance(w, 1'000'000).empty());
    CHECK(w.holds(0));
}

TEST_CASE("a time between two ticks falls on the later one", "[probes][wheel]") {
    using namespace std::chrono_literals;
    const tick_grid grid{10ms};
    using at = hm::model::steady_time;
    CHECK(grid.at_or_after(at{20ms}) == 2);
    CHECK(grid.at_or_after(at{20ms + 1ns}) == 3);
    CHECK(grid.at_or_before(at{29ms}) == 2);
    CHECK(grid.time_of(3) == at{30ms});
}
