#include "config/graph_lints.hpp"

#include "config/load.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace hm::config;

namespace {

std::vector<std::string> warnings_of(const std::string& text) {
    const loaded_model loaded = load_model(source{"shop.yaml", text});
    REQUIRE(loaded.value);
    std::vector<std::string> messages;
    for (const diagnostic& d : loaded.diagnostics) messages.push_back(d.message);
    return messages;
}

const std::string vault =
    "dependencies:\n  vault: { scope: global, signals: { up: { tcp: \"127.0.0.1:1\" } } }\n";

}  // namespace

TEST_CASE("where there is one region nothing is told to be a single point of failure", "[config][lints]") {
    CHECK(warnings_of("model: shop\nregions: { west: {} }\nflows: { buy: { needs: [vault] } }\n" + vault)
              .empty());
}

TEST_CASE("of many flows that hang on one entity some are named", "[config][lints]") {
    std::string text = "model: shop\nregions: { west: {}, east: {} }\nflows:\n";
    for (char c = 'a'; c <= 'h'; ++c) text += std::string{"  "} + c + ": { needs: [vault] }\n";
    CHECK(warnings_of(text + vault) ==
          std::vector<std::string>{"\"vault\" is a single point of failure of the flows \"a\", \"b\", \"c\", "
                                   "\"d\", \"e\" and 3 more"});
}

TEST_CASE("a search for single points that would take too long is given up, and says so", "[config][lints]") {
    std::string needs, entities;
    for (int i = 0; i < 2000; ++i) {
        needs += "v" + std::to_string(i) + ", ";
        entities +=
            "  v" + std::to_string(i) + ": { scope: global, signals: { up: { tcp: \"127.0.0.1:1\" } } }\n";
    }
    const auto told = warnings_of("model: shop\nregions: { west: {}, east: {} }\nflows: { buy: { needs: [" +
                                  needs + "] } }\ndependencies:\n" + entities);
    CHECK(std::find(told.begin(), told.end(),
                    "too much hangs together to find every single point of failure") != told.end());
}

TEST_CASE("a model that unfolds into too many nodes is not unfolded for warnings",
          "[config][lints][limits]") {
    std::string regions, entities;
    for (int i = 0; i < 1000; ++i) regions += "r" + std::to_string(i) + ": {}, ";
    for (int i = 0; i < 251; ++i) entities += "  e" + std::to_string(i) + ": {}\n";
    const auto told = warnings_of("model: shop\nregions: { " + regions +
                                  "}\nflows: { buy: { needs: [e0] } }\ncomponents:\n" + entities);
    REQUIRE(!told.empty());
    CHECK(told.front() ==
          "with more than 250000 nodes the model is not looked through for single points of failure and for "
          "what no "
          "flow needs");
}
