// The health of every vertex at one instant, and the evaluator that keeps it up to date.
// Incremental: a changed leaf costs its ancestors, not the model. Deterministic: the same leaf states give
// the same table, bit for bit, whatever the order in which they came (the order of children never matters
// either).
#pragma once

#include "model/graph.hpp"
#include "model/rollup.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace hm::model {

// Of one vertex, in two views: health is what people are shown; routing is the same with global entities
// counted as healthy.
struct vertex_health {
    state health = state::unknown;
    state routing = state::unknown;
    score health_score;
    score routing_score;
    bool ever_known = false;     // some leaf below has been known since start
    std::uint64_t impaired = 0;  // bits of graph::abilities(), from here and below

    friend bool operator==(const vertex_health&, const vertex_health&) = default;
};

struct leaf_input {
    state now = state::unknown;
    bool ever_known = false;
};

vertex_health health_of_leaf(const vertex& leaf, leaf_input input);

// The health of a node from its children's: `child(vertex_id) -> const vertex_health&`. A template, so that
// the evaluator's table and an overlay of assumed states (explain) are read by the same code.
template <class ChildHealth>
vertex_health health_of_node(const graph& g, vertex_id id, ChildHealth&& child) {
    const auto view = [&](state vertex_health::*s, score vertex_health::*points) {
        const auto tally_of = [&](std::span<const edge> edges) {
            group_tally t;
            for (const edge& e : edges) {
                const vertex_health& c = child(e.child);
                t.add(e, c.*s, c.*points, c.ever_known);
            }
            return t;
        };
        const vertex& v = g.at(id);
        return roll_up(v.signals_rule, tally_of(g.signal_edges(id)), v.needs_rule,
                       tally_of(g.need_edges(id)));
    };

    vertex_health h;
    const outcome health = view(&vertex_health::health, &vertex_health::health_score);
    h.health = health.now;
    h.health_score = health.value;
    for (const edge& e : g.edges(id)) {
        const vertex_health& c = child(e.child);
        h.ever_known = h.ever_known || c.ever_known;
        h.impaired |= c.impaired;
        if (c.health == state::unhealthy) h.impaired |= e.abilities;
    }

    const vertex& v = g.at(id);
    outcome routing = health;
    if (v.global)
        routing = {state::healthy, nominal_score(state::healthy)};
    else if (v.sees_global)
        routing = view(&vertex_health::routing, &vertex_health::routing_score);
    h.routing = routing.now;
    h.routing_score = routing.value;
    return h;
}

class evaluator {
public:
    explicit evaluator(std::shared_ptr<const graph> g);

    // Takes effect at the next evaluate().
    void set_leaf(signal_id leaf, leaf_input input);

    // Brings the table up to date and returns the vertices whose health changed, in vertex order (children
    // first). The span is valid until the next call.
    std::span<const vertex_id> evaluate();

    // Every node anew: for the first table, and for the tests that hold the incremental way against it.
    void evaluate_all();

    const vertex_health& at(vertex_id id) const { return table_[index(id)]; }
    std::span<const vertex_health> table() const { return table_; }
    const graph& model() const { return *graph_; }
    const std::shared_ptr<const graph>& shared_model() const { return graph_; }

private:
    void mark(vertex_id id);
    vertex_health recomputed(vertex_id id) const;

    std::shared_ptr<const graph> graph_;
    std::vector<vertex_health> table_;
    std::vector<vertex_id>
        heap_;  // marked vertices, the smallest on top: children are always done before parents
    std::vector<bool> marked_;
    std::vector<vertex_id> changed_;
};

}  // namespace hm::model
