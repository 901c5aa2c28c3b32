#include "model/slo/own_parts.hpp"

namespace hm::model {

std::shared_ptr<const graph> as_own_parts(const definition& d) {
    auto alone = std::make_shared<definition>(d);
    for (entity& e : alone->entities) {
        e.needs.clear();
        e.rollup = rollup_kind::worst;
        e.policy.hold.reset();  // what is unknown is unknown
    }
    return std::make_shared<const graph>(std::move(alone));
}

bool is_own_part(const graph& own_parts, vertex_id id) {
    const vertex& v = own_parts.at(id);
    if (v.kind != vertex_kind::entity || own_parts.edges(id).empty()) return false;
    const entity_kind kind = own_parts.source().at(v.source).kind;
    return kind == entity_kind::component || kind == entity_kind::dependency;
}

}  // namespace hm::model
