// Properties of the evaluation over random models and random histories. Seeds are fixed, and printed when
// something fails.
#include <catch2/catch.hpp>

#include "model/explain.hpp"
#include "model/health.hpp"
#include "test/model/naive_evaluator.hpp"
#include "test/model/random_model.hpp"
#include "test/model/rounds.hpp"

#include <numeric>
#include <set>

using namespace hm::model;
using namespace hm::model::test;

namespace {

constexpr unsigned rounds = rounds_of(400, 100);

leaf_input random_leaf(dice& d) {
    const auto s = static_cast<state>(roll(d, 4));
    const bool ever_known = is_known(s) || one_in(d, 2);
    return {s, ever_known, !is_known(s) && ever_known && one_in(d, 2)};
}

std::vector<leaf_input> random_leaves(dice& d, const graph& g) {
    std::vector<leaf_input> leaves(g.signal_count());
    for (leaf_input& l : leaves) l = random_leaf(d);
    return leaves;
}

void set_all(evaluator& e, const std::vector<leaf_input>& leaves) {
    for (std::size_t i = 0; i < leaves.size(); ++i) e.set_leaf(signal_id(i), leaves[i]);
    e.evaluate();
}

template <class Body>
void over_random_models(unsigned seed, Body&& body, random_options options = {}) {
    for (unsigned round = 0; round < rounds; ++round) {
        const unsigned this_seed = seed * 1000003u + round;
        INFO("seed " << this_seed);
        dice d{this_seed};
        const auto g = random_graph(d, options);
        if (g->signal_count() > 0) body(d, g);
    }
}

}  // namespace

TEST_CASE("the evaluator agrees with a naive one, bit for bit", "[model][property]") {
    over_random_models(1, [](dice& d, const std::shared_ptr<const graph>& g) {
        const auto leaves = random_leaves(d, *g);
        std::set<vertex_id> in_maintenance, acknowledged;
        evaluator e{g};
        for (std::size_t i = 0; i < g->size(); ++i) {
            if (one_in(d, 12)) in_maintenance.insert(vertex_id(i));
            if (one_in(d, 8)) acknowledged.insert(vertex_id(i));
        }
        for (const vertex_id v : in_maintenance) e.set_maintenance(v, true);
        for (const vertex_id v : acknowledged) e.set_acknowledged(v, true);
        set_all(e, leaves);
        naive_evaluator naive{*g, leaves, in_maintenance, acknowledged};
        const auto check = [&](const standing& real, const naive_evaluator::seen& expected) {
            REQUIRE(real.now == expected.now);
            REQUIRE(real.points.value() == expected.points);
            for (std::size_t f = 0; f < flag_count; ++f)
                REQUIRE(real.flags.has(static_cast<flag>(f)) ==
                        expected.flags.contains(static_cast<flag>(f)));
        };
        for (std::size_t i = 0; i < g->size(); ++i) {
            const vertex_id v{static_cast<std::uint32_t>(i)};
            INFO(g->name(v));
            check(e.at(v).health, naive.health(v));
            check(e.at(v).routing, naive.routing(v));
        }
    });
}

TEST_CASE("band(score) == state for every known state", "[model][property]") {
    over_random_models(2, [](dice& d, const std::shared_ptr<const graph>& g) {
        evaluator e{g};
        set_all(e, random_leaves(d, *g));
        for (const vertex_health& h : e.table())
            for (const standing& s : {h.health, h.routing}) {
                REQUIRE(is_known(s.now) == s.points.known());
                if (is_known(s.now)) REQUIRE(g->states().band(s.points) == s.now);
            }
    });
}

