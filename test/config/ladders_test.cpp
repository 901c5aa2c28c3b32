#include "config/ladders.hpp"

#include "config/load.hpp"
#include "model/rule_text.hpp"

#include <catch2/catch.hpp>

using namespace hm::config;
using namespace hm::model;

namespace {

std::string again(std::string_view text) {
    const auto tests = parse_when(text, scale::standard());
    return tests ? to_text(rung{*tests.value, {}}, scale::standard()) : tests.wrong.message;
}

std::string repeated(const std::string& text, std::size_t n) {
    std::string all;
    for (std::size_t i = 0; i < n; ++i) all += text;
    return all;
}

std::string first_message(const std::string& rollup) {
    const auto m = load_model(source{
        "x.yaml", "model: shop\nregions: { eu: {} }\nflows: { buy: { needs: [a, b], rollup: " + rollup +
                      " } }\ndependencies: { a: {}, b: {} }\n"});
    for (const diagnostic& d : m.diagnostics)
        if (d.level == severity::error) return d.message;
    return {};
}

}  // namespace

TEST_CASE("rungs are written back as they were read", "[config][ladders]") {
    for (const char* text :
         {"count(healthy) >= 3", "percent(in [degraded unhealthy]) > 50%", "weight(not healthy) >= 4",
          "weight_percent(in [healthy unknown]) < 12.5%", "count(any) == 0",
          "count(degraded or better) <= 2 and percent(unhealthy) > 0.0000001%"})
        CHECK(again(text) == text);
    CHECK(again("count ( in [ healthy ] )>=1") == "count(healthy) >= 1");
    CHECK(again("count(healthy or worse) >= 1") == "count(any) >= 1");
    CHECK(again("count(unknown or worse) >= 1") == "count(unknown or worse) >= 1");
}

TEST_CASE("resolutions are written back as they were read", "[config][ladders]") {
    for (const char* text : {"degraded", "worst", "best", "worst(2)", "best(60%)"}) {
        const auto r = parse_resolution(text, scale::standard());
        REQUIRE(r);
        CHECK(to_text(*r.value, scale::standard()) == text);
    }
}

TEST_CASE("limits of ladders", "[config][ladders][limits]") {
    const std::string test = "count(any) >= 0";
    CHECK(again(test + repeated(" and " + test, max_rung_tests - 1)).starts_with("count(any) >= 0 and"));
    CHECK(again(test + repeated(" and " + test, max_rung_tests)) == "a rung has at most 16 tests");
    CHECK(again(test + repeated(" ", max_when_length - test.size())) == test);
    CHECK(again(test + repeated(" ", max_when_length - test.size() + 1)) ==
          "a rung has at most 1000 characters");
    const auto ladder_of = [&](std::size_t n) {
        return "{ ladder: [" + repeated("{ when: " + test + ", then: healthy }, ", n - 1) +
               "{ when: " + test + ", then: healthy }] }";
    };
    CHECK(first_message(ladder_of(max_rungs)).empty());
    CHECK(first_message(ladder_of(max_rungs + 1)) == "a ladder has at most 100 rungs");
    CHECK(again("count(any) >= " + std::to_string(max_quorum)) == "count(any) >= 1000000");
    CHECK(again("count(any) >= " + std::to_string(max_quorum + 1)) == "1000001 is not within 0 to 1000000");
}
