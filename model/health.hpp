// The health of every vertex at one instant, and the evaluator that keeps it up to date.
// Incremental: a changed leaf costs its ancestors, not the model. Deterministic: the same leaf states give
// the same table, bit for bit, whatever the order in which they came (the order of children never matters
// either). Only `hold` looks back: at what a node was before it became unknown.
#pragma once

#include "model/graph.hpp"
#include "model/rollup.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <queue>
#include <span>
#include <unordered_map>
#include <utility>
#include <vector>

namespace hm::model {

// Of one vertex, in two views: health is what people are shown; routing is the same with global entities
// counted as healthy.
struct vertex_health {
    standing health;
    standing routing;
    std::uint64_t impaired = 0;  // bits of graph::abilities(), from here and below

    bool ever_known() const { return !health.flags.has(flag::missing); }  // some leaf below, since start
    bool in_maintenance() const { return health.flags.has(flag::maintenance); }

    friend bool operator==(const vertex_health&, const vertex_health&) = default;
};

using health_view = standing vertex_health::*;

// What a signal says. `stale`: unknown because its results stopped coming.
struct leaf_input {
    state now = state::unknown;
    bool ever_known = false;
    bool stale = false;
};

vertex_health health_of_leaf(const scale& states, const vertex& leaf, leaf_input input, flag_set own);

// Where the health of children is looked up: the evaluator's table, or that table with assumptions laid over
// it (assume.hpp).
class health_lookup {
public:
    virtual ~health_lookup() = default;
    virtual const vertex_health& of(vertex_id id) const = 0;
};

// The health of a node from its children's, whatever is said of it from outside aside. `own`: flags that are
// its own rather than its children's.
vertex_health health_of_node(const graph& g, vertex_id id, const health_lookup& children, flag_set own);

// The way to one view of a node.
outcome outcome_of(const graph& g, vertex_id id, const health_lookup& rows, health_view which);

class evaluator {
public:
    explicit evaluator(std::shared_ptr<const graph> g);

    // All of these take effect at the next evaluate().
    void set_leaf(signal_id leaf, leaf_input input);
    void set_maintenance(vertex_id id, bool on) {
        set_own(id, flag_set{flag::maintenance} | flag::covered, on);
    }
    void set_acknowledged(vertex_id id, bool on) { set_own(id, flag::acknowledged, on); }
    // From now on the vertex is this, whatever its children are; absent: what they make of it again.
    void force(vertex_id id, std::optional<standing> to);

    // Holds end as time goes on.
    void advance(steady_time now);

    // When the next hold ends, if any does: advance() to a later time changes something.
    std::optional<steady_time> next_hold_end() const;

    // Brings the table up to date and returns the vertices whose health changed, in vertex order (children
    // first). The span is valid until the next call.
    std::span<const vertex_id> evaluate();

    // Every node anew: for the first table, and for the tests that hold the incremental way against it.
    void evaluate_all();

    // What nodes of the same name were before they became unknown, in an older model with the same states.
    void adopt(const evaluator& before);

    const vertex_health& at(vertex_id id) const { return table_[index(id)]; }
    std::span<const vertex_health> table() const { return table_; }
    const graph& model() const { return *graph_; }
    const std::shared_ptr<const graph>& shared_model() const { return graph_; }

private:
    // What a node with `unknown: { hold: … }` was when last known, by view.
    struct memory {
        struct known {
            standing last;
            bool any = false;
            std::optional<steady_time> unknown_since;
        };
        known health, routing;
    };

    void set_own(vertex_id id, flag_set f, bool on);
    void mark(vertex_id id);
    vertex_health recomputed(vertex_id id);
    std::optional<vertex_health> plain(vertex_id id) const;
    void hold(vertex_id id, vertex_health& h);
    void hold(vertex_id id, memory::known& m, standing& now);

    std::shared_ptr<const graph> graph_;
    std::vector<vertex_health> table_;
    std::vector<flag_set> own_;  // flags that were set from outside
    std::unordered_map<vertex_id, standing> forced_;
    std::unordered_map<vertex_id, memory> memories_;
    std::priority_queue<std::pair<steady_time, vertex_id>, std::vector<std::pair<steady_time, vertex_id>>,
                        std::greater<>>
        hold_ends_;
    steady_time now_{};
    std::vector<vertex_id>
        heap_;  // marked vertices, the smallest on top: children are always done before parents
    std::vector<bool> marked_;
    std::vector<vertex_id> changed_;
};

}  // namespace hm::model
