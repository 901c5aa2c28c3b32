// How vertices and signals are named and described in every output, so that metrics, JSON and events agree.
#pragma once

#include "model/snapshot.hpp"

#include <string>
#include <string_view>

namespace hm::daemon {

// "flow", "component", "dependency", "region", "root", "signal"
std::string_view kind_of(const model::graph& g, model::vertex_id id);
// The name of the entity behind a vertex; empty for regions and the root.
std::string_view entity_of(const model::graph& g, model::vertex_id id);
// Empty for what is global or a roll-up over regions.
std::string_view region_of(const model::graph& g, model::vertex_id id);
// The node that a signal belongs to.
model::vertex_id node_of(const model::graph& g, model::vertex_id signal);

// there is no node "x"; did you mean "y"?
std::string no_such_node(const model::graph& g, std::string_view name);

// The same of a signal, near the names of signals.
std::string no_such_signal(const model::graph& g, std::string_view name);

// Why nobody can be told about this region, or about the flow in it; empty when somebody can.
// there is no region "x"; did you mean "y"?
std::string no_such_subject(const model::graph& g, std::string_view region, std::string_view flow);

// Every vertex but the signals.
template <class Visit>
void for_each_node(const model::graph& g, Visit&& visit) {
    for (std::size_t i = 0; i < g.size(); ++i) {
        const model::vertex_id id{static_cast<std::uint32_t>(i)};
        if (g.at(id).kind != model::vertex_kind::signal) visit(id);
    }
}

}  // namespace hm::daemon
