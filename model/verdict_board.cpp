#include "model/verdict_board.hpp"

#include <algorithm>

namespace hm::model {

namespace {

std::vector<weight> shares_of(const definition& d, std::span<const region_id> regions) {
    std::vector<weight> shares;
    for (const region_id r : regions) shares.push_back(d.at(r).share);
    return shares;
}

verdict_machine machine_for(const definition& d, std::span<const region_id> regions) {
    return {shares_of(d, regions), d.traffic};
}

}  // namespace

verdict_board::verdict_board(std::shared_ptr<const graph> g)
    : graph_(std::move(g)), regions_(machine_for(graph_->source(), graph_->source().region_ids())) {
    const definition& d = graph_->source();
    for (std::size_t i = 0; i < d.entities.size(); ++i) {
        const entity& e = d.entities[i];
        if (e.kind != entity_kind::flow || e.where == scope::global) continue;
        flows_.push_back({entity_id{static_cast<std::uint32_t>(i)}, e.regions, machine_for(d, e.regions)});
    }
}

bool verdict_board::every_flow_unhealthy(const evaluator& health, region_id r) const {
    bool any = false;
    const flag_set region = health.at(graph_->region(r)).routing.flags;
    for (const edge& e : graph_->need_edges(graph_->region(r))) {
        const standing flow = seen_by(region, health.at(e.child).routing);
        if (flow.flags.has(flag::maintenance)) continue;
        if (flow.now != state::unhealthy) return false;
        any = true;
    }
    return any;
}

bool verdict_board::step(const evaluator& health, moment now) {
    take_words(now);
    evidence_.clear();
    for (std::size_t i = 0; i < graph_->source().regions.size(); ++i) {
        const region_id r{static_cast<std::uint16_t>(i)};
        const standing& routing = health.at(graph_->region(r)).routing;
        evidence_.push_back({routing.now, routing.points, every_flow_unhealthy(health, r)});
    }
    bool changed = regions_.step(evidence_, now);

    for (flow_group& group : flows_) {
        evidence_.clear();
        for (region_id r : group.regions) {
            const standing& routing = health.at(graph_->instance(group.flow, r)).routing;
            evidence_.push_back({routing.now, routing.points, routing.now == state::unhealthy});
        }
        changed = group.machine.step(evidence_, now) || changed;
    }
    return changed;
}

void verdict_board::adopt(const verdict_board& before) {
    overrides_ = before.overrides_;
    overrides_are_new_ = true;
    const definition& old = before.graph_->source();
    const auto place_in = [&](std::span<const region_id> now, std::span<const region_id> then) {
        std::vector<std::optional<std::size_t>> was;
        for (const region_id r : now) {
            const auto found = std::find_if(then.begin(), then.end(), [&](region_id t) {
                return old.at(t).name == graph_->source().at(r).name;
            });
            was.push_back(found == then.end()
                              ? std::nullopt
                              : std::optional{static_cast<std::size_t>(found - then.begin())});
        }
        return was;
    };
    regions_.adopt(before.regions_, place_in(graph_->source().region_ids(), old.region_ids()));
    for (flow_group& group : flows_) {
        const std::string& name = graph_->source().at(group.flow).name;
        for (const flow_group& then : before.flows_)
            if (old.at(then.flow).name == name)
                group.machine.adopt(then.machine, place_in(group.regions, then.regions));
    }
}

steady_time verdict_board::next_deadline() const {
    steady_time next = std::min(regions_.next_deadline(), next_expiry_at_);
    for (const flow_group& group : flows_) next = std::min(next, group.machine.next_deadline());
    return next;
}

steady_time verdict_board::next_dwell_end() const {
    steady_time next = steady_time::max();
    const auto look_at = [&](const verdict_machine& machine) {
        for (const region_verdict& v : machine.verdicts()) next = std::min(next, v.due);
    };
    look_at(regions_);
    for (const flow_group& group : flows_) look_at(group.machine);
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