TEST_CASE("incremental evaluation equals a full one after any sequence of changes", "[model][property]") {
    over_random_models(3, [](dice& d, const std::shared_ptr<const graph>& g) {
        evaluator incremental{g};
        std::vector<leaf_input> leaves(g->signal_count());
        std::vector<bool> in_maintenance(g->size(), false);
        for (int step = 0; step < 30; ++step) {
            for (std::size_t n = 1 + roll(d, 3); n > 0; --n) {
                const std::size_t s = roll(d, g->signal_count());
                leaves[s] = random_leaf(d);
                incremental.set_leaf(signal_id(s), leaves[s]);
            }
            const auto worked_on = vertex_id(roll(d, g->size()));
            in_maintenance[index(worked_on)] = one_in(d, 2);
            incremental.set_maintenance(worked_on, in_maintenance[index(worked_on)]);
            incremental.evaluate();
        }
        evaluator full{g};
        for (std::size_t i = 0; i < g->size(); ++i) full.set_maintenance(vertex_id(i), in_maintenance[i]);
        for (std::size_t i = 0; i < leaves.size(); ++i) full.set_leaf(signal_id(i), leaves[i]);
        full.evaluate_all();
        REQUIRE(std::equal(full.table().begin(), full.table().end(), incremental.table().begin()));
    });
}

TEST_CASE("the changes that an evaluation reports are exactly the rows that changed", "[model][property]") {
    over_random_models(4, [](dice& d, const std::shared_ptr<const graph>& g) {
        evaluator e{g};
        set_all(e, random_leaves(d, *g));
        const std::vector<vertex_health> before{e.table().begin(), e.table().end()};
        e.set_leaf(signal_id(roll(d, g->signal_count())), random_leaf(d));
        const auto changed = e.evaluate();
        REQUIRE(std::is_sorted(changed.begin(), changed.end()));
        for (std::size_t i = 0; i < g->size(); ++i) {
            const bool reported = std::binary_search(changed.begin(), changed.end(), vertex_id(i));
            REQUIRE(reported == !(before[i] == e.table()[i]));
        }
    });
}

TEST_CASE("a worse leaf never makes any node better", "[model][property]") {
    over_random_models(5,
                       [](dice& d, const std::shared_ptr<const graph>& g) {
                           std::vector<leaf_input> leaves(g->signal_count());
                           for (leaf_input& l : leaves)
                               l = {static_cast<state>(roll(d, 3)), true, false};  // all known
                           evaluator better{g}, worse{g};
                           set_all(better, leaves);
                           leaf_input& changed = leaves[roll(d, leaves.size())];
                           changed.now = worse_of(changed.now, static_cast<state>(roll(d, 3)));
                           set_all(worse, leaves);
                           for (std::size_t i = 0; i < g->size(); ++i) {
                               if (!is_known(better.table()[i].health.now)) continue;  // nothing counts there
                               INFO(g->name(vertex_id(i)));
                               REQUIRE(worse.table()[i].health.now >= better.table()[i].health.now);
                           }
                       },
                       {.monotone = true});
}

TEST_CASE("what is certain in spite of missing signals holds whatever they turn out to be",
          "[model][property]") {
    over_random_models(
        6,
        [](dice& d, const std::shared_ptr<const graph>& g) {
            auto leaves = random_leaves(d, *g);
            for (leaf_input& l : leaves) l.ever_known = true;
            evaluator missing{g};
            set_all(missing, leaves);
            for (leaf_input& l : leaves)
                if (!is_known(l.now)) l = {static_cast<state>(roll(d, 3)), true, false};
            evaluator recovered{g};
            set_all(recovered, leaves);
            for (std::size_t i = 0; i < g->size(); ++i) {
                const state before = missing.table()[i].health.now, after = recovered.table()[i].health.now;
                INFO(g->name(vertex_id(i)) << ": " << to_string(before) << " then " << to_string(after));
                // Degraded may be the answer of the bounds [healthy, degraded]; what was called healthy or
                // unhealthy was certain. A node under weight 0 or a limited edge may have had no say before,
                // so only nodes whose children all count hold.
                const auto counts = [&](vertex_id v) {
                    for (const edge& e : g->edges(v)) {
                        const edge_terms& t = g->spec(e);
                        if (t.effect == impact::limited || t.effect == impact::suppressed || t.share == 0)
                            return false;
                    }
                    return true;
                };
                bool all_count = true;
                std::vector<vertex_id> below{vertex_id(i)};
                for (std::size_t at = 0; at < below.size() && all_count; ++at) {
                    all_count = counts(below[at]);
                    for (const edge& e : g->edges(below[at])) below.push_back(e.child);
                }
                if (!all_count) continue;
                if (before == state::healthy) REQUIRE(after == state::healthy);
                if (before == state::unhealthy && g->at(vertex_id(i)).kind == vertex_kind::entity)
                    REQUIRE(after == state::unhealthy);
                if (before == state::degraded) REQUIRE(after != state::unhealthy);
            }
        },
        {.monotone = true, .standard_scale = true});
}

