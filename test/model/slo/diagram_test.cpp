#include "model/slo/diagram.hpp"

#include "model/slo/chances.hpp"
#include "model/slo/memo.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <map>
#include <random>

using namespace hm::model;

TEST_CASE("a subfunction stands in a diagram once, and a question that decides nothing not at all",
          "[model][slo]") {
    diagram d{100};
    const auto good = d.value(0), bad = d.value(1);
    CHECK(d.choice(3, good, bad) == d.choice(3, good, bad));
    CHECK(d.choice(2, d.choice(3, good, bad), d.choice(3, good, bad)) == d.choice(3, good, bad));
    CHECK(d.size() == 3);
}

TEST_CASE("a diagram that was asked for too much is full until it is cut back", "[model][slo]") {
    diagram d{3};
    const auto good = d.value(0), bad = d.value(1);
    const auto one = d.choice(5, good, bad);
    CHECK_FALSE(d.full());
    d.choice(4, one, bad);
    CHECK(d.full());
    d.cut_back(2);
    CHECK_FALSE(d.full());
    CHECK(d.size() == 2);
    CHECK(d.at(d.choice(4, good, bad)) == diagram::node{4, good, bad});
}

TEST_CASE("a memo gives back what was put, among many", "[model][slo]") {
    memo m;
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t> put;
    std::mt19937 random{1};
    for (std::uint32_t i = 0; i < 5000; ++i) {
        const std::pair key{static_cast<std::uint32_t>(random() % 300),
                            static_cast<std::uint32_t>(random() % 300)};
        if (put.emplace(key, i).second) m.put(key.first, key.second, i);
    }
    for (const auto& [key, value] : put) REQUIRE(m.find(key.first, key.second) == value);
    CHECK_FALSE(m.find(300, 300));
    m.clear();
    CHECK_FALSE(m.find(put.begin()->first.first, put.begin()->first.second));
}

TEST_CASE("the slope of a leaf is what its failure costs", "[model][slo]") {
    diagram d{100};
    const auto good = d.value(0), bad = d.value(1);
    const auto second = d.choice(1, good, bad);
    const bad_chance both{d, d.choice(0, good, second),
                          [](std::uint32_t v) { return v == 1; }};  // down with both
    const std::array down{0.1, 0.2};
    CHECK(both(down) == Approx(0.02).epsilon(1e-15));
    CHECK(both.slopes(down) == std::vector{0.2, 0.1});
    CHECK(both.asked(3) == std::vector{true, true, false});
}
