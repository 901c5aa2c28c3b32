// The calculated figures against other ways to come to them: every combination of leaves, a million random
// ones, and the model as it is probed.
#include "model/slo/structure.hpp"

#include "model/slo/bounds.hpp"
#include "model/slo/naive.hpp"
#include "test/model/build.hpp"
#include "test/model/rounds.hpp"
#include "test/model/slo/random_design.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <set>

using namespace hm::model;
using namespace hm::model::test;

namespace {

constexpr unsigned rounds = rounds_of(300, 40);

std::vector<double> down_of(const structure& s) {
    std::vector<double> down;
    for (const slo_leaf& l : s.leaves()) down.push_back(l.unavailability);
    return down;
}

// What a function says of one combination of leaves: those in `down` are.
const standing& value_of(const structure& s, diagram::ref f, const std::set<vertex_id>& down) {
    while (!s.functions().is_value(f)) {
        const diagram::node n = s.functions().at(f);
        f = down.contains(s.leaves()[n.asked].vertex) ? n.bad : n.good;
    }
    return s.standing_of(s.functions().value_of(f));
}

std::set<vertex_id> leaves_down(const evaluator& e, const structure& s) {
    std::set<vertex_id> down;
    for (const slo_leaf& l : s.leaves())
        if (e.at(l.vertex).health.now == state::unhealthy) down.insert(l.vertex);
    return down;
}

}  // namespace

TEST_CASE("every node of a random model stands in every combination as the evaluator says", "[model][slo]") {
    for (unsigned seed = 0; seed < rounds; ++seed) {
        dice d{seed};
        const auto g = as_wholes(*random_design(d, 8));
        const structure s{g, {}};
        bool same = true;
        for_each_combination(g, [&](const evaluator& e, double) {
            const std::set<vertex_id> down = leaves_down(e, s);
            for (std::size_t v = 0; v < g->size() && same; ++v) {
                const vertex_id id{static_cast<std::uint32_t>(v)};
                const standing& is = value_of(s, *s.function_of(id), down);
                const standing& should = e.at(id).health;
                same = is.now == should.now && (!s.points_matter(id) || is.points == should.points);
                CAPTURE(g->name(id));
                if (!same) CHECK(is.now == should.now);
            }
        });
        CAPTURE(seed);
        REQUIRE(same);
    }
}

TEST_CASE("the unavailability of every node is the sum over all combinations", "[model][slo]") {
    for (unsigned seed = 0; seed < rounds; ++seed) {
        dice d{seed + 1000};
        const auto g = as_wholes(*random_design(d, seed % 30 == 0 ? 14 : 9));
        const structure s{g, {}};
        std::vector<double> sum(g->size(), 0);
        for_each_combination(g, [&](const evaluator& e, double chance) {
            for (std::size_t v = 0; v < g->size(); ++v)
                if (e.table()[v].health.now == state::unhealthy) sum[v] += chance;
        });
        const std::vector<chance_range> down = unavailabilities(s, down_of(s));
        for (std::size_t v = 0; v < g->size(); ++v) {
            CAPTURE(seed, g->name(vertex_id(v)));
            REQUIRE(down[v].exact());
            REQUIRE(down[v].lowest == Approx(sum[v]).epsilon(1e-12).margin(1e-14));
        }
    }
}

TEST_CASE("of twenty leaves the unavailability of every node is the sum over a million combinations",
          "[model][slo]") {
    constexpr std::size_t most = is_sanitized ? 14 : 20;
    unsigned seed = 9000;
    const auto with_all_leaves = [&] {
        for (;; ++seed) {
            dice d{seed};
            auto g = as_wholes(*random_design(d, most));
            if (leaves_of(*g).size() == most) return g;
        }
    };
    const auto g = with_all_leaves();
    const structure s{g, {}};
    const std::vector<double> sum = sums_over_combinations(g);
    const std::vector<chance_range> down = unavailabilities(s, down_of(s));
    for (std::size_t v = 0; v < g->size(); ++v) {
        CAPTURE(seed, g->name(vertex_id(v)));
        REQUIRE(down[v].exact());
        REQUIRE(down[v].lowest == Approx(sum[v]).epsilon(1e-9).margin(1e-12));
    }
}