TEST_CASE("a node lies between its two bounds, both included", "[model][property]") {
    struct rows final : health_lookup {
        const evaluator& e;
        explicit rows(const evaluator& from) : e(from) {}
        const vertex_health& of(vertex_id id) const override { return e.at(id); }
    };
    over_random_models(9,
                       [](dice& d, const std::shared_ptr<const graph>& g) {
                           const auto leaves = random_leaves(d, *g);
                           evaluator now{g};
                           set_all(now, leaves);
                           for (std::size_t i = g->signal_count(); i < g->size(); ++i) {
                               const auto v = vertex_id(i);
                               const outcome o = outcome_of(*g, v, rows{now}, &vertex_health::health);
                               if ((!o.signals && !o.needs) || !is_known(o.now)) continue;
                               INFO(g->name(v));
                               grade best = g->states().at(0), worst = best;
                               for (const auto& b : {o.signals, o.needs}) {
                                   if (!b) continue;
                                   best = std::max(best, b->best.now);
                                   worst = std::max(worst, b->worst.now);
                               }
                               REQUIRE(best <= o.now);
                               REQUIRE(o.now <= worst);
                           }
                       },
                       {.monotone = true});
}

TEST_CASE("the order of children and of the model's text never matters", "[model][property]") {
    over_random_models(7, [](dice& d, const std::shared_ptr<const graph>& g) {
        auto shuffled = std::make_shared<definition>(g->source());
        for (entity& e : shuffled->entities) std::shuffle(e.needs.begin(), e.needs.end(), d);
        const auto other = std::make_shared<const graph>(shuffled);
        const auto leaves = random_leaves(d, *g);
        evaluator a{g}, b{other};
        set_all(a, leaves);
        set_all(b, leaves);
        for (std::size_t i = 0; i < g->size(); ++i) {
            const vertex_health& x = a.at(vertex_id(i));
            const vertex_health& y = b.at(other->find(g->name(vertex_id(i))));
            REQUIRE(x.health == y.health);
            REQUIRE(x.routing == y.routing);
        }
    });
}

TEST_CASE("blame is never empty below healthy, and recovery of one that is marked betters the node",
          "[model][property]") {
    over_random_models(8, [](dice& d, const std::shared_ptr<const graph>& g) {
        auto leaves = random_leaves(d, *g);
        evaluator e{g};
        set_all(e, leaves);
        row_writer rows{g->size()};
        for (std::size_t i = 0; i < g->size(); ++i) rows.edit(vertex_id(i)).health = e.at(vertex_id(i));
        snapshot s;
        s.model = g;
        s.rows = rows.publish();
        for (std::size_t i = 0; i < g->size(); ++i) {
            const auto v = vertex_id(i);
            const explanation x = explain(s, v);
            INFO(g->name(v));
            REQUIRE(x.blame.empty() == (e.at(v).health.now == state::healthy));
            REQUIRE(headline(s, v).empty() == (e.at(v).health.now == state::healthy));
            for (const culprit& c : x.blame) {
                if (!c.alone || g->at(c.leaf).kind != vertex_kind::signal) continue;
                evaluator without{g};
                auto recovered = leaves;
                recovered[index(g->at(c.leaf).signal)] = {state::healthy, true, false};
                set_all(without, recovered);
                const grade before = e.at(v).health.now, after = without.at(v).health.now;
                if (is_known(before))
                    REQUIRE(after < before);
                else
                    REQUIRE((is_known(after) && after != state::unhealthy));
            }
        }
    });
}
