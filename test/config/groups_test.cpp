// Rollups with quorums, and inline groups of needs.
#include "config/ladders.hpp"
#include "config/load.hpp"
#include "config/needs.hpp"
#include "config/rollups.hpp"
#include "model/graph.hpp"

#include <catch2/catch.hpp>

using namespace hm;
using namespace hm::config;
using model::rollup_kind;

namespace {

const std::string head = R"(model: shop
regions: { west: { weight: 75 }, east: { weight: 25 } }
components:
  a: { signals: { port: { tcp: "127.0.0.1:1" } } }
  b: { signals: { port: { tcp: "127.0.0.1:2" } } }
  c: { signals: { port: { tcp: "127.0.0.1:3" } } }
)";

loaded_model load(const std::string& text) {
    return load_model(source{"model.yaml", head + text});
}

std::shared_ptr<const model::definition> good(const std::string& text) {
    const loaded_model loaded = load(text);
    INFO(render(loaded.diagnostics));
    REQUIRE(loaded.value);
    return *loaded.value;
}

std::string first_message(const std::string& text) {
    const loaded_model loaded = load(text);
    return loaded.diagnostics.empty() ? "" : loaded.diagnostics.front().message;
}

const model::entity& named(const model::definition& d, std::string_view name) {
    for (const model::entity& e : d.entities)
        if (e.name == name) return e;
    FAIL("there is no " << name);
    throw std::logic_error("not reached");
}

// Beside it one that needs everything, so that nothing is warned to be needed by no flow.
std::string flow(const std::string& keys) {
    return "flows:\n  buy: { " + keys + " }\n  rest: { needs: [a, b, c] }\n";
}

}  // namespace

