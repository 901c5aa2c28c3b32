#include "model/change.hpp"

#include <fmt/format.h>

namespace hm::model {

namespace {

// Calls visit(vertex_id) for every node of `g` that `other` does not have.
template <class Visit>
void for_each_missing(const graph& g, const graph& other, Visit&& visit) {
    for (std::size_t i = 0; i < g.size(); ++i) {
        const vertex_id id{static_cast<std::uint32_t>(i)};
        if (g.at(id).kind != vertex_kind::signal && other.find(g.name(id)) == vertex_id::none) visit(id);
    }
}

}  // namespace

model_change change_between(const graph& before, const graph& after) {
    model_change c;
    c.nodes_before = before.size() - before.signal_count();
    for_each_missing(before, after, [&](vertex_id id) {
        ++c.nodes_removed;
        if (before.at(id).kind == vertex_kind::region) c.regions_removed.push_back(before.name(id));
    });
    for_each_missing(after, before, [&](vertex_id) { ++c.nodes_added; });
    return c;
}

std::string too_much(const model_change& c) {
    if (c.regions_removed.size() > max_regions_removed)
        return fmt::format("it removes {} regions: {}", c.regions_removed.size(),
                           fmt::join(c.regions_removed, ", "));
    if (c.nodes_removed * 100 > max_nodes_removed_percent * c.nodes_before)
        return fmt::format("it removes {} of {} nodes, more than {} %", c.nodes_removed, c.nodes_before,
                           max_nodes_removed_percent);
    return {};
}

}  // namespace hm::model
