#include "config/states.hpp"

#include "config/load.hpp"
#include "config/policies.hpp"

#include <catch2/catch.hpp>

using namespace hm::config;
using namespace hm::model;

namespace {

loaded_model model_with(const std::string& states, const std::string& keys = "") {
    return load_model(source{"x.yaml", "model: shop\nregions: { eu: {} }\nstates: [" + states +
                                           "]\nflows: { buy: { needs: [a], " + keys +
                                           " } }\ndependencies: { a: {} }\n"});
}

std::string first_message(const loaded_model& m) {
    for (const diagnostic& d : m.diagnostics)
        if (d.level == severity::error) return d.message;
    return {};
}

const std::string three =
    "{ name: ok, class: good }, { name: late, class: warn }, { name: down, class: bad }";

}  // namespace

TEST_CASE("scores and bands that are not written are spread evenly", "[config][states]") {
    const auto m = model_with(three);
    REQUIRE(m.value);
    const scale& s = (*m.value)->states;
    CHECK(s.size() == 4);  // and unknown
    CHECK(s.nominal(*s.find("late")) == score{5000});
    CHECK(s.of(*s.find("ok")).from == score{7500});
    CHECK(s.of(*s.find("late")).from == score{2500});
}

TEST_CASE("at most sixteen states, unknown among them", "[config][states][limits]") {
    const auto many = [](std::size_t n) {
        std::string states = "{ name: ok, class: good }";
        for (std::size_t i = 2; i < n; ++i) states += ", { name: s" + std::to_string(i) + ", class: warn }";
        return states + ", { name: down, class: bad }";
    };
    CHECK(first_message(model_with(many(max_states - 1))).empty());
    CHECK(first_message(model_with(many(max_states))) == "more than 16 states");
}

TEST_CASE("rules speak of the model's own states", "[config][states]") {
    const auto m =
        model_with(three, "rollup: { at_least: { ok: 1, late: 1 } }, empty: late, output: { down: late }");
    REQUIRE(m.value);
    CHECK(first_message(model_with(three, "empty: healthy")) == "the model has no state \"healthy\"");
    CHECK(first_message(model_with(three, "rollup: { at_least: { healthy: 1 } }")) ==
          "unknown key \"healthy\"");
}

TEST_CASE("a hold is from a second to a week", "[config][states][limits]") {
    const auto hold = [](const std::string& age) {
        return first_message(model_with(three, "unknown: { hold: " + age + " }"));
    };
    CHECK(hold("1s").empty());
    CHECK(hold("7d").empty());
    CHECK(hold("999ms") == "999ms is not within 1s to 168h");
    CHECK(hold("169h") == "169h is not within 1s to 168h");
}
