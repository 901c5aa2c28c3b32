#include "model/graph.hpp"

namespace hm::model {

vertex_id graph::find(std::string_view name) const {
    const auto found = by_name_.find(name);
    return found == by_name_.end() ? vertex_id::none : found->second;
}

signal_id graph::find_signal(std::string_view name) const {
    const vertex_id v = find(name);
    return v == vertex_id::none ? signal_id::none : at(v).signal;
}

std::span<const edge> graph::edges(vertex_id id) const {
    const vertex& v = at(id);
    return std::span{edges_}.subspan(v.edges_begin, v.edges_end - v.edges_begin);
}

std::span<const edge> graph::signal_edges(vertex_id id) const {
    const vertex& v = at(id);
    return std::span{edges_}.subspan(v.edges_begin, v.needs_begin - v.edges_begin);
}

std::span<const edge> graph::need_edges(vertex_id id) const {
    const vertex& v = at(id);
    return std::span{edges_}.subspan(v.needs_begin, v.edges_end - v.needs_begin);
}

std::span<const vertex_id> graph::parents(vertex_id id) const {
    const std::uint32_t begin = parents_begin_[index(id)];
    return std::span{parents_}.subspan(begin, parents_begin_[index(id) + 1] - begin);
}

// A global entity's is the same in every region, and in none.
vertex_id graph::instance(entity_id entity, region_id place) const {
    if (place != region_id::none) return instances_[index(entity) * source_->regions.size() + index(place)];
    return source_->at(entity).where == scope::global ? rollup_vertices_[index(entity)] : vertex_id::none;
}

}  // namespace hm::model
