#include "model/change.hpp"

#include <catch2/catch.hpp>

#include "test/model/build.hpp"

using namespace hm::model;
using hm::model::test::model_builder;

namespace {

// `n` dependencies in each region: the root, and per dependency its roll-up and its instances.
std::shared_ptr<const graph> with(const std::vector<std::string>& regions, int n) {
    model_builder b{"shop"};
    b.regions(regions);
    for (int i = 0; i < n; ++i) b.dependency("d" + std::to_string(i));
    return b.unfold();
}

}  // namespace

TEST_CASE("a reload that takes away nothing is never too much", "[model][change]") {
    const model_change c = change_between(*with({"a"}, 2), *with({"a", "b"}, 5));
    CHECK(c.nodes_removed == 0);
    CHECK(c.regions_removed.empty());
    CHECK(c.nodes_before == 6);  // shop, a, d0, d1 and their instances
    CHECK(c.nodes_added == 12);
    CHECK(too_much(c).empty());
}

TEST_CASE("one region may go, two need force", "[model][change]") {
    const std::vector<std::string> many{"a", "b", "c", "d", "e", "f", "g", "h"};
    const auto before = with(many, 4);
    const model_change one = change_between(*before, *with({many.begin(), many.end() - 1}, 4));
    CHECK(one.regions_removed == std::vector<std::string>{"h"});
    CHECK(too_much(one).empty());
    const model_change two = change_between(*before, *with({many.begin(), many.end() - 2}, 4));
    CHECK(too_much(two) == "it removes 2 regions: g, h");
}

TEST_CASE("30 % of the nodes may go, more need force", "[model][change]") {
    // 2 + 2·n nodes: of 20, six are 30 %.
    const auto before = with({"a"}, 9);
    CHECK(too_much(change_between(*before, *with({"a"}, 6))).empty());
    CHECK(too_much(change_between(*before, *with({"a"}, 5))) == "it removes 8 of 20 nodes, more than 30 %");
}
