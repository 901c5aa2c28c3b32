#include "model/health.hpp"

#include <algorithm>
#include <functional>

namespace hm::model {

vertex_health health_of_leaf(const vertex& leaf, leaf_input input) {
    vertex_health h;
    h.health = input.now;
    h.health_score = nominal_score(input.now);
    h.routing = leaf.global ? state::healthy : input.now;
    h.routing_score = nominal_score(h.routing);
    h.ever_known = input.ever_known;
    return h;
}

evaluator::evaluator(std::shared_ptr<const graph> g)
    : graph_(std::move(g)), table_(graph_->size()), marked_(graph_->size(), false) {
    for (std::size_t s = 0; s < graph_->signal_count(); ++s) {
        const vertex_id leaf = graph_->vertex_of(signal_id{static_cast<std::uint32_t>(s)});
        table_[index(leaf)] = health_of_leaf(graph_->at(leaf), {});
    }
    evaluate_all();
}

void evaluator::set_leaf(signal_id leaf, leaf_input input) {
    const vertex_id id = graph_->vertex_of(leaf);
    const vertex_health h = health_of_leaf(graph_->at(id), input);
    if (h == table_[index(id)]) return;
    table_[index(id)] = h;
    mark(id);
}

void evaluator::mark(vertex_id id) {
    if (marked_[index(id)]) return;
    marked_[index(id)] = true;
    heap_.push_back(id);
    std::push_heap(heap_.begin(), heap_.end(), std::greater<>{});
}

vertex_health evaluator::recomputed(vertex_id id) const {
    return health_of_node(*graph_, id,
                          [this](vertex_id c) -> const vertex_health& { return table_[index(c)]; });
}

std::span<const vertex_id> evaluator::evaluate() {
    changed_.clear();
    while (!heap_.empty()) {
        std::pop_heap(heap_.begin(), heap_.end(), std::greater<>{});
        const vertex_id id = heap_.back();
        heap_.pop_back();
        marked_[index(id)] = false;
        if (graph_->at(id).kind != vertex_kind::signal) {  // a leaf's row is new already
            const vertex_health h = recomputed(id);
            if (h == table_[index(id)]) continue;
            table_[index(id)] = h;
        }
        changed_.push_back(id);
        for (vertex_id parent : graph_->parents(id)) mark(parent);
    }
    return changed_;
}

void evaluator::evaluate_all() {
    heap_.clear();
    marked_.assign(graph_->size(), false);
    for (std::size_t i = 0; i < graph_->size(); ++i) {
        const vertex_id id{static_cast<std::uint32_t>(i)};
        if (graph_->at(id).kind != vertex_kind::signal) table_[i] = recomputed(id);
    }
}

}  // namespace hm::model
