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
