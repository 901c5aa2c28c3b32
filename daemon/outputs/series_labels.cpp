#include "daemon/outputs/series_labels.hpp"

#include "daemon/outputs/exposition.hpp"
#include "daemon/outputs/names.hpp"

#include "model/probe_spec.hpp"

#include <utility>

namespace hm::daemon {

namespace {

labels labels_of(const model::graph& g, model::vertex_id id) {
    const bool is_signal = g.at(id).kind == model::vertex_kind::signal;
    labels l{is_signal ? "signal" : "node", g.name(id)};
    l.add("entity", entity_of(g, id));
    if (!is_signal) l.add("kind", kind_of(g, id));
    return l.add("region", region_of(g, id));
}

}  // namespace

series_labels::series_labels(std::shared_ptr<const model::graph> g) : graph_(std::move(g)) {
    begins_.reserve(graph_->size() + 1);
    shorts_.reserve(graph_->size());
    for (std::size_t i = 0; i < graph_->size(); ++i) {
        begins_.push_back(static_cast<std::uint32_t>(texts_.size()));
        const model::vertex_id id{static_cast<std::uint32_t>(i)};
        labels l = labels_of(*graph_, id);
        shorts_.push_back(static_cast<std::uint32_t>(std::string_view{l}.size()));
        if (graph_->at(id).kind == model::vertex_kind::signal)
            l.add("node", graph_->name(node_of(*graph_, id)))
                .add("kind", model::kind_of(graph_->spec_of(graph_->at(id).signal)->probe));
        texts_ += l;
    }
    begins_.push_back(static_cast<std::uint32_t>(texts_.size()));
    texts_.shrink_to_fit();
}

}  // namespace hm::daemon
