// How every node follows from the leaves, exactly: one decision diagram for each vertex of the graph of
// wholes (wholes.hpp), whose values are how the vertex stands. Made bottom-up by the model's own rules, so
// that whatever the language can say is respected, monotone or not. What would take more than the limits has
// no function; bounds.hpp says what is certain of it.
#pragma once

#include "model/graph.hpp"
#include "model/slo/diagram.hpp"
#include "model/slo/memo.hpp"
#include "model/slo/wholes.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <tuple>
#include <vector>

namespace hm::model {

class gatherer;

// What a calculation may take. A model whose parts hang together in series, in groups and over regions needs
// some nodes for each leaf; the number doubles with every leaf only where groups share leaves criss-cross.
struct slo_limits {
    std::size_t nodes = 1'000'000;     // held at once: some 25 MB
    std::size_t steps = 3'000'000;     // in all: some tenths of a second
    std::size_t steps_each = 250'000;  // for one vertex
    std::size_t depth = 5'000;         // leaves that one function may ask one after the other
};

class structure {
public:
    structure(std::shared_ptr<const graph> wholes, const slo_limits& limits);

    const graph& model() const { return *graph_; }
    // By variable: leaves are asked in the order in which a walk from the root meets them, so that what
    // stands together is asked together.
    std::span<const slo_leaf> leaves() const { return leaves_; }

    // Absent: too much hangs together for the limits.
    std::optional<diagram::ref> function_of(vertex_id id) const;
    const diagram& functions() const { return functions_; }
    const standing& standing_of(std::uint32_t value) const { return values_[value]; }
    // Whether scores matter at a vertex, because somebody above takes their mean.
    bool points_matter(vertex_id id) const { return points_[index(id)]; }

private:
    using ref = diagram::ref;
    static constexpr ref none = ~ref{0};

    void order_leaves();
    void find_points();
    ref made(vertex_id id);
    ref leaf(vertex_id id);
    bool is_worst_of_children(vertex_id id) const;
    ref worst_of_children(vertex_id id);
    ref gathered(vertex_id id);

    ref contributed(ref child, const edge& e, std::size_t depth = 0);
    ref worst(ref a, ref b, std::size_t depth = 0);
    ref with(gatherer& g, std::size_t n, ref others, ref child, std::size_t depth = 0);
    ref outcome(const gatherer& g, ref all, std::size_t depth = 0);

    ref value(const standing& s);
    bool step(std::size_t depth);
    void forget(std::size_t nodes);

    std::shared_ptr<const graph> graph_;
    const slo_limits limits_;
    std::vector<slo_leaf> leaves_;
    std::vector<bool> points_;    // by vertex
    std::vector<bool> ordinary_;  // by vertex: always known, and always counts
    std::vector<ref> made_;       // by vertex
    diagram functions_;
    std::vector<standing> values_;  // few: by grade, and by score where scores matter
    std::map<std::tuple<std::uint8_t, std::uint8_t, int>, std::uint32_t> numbers_;  // of these
    memo worst_, contributed_;
    // Only while one node is made: what its children come to, whose values are a gatherer's.
    diagram sums_;
    memo with_, outcome_;
    std::size_t steps_left_;
    std::size_t steps_left_here_ = 0;  // for the vertex that is being made
    bool too_much_ = false;
    bool all_ordinary_ = true;  // of the node that is being made
};

}  // namespace hm::model
