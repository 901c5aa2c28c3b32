#include "config/suggest.hpp"

#include <catch2/catch.hpp>

#include <array>

using namespace hm::config;

TEST_CASE("the edit distance counts insertions, deletions, substitutions and swaps", "[config][suggest]") {
    const auto [a, b, distance] = GENERATE(table<std::string, std::string, std::size_t>({
        {"weight", "weight", 0},
        {"weigth", "weight", 1},
        {"wight", "weight", 1},
        {"weights", "weight", 1},
        {"might", "weight", 2},
        {"", "abc", 3},
        {"kitten", "sitting", 3},
    }));
    CHECK(edit_distance(a, b, 10) == distance);
    CHECK(edit_distance(b, a, 10) == distance);
}

TEST_CASE("a distance above the limit is not worked out", "[config][suggest]") {
    CHECK(edit_distance("kitten", "sitting", 2) == 3);
    CHECK(edit_distance("abcdef", "uvwxyz", 2) == 3);
    CHECK(edit_distance(std::string(max_suggest_length + 1, 'x'), "x", 100) == 101);
}

TEST_CASE("the nearest word is suggested when it is near enough", "[config][suggest]") {
    const std::array<std::string_view, 4> keys{"weight", "impact", "essential", "affects"};
    CHECK(did_you_mean("weigth", keys) == "did you mean \"weight\"?");
    CHECK(did_you_mean("affect", keys) == "did you mean \"affects\"?");
    CHECK(did_you_mean("colour", keys).empty());
    CHECK(did_you_mean("", keys).empty());
}
