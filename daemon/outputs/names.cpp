#include "daemon/outputs/names.hpp"

namespace hm::daemon {

std::string_view kind_of(const model::graph& g, model::vertex_id id) {
    const model::vertex& v = g.at(id);
    switch (v.kind) {
        case model::vertex_kind::signal:
            return "signal";
        case model::vertex_kind::region:
            return "region";
        case model::vertex_kind::root:
            return "root";
        default:
            return to_string(g.source().at(v.source).kind);
    }
}

std::string_view entity_of(const model::graph& g, model::vertex_id id) {
    const model::vertex& v = g.at(id);
    return v.source == model::entity_id::none ? std::string_view{} : g.source().at(v.source).name;
}

std::string_view region_of(const model::graph& g, model::vertex_id id) {
    const model::vertex& v = g.at(id);
    return v.place == model::region_id::none ? std::string_view{} : g.source().at(v.place).name;
}

model::vertex_id node_of(const model::graph& g, model::vertex_id signal) {
    const model::vertex& v = g.at(signal);
    return v.place == model::region_id::none ? g.seen_from_elsewhere(v.source)
                                             : g.instance(v.source, v.place);
}

}  // namespace hm::daemon
