#include "config/never_true.hpp"

#include "config/conditions.hpp"
#include "model/observation.hpp"

#include <catch2/catch.hpp>

#include <random>

using namespace hm;
using namespace hm::config;

namespace {

using dice = std::mt19937;

// "body.a > 1 and not (body.a <= 2)", with any comparators but `!=`: three of those may leave a point out of
// two.
std::string random_conjunction(dice& d) {
    static const std::vector<std::string> comparators{"<", "<=", ">", ">=", "=="};
    std::string text;
    for (std::size_t i = 0, parts = 2 + d() % 2; i < parts; ++i) {
        const std::string part =
            "body.a " + comparators[d() % comparators.size()] + " " + std::to_string(d() % 3);
        if (i > 0) text += " and ";
        text += d() % 4 == 0 && part.find("==") == std::string::npos ? "not (" + part + ")" : part;
    }
    return text;
}

bool ever_true(const model::condition& c) {
    for (double value = -1; value <= 4; value += 0.5) {
        model::observation seen;
        seen.body = {model::value{value}};
        if (model::evaluate(c, seen).holds) return true;
    }
    return false;
}

}  // namespace

TEST_CASE("a conjunction of thresholds is warned about exactly when no value meets it",
          "[config][never-true]") {
    dice d{11};
    std::size_t warned = 0;
    for (int round = 0; round < 2000; ++round) {
        const std::string text = random_conjunction(d);
        INFO(text);
        model::signal_spec spec;
        const auto condition = parse_condition(text, spec.body_paths, spec.windowed);
        REQUIRE(condition);
        report out{"shop.yaml", text};
        node at;
        at.what = node::kind::scalar;
        at.at = {1, 1};
        at.text = text;
        warn_never_true(spec, {*condition.value, at}, out);
        const bool told = !out.take().empty();
        CHECK(told == !ever_true(*condition.value));
        warned += told;
    }
    CHECK(warned > 200);
    CHECK(warned < 1800);
}