TEST_CASE("bounds hold the exact figure wherever the limits stop", "[model][slo]") {
    std::size_t loose = 0, told_something = 0;
    for (unsigned seed = 0; seed < rounds; ++seed) {
        dice d{seed + 2000};
        const auto g =
            as_wholes(*random_design(d, 10, {.monotone = seed % 2 == 0, .standard_scale = seed % 4 < 3}));
        const structure exact{g, {}};
        const structure stopped{g, {.nodes = 16 + roll(d, 40)}};
        const auto right = unavailabilities(exact, down_of(exact));
        const auto bounds = unavailabilities(stopped, down_of(stopped));
        for (std::size_t v = 0; v < g->size(); ++v) {
            CAPTURE(seed, g->name(vertex_id(v)), bounds[v].lowest, bounds[v].highest, right[v].lowest);
            REQUIRE(bounds[v].lowest <= right[v].lowest + 1e-12);
            REQUIRE(bounds[v].highest >= right[v].highest - 1e-12);
            if (stopped.function_of(vertex_id(v))) continue;
            ++loose;
            told_something += bounds[v] != chance_range{0, 1};
        }
    }
    CHECK(loose > rounds);
    CHECK(told_something > loose / 8);  // the rules of random models say little
}

TEST_CASE("a hundred thousand random moments agree within four standard errors", "[model][slo]") {
    constexpr std::size_t moments = rounds_of(100'000, 5'000);
    dice d{7};
    auto g = as_wholes(*random_design(d, 40, {.monotone = true}));
    while (leaves_of(*g).size() < 20) g = as_wholes(*random_design(d, 40, {.monotone = true}));
    const structure s{g, {}};
    evaluator e{g};
    for (const signal_id leaf : g->signals()) e.set_leaf(leaf, {state::healthy, true});
    std::vector<std::size_t> bad(g->size(), 0);
    std::uniform_real_distribution<double> any{0, 1};
    for (std::size_t i = 0; i < moments; ++i) {
        for (const slo_leaf& l : s.leaves())
            e.set_leaf(g->at(l.vertex).signal,
                       {any(d) < l.unavailability ? state::unhealthy : state::healthy, true});
        e.evaluate();
        for (std::size_t v = 0; v < g->size(); ++v) bad[v] += e.table()[v].health.now == state::unhealthy;
    }
    const std::vector<chance_range> right = unavailabilities(s, down_of(s));
    for (std::size_t v = 0; v < g->size(); ++v) {
        const double p = right[v].lowest, n = static_cast<double>(moments);
        CAPTURE(g->name(vertex_id(v)), p);
        CHECK(std::abs(static_cast<double>(bad[v]) / n - p) <= 4 * std::sqrt(p * (1 - p) / n) + 1e-9);
    }
}

TEST_CASE("an entity that fails as a whole is the model with all of its signals failed", "[model][slo]") {
    for (unsigned seed = 0; seed < rounds; ++seed) {
        dice d{seed + 3000};
        definition m = *random_design(d, 6, {.monotone = true});
        const auto probed = [] { return std::make_shared<const signal_spec>(); };
        for (entity& e : m.entities) {  // its own part by the worst of its signals, of which it has some
            e.signals_rollup = rollup_kind::worst;
            const std::size_t places = e.where == scope::global ? 1 : e.regions.size();
            if (e.signals.empty()) e.signals.push_back({"s", {places, probed()}});
        }
        const auto as_probed = std::make_shared<const graph>(std::make_shared<const definition>(m));
        const auto g = as_wholes(m);
        evaluator real{as_probed};
        for_each_combination(g, [&](const evaluator& e, double) {
            for (const signal_id s : as_probed->signals()) {
                const vertex& v = as_probed->at(as_probed->vertex_of(s));
                const vertex_id instance =
                    v.global ? g->seen_from_elsewhere(v.source) : g->instance(v.source, v.place);
                const grade leaf = e.at(g->signal_edges(instance).front().child).health.now;
                real.set_leaf(s, {leaf, true});
            }
            real.evaluate();
            for (std::size_t v = 0; v < g->size(); ++v) {
                const vertex_id id = as_probed->find(g->name(vertex_id(v)));
                if (g->at(vertex_id(v)).kind == vertex_kind::signal || id == vertex_id::none) continue;
                CAPTURE(seed, g->name(vertex_id(v)));
                REQUIRE(e.at(vertex_id(v)).health.now == real.at(id).health.now);
            }
        });
    }
}

TEST_CASE("where nothing is shared the naive figure is the exact one", "[model][slo]") {
    model_builder m;
    m.regions({"west", "north"}).dependency("a").last().sla = 999'000'000;
    m.dependency("b").last().sla = 995'000'000;
    m.flow("buy", {{"a"}, {"b"}});
    const auto g = as_wholes(*m.build());
    const structure s{g, {}};
    const auto right = unavailabilities(s, down_of(s));
    const auto naive = naive_unavailabilities(*g);
    for (std::size_t v = 0; v < g->size(); ++v) {
        CAPTURE(g->name(vertex_id(v)));
        CHECK(*naive[v] == Approx(right[v].lowest).epsilon(1e-13));
    }
}
