#include "config/expansion.hpp"

#include "config/load.hpp"
#include "model/health.hpp"
#include "test/model/random_model.hpp"

#include <catch2/catch.hpp>

using namespace hm::config;
using namespace hm::model;
using namespace hm::model::test;

namespace {

std::shared_ptr<const definition> loaded_from(const std::string& text) {
    const loaded_model m = load_model(source{"expansion.yaml", text});
    INFO(text);
    INFO(render(m.diagnostics));
    REQUIRE(m.value);
    return *m.value;
}

evaluator with_leaves(const std::shared_ptr<const graph>& g,
                      const std::map<std::string, leaf_input>& leaves) {
    evaluator e{g};
    for (const signal_id s : g->signals()) e.set_leaf(s, leaves.at(std::string{g->name(g->vertex_of(s))}));
    e.evaluate();
    return e;
}

}  // namespace

TEST_CASE("the expansion of a model is a model, and evaluates to the same", "[config][property]") {
    for (unsigned seed = 1; seed <= 300; ++seed) {
        INFO("seed " << seed);
        dice d{seed};
        const auto g = random_graph(d);
        const auto& regions = g->source().regions;
        const auto weightless = [](const region& r) { return r.share == 0; };
        if (std::all_of(regions.begin(), regions.end(), weightless)) continue;  // no model can say that
        const std::string text = expansion(g->source());
        const auto again = std::make_shared<const graph>(loaded_from(text));
        std::map<std::string, leaf_input> leaves;
        for (const signal_id s : g->signals()) {
            const auto now = static_cast<state>(roll(d, 4));
            leaves[std::string{g->name(g->vertex_of(s))}] = {now, is_known(now) || one_in(d, 2), false};
        }
        const evaluator a = with_leaves(g, leaves), b = with_leaves(again, leaves);
        INFO(text);
        REQUIRE(again->size() == g->size());
        for (std::size_t i = 0; i < g->size(); ++i) {
            const vertex_id there = again->find(g->name(vertex_id(i)));
            INFO(g->name(vertex_id(i)));
            REQUIRE(there != vertex_id::none);
            REQUIRE(a.at(vertex_id(i)).health == b.at(there).health);
            REQUIRE(a.at(vertex_id(i)).routing == b.at(there).routing);
        }
    }
}

TEST_CASE("the expansion shows what words stand for", "[config]") {
    const auto m = loaded_from(R"(
model: shop
regions: { eu: {} }
flows:
  buy:
    needs: [{ name: a, impact: limited }, { any_of: [a, b] }]
    rollup: redundant
dependencies: { a: {}, b: {} }
)");
    const std::string text = expansion(*m);
    INFO(text);
    CHECK(text.find(R"(- { name: a, map: { degraded: healthy, unknown: drop, unhealthy: degraded } })") !=
          std::string::npos);
    CHECK(text.find(R"(- { rollup: { ladder: [], else: best }, of: [{ name: a }, { name: b }] })") !=
          std::string::npos);
    CHECK(text.find(R"({ when: "count(not healthy) == 0", then: healthy })") != std::string::npos);
    CHECK(text.find("  region: flows\n") != std::string::npos);
    CHECK(expansion(*loaded_from(text)) == text);
}
