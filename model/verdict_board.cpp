#include "model/verdict_board.hpp"

#include <algorithm>

namespace hm::model {

verdict_board::verdict_board(std::shared_ptr<const graph> g, verdict_rules rules)
    : graph_(std::move(g)), regions_(graph_->source().regions.size(), rules) {
    const definition& d = graph_->source();
    for (std::size_t i = 0; i < d.entities.size(); ++i) {
        const entity& e = d.entities[i];
        if (e.kind != entity_kind::flow || e.where == scope::global) continue;
        flows_.push_back(
            {entity_id{static_cast<std::uint32_t>(i)}, e.regions, verdict_machine{e.regions.size(), rules}});
    }
}

bool verdict_board::every_flow_unhealthy(const evaluator& health, region_id r) const {
    const auto flows = graph_->need_edges(graph_->region(r));
    return !flows.empty() && std::all_of(flows.begin(), flows.end(), [&](const edge& e) {
        return health.at(e.child).routing == state::unhealthy;
    });
}

bool verdict_board::step(const evaluator& health, moment now) {
    evidence_.clear();
    for (std::size_t i = 0; i < graph_->source().regions.size(); ++i) {
        const region_id r{static_cast<std::uint16_t>(i)};
        const vertex_health& h = health.at(graph_->region(r));
        evidence_.push_back({h.routing, h.routing_score, every_flow_unhealthy(health, r)});
    }
    bool changed = regions_.step(evidence_, now);

    for (flow_group& group : flows_) {
        evidence_.clear();
        for (region_id r : group.regions) {
            const vertex_health& h = health.at(graph_->instance(group.flow, r));
            evidence_.push_back({h.routing, h.routing_score, h.routing == state::unhealthy});
        }
        changed = group.machine.step(evidence_, now) || changed;
    }
    return changed;
}

steady_time verdict_board::next_deadline() const {
    steady_time next = regions_.next_deadline();
    for (const flow_group& group : flows_) next = std::min(next, group.machine.next_deadline());
    return next;
}

verdict_table verdict_board::table(moment now) const {
    verdict_table t;
    t.model = graph_;
    t.at = now;
    t.regions.assign(regions_.verdicts().begin(), regions_.verdicts().end());
    const std::size_t regions = graph_->source().regions.size();
    for (const flow_group& group : flows_) {
        verdict_table::flow_row row{group.flow, std::vector<region_verdict>(regions),
                                    std::vector<bool>(regions, false)};
        for (std::size_t i = 0; i < group.regions.size(); ++i) {
            row.regions[index(group.regions[i])] = group.machine.verdicts()[i];
            row.runs_in[index(group.regions[i])] = true;
        }
        t.flows.push_back(std::move(row));
    }
    return t;
}

}  // namespace hm::model