TEST_CASE("rollups are a word, or quorums in counts and percentages", "[config][rollups]") {
    const auto m = good(flow(R"(needs: [a, b, c], rollup: { at_least: { healthy: 3, degraded: 60% } },
        signals_rollup: best, across_regions: { at_least: { healthy: 1 } })"));
    const model::entity& buy = named(*m, "buy");
    CHECK(buy.rollup.kind == rollup_kind::at_least);
    const model::scale& states = m->states;
    const auto healthy = states.of(model::state::healthy), degraded = states.of(model::state::degraded);
    CHECK(buy.rollup.at_least == model::at_least_rule{{healthy, {3, {}}}, {degraded, {0, 600'000'000}}});
    CHECK(buy.signals_rollup.kind == rollup_kind::best);
    CHECK(buy.across_regions.at_least == model::at_least_rule{{healthy, {1, {}}}});
}

TEST_CASE("a quorum is a count from 1 or a share above 0% up to 100%", "[config][rollups][limits]") {
    const auto told = [](const std::string& healthy) {
        return first_message(flow("needs: [a, b, c], rollup: { at_least: { healthy: " + healthy + " } }"));
    };
    for (const char* fine : {"1", "3", "0.1%", "100%"}) CHECK(told(fine) == "");
    CHECK(told("0") == "0 is not within 1 to 1000000");
    CHECK(told(std::to_string(max_quorum + 1)) == "1000001 is not within 1 to 1000000");
    CHECK(told("0%") == "a quorum of 0% is always met");
    CHECK(told("101%") == "101% is more than 100%");
    CHECK(told("1.5") == "expected a whole number from 1 to 1000000, found \"1.5\"");
    CHECK(told(".inf") == "expected a whole number from 1 to 1000000, found \".inf\"");
    CHECK(told("4") == "healthy 4 can never be met: there are 3 needs");
}

TEST_CASE("equal quorums make sense, a larger one for degraded does not", "[config][rollups]") {
    CHECK(first_message(flow("needs: [a, b], rollup: { at_least: { healthy: 2, degraded: 2 } }")) == "");
    CHECK(first_message(flow("needs: [a, b], rollup: { at_least: { healthy: 1, degraded: 2 } }")) ==
          "the quorum for degraded (2) is larger than the one for healthy (1)");
    CHECK(first_message(flow("needs: [a, b], rollup: { at_least: { healthy: 50%, degraded: 1 } }")) == "");
}

TEST_CASE("inline groups become entities that run where their owner runs", "[config][groups]") {
    const auto m = good(flow(R"(regions: [east], needs: [
        a,
        { any_of: [b, c/port], weight: 2, impact: limited, essential: true, affects: [search] },
        { any_of: [a, { name: b, weight: 3 }] },
        { all_of: [b, c] },
        { at_least: { healthy: 2 }, of: [a, b, c] }])"));
    const model::entity& buy = named(*m, "buy");
    REQUIRE(buy.needs.size() == 5);
    const model::need& first = buy.needs[1];
    CHECK(first.share == 2 * model::weight_one);
    CHECK(first.effect == model::impact::limited);
    CHECK(first.essential);
    CHECK(first.affects == std::vector<std::string>{"search"});

    const model::entity& any = m->at(first.target);
    CHECK(any.name == "buy.any-of-1");
    CHECK(any.kind == model::entity_kind::group);
    CHECK(any.regions == std::vector{model::region_id{1}});
    CHECK(any.rollup.kind == rollup_kind::best);
    REQUIRE(any.needs.size() == 2);
    CHECK(any.needs[1].signal == 0U);
    CHECK(m->at(buy.needs[2].target).name == "buy.any-of-2");
    CHECK(m->at(buy.needs[2].target).needs[1].share == 3 * model::weight_one);
    CHECK(m->at(buy.needs[3].target).name == "buy.all-of-1");
    CHECK(m->at(buy.needs[3].target).rollup.kind == rollup_kind::worst);
    CHECK(m->at(buy.needs[4].target).rollup.at_least.front().second == model::quorum{2, {}});

    const model::graph g{m};
    CHECK(g.find("buy.any-of-1@east") != model::vertex_id::none);
    CHECK(g.find("buy.any-of-1@west") == model::vertex_id::none);
}

TEST_CASE("a group of a global entity is global", "[config][groups]") {
    const auto m = good(flow("scope: global, needs: [{ any_of: [a, b] }]"));
    CHECK(named(*m, "buy.any-of-1").where == model::scope::global);
    CHECK(named(*m, "buy.any-of-1").regions.empty());
}

TEST_CASE("groups stand in groups, up to a limit", "[config][groups][limits]") {
    const auto m = good(flow("needs: [{ any_of: [a, { all_of: [b, c] }] }]"));
    CHECK(named(*m, "buy.any-of-1.all-of-1").needs.size() == 2);

    const auto nested = [](std::size_t depth) {
        std::string text = "a";
        for (std::size_t i = 0; i < depth; ++i) text = "{ any_of: [" + text + "] }";
        return flow("needs: [" + text + "]");
    };
    CHECK(first_message(nested(max_group_depth)) == "");
    CHECK(first_message(nested(max_group_depth + 1)) == "groups nested more than 8 levels deep");
}

TEST_CASE("a circle through a group is told at the need that closes it", "[config][groups]") {
    const loaded_model loaded =
        load("  d: { needs: [e] }\n  e:\n    needs:\n      - any_of: [a, d]\n" + flow("needs: [d]"));
    REQUIRE(!loaded.value);
    CHECK(loaded.diagnostics[0].message == "needs go in a circle: d -> e -> e.any-of-1 -> d");
    CHECK(loaded.diagnostics[0].source_line == "      - any_of: [a, d]");
    CHECK(loaded.diagnostics[0].column == 21);
}

TEST_CASE("a flow is measured by what its groups need", "[config][groups]") {
    CHECK(first_message("  d:\n" + flow("needs: [{ any_of: [a, d] }]")) == "");
    CHECK(first_message("  d:\n" + flow("needs: [{ any_of: [d] }]")) == "nothing measures the flow \"buy\"");
}

TEST_CASE("a group that is badly written says what is wrong", "[config][groups]") {
    const auto told = [](const std::string& group) { return first_message(flow("needs: [" + group + "]")); };
    CHECK(told("{ any_of: [] }") == "a group of nothing");
    CHECK(told("{ any_of: a }") == "expected a list, found text");
    CHECK(told("{ any_of: [a], all_of: [b] }") ==
          "a group is one of any_of, all_of, at_least and rollup; this is any_of already");
    CHECK(told("{ any_of: [a, a] }") == "\"a\" is needed twice");
    CHECK(told("{ of: [a, b] }") == "\"of\" goes with \"at_least\" and \"rollup\"");
    CHECK(told("{ any_of: [a, b], of: [c] }") == "\"of\" goes with \"at_least\" and \"rollup\"");
    CHECK(told("{ at_least: { healthy: 1 } }") == "the key \"of\" is missing");
    CHECK(told("{ at_least: 1, of: [a] }") == "expected quorums, found \"1\"");
    CHECK(told("{ at_least: {}, of: [a] }") == "at least one of \"healthy\" and \"degraded\" is needed");
    CHECK(told("{ at_least: { healthy: 3 }, of: [a, b] }") ==
          "healthy 3 can never be met: there are 2 members");
    CHECK(told("{ name: x, any_of: [a] }") == "a group has no name");
    CHECK(told("{ any_of: [a], wieght: 2 }") == "unknown key \"wieght\"");
    CHECK(told("{ any_of: [nobody] }") == "there is no \"nobody\"");
}
