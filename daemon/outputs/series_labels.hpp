// The labels of every node and signal of one model, as text that a page is put together from. Made once for
// each model: there are more series than nodes, and a page every second.
#pragma once

#include "model/graph.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace hm::daemon {

class series_labels {
public:
    explicit series_labels(std::shared_ptr<const model::graph> g);

    // node="api@eu",entity="api",kind="component",region="eu"; of a signal: signal="api@eu/up",entity=…
    std::string_view of(model::vertex_id id) const {
        return in_full(id).substr(0, shorts_[model::index(id)]);
    }
    // Of a signal, further: …,node="api@eu",kind="http".
    std::string_view in_full(model::vertex_id id) const {
        const std::size_t i = model::index(id);
        return std::string_view{texts_}.substr(begins_[i], begins_[i + 1] - begins_[i]);
    }
    const std::shared_ptr<const model::graph>& graph() const { return graph_; }

private:
    std::shared_ptr<const model::graph> graph_;
    std::string texts_;
    std::vector<std::uint32_t> begins_;  // by vertex, and one more
    std::vector<std::uint32_t> shorts_;  // by vertex: the length of of()
};

}  // namespace hm::daemon
