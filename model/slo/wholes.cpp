#include "model/slo/wholes.hpp"

#include <algorithm>

namespace hm::model {

namespace {

// Where there is nothing else that could count, or something to fail.
bool has_leaf(const entity& e) {
    return !e.signals.empty() || e.needs.empty() || stated_unavailability(e).has_value();
}

void make_whole(entity& e) {
    const std::size_t places = e.where == scope::global ? 1 : e.regions.size();
    const bool has = has_leaf(e);
    e.signals.clear();
    e.signals_rollup = rollup_kind::worst;
    for (need& n : e.needs)
        if (n.signal) n.signal = 0;
    static const auto no_probe = std::make_shared<const signal_spec>();
    if (has) e.signals.push_back({"itself", {places, no_probe}});
}

std::vector<bool> below_flows(const graph& g) {
    std::vector<bool> below(g.size(), false);
    below[index(g.root())] = true;
    for (std::size_t i = g.size(); i-- > 0;)  // parents stand behind their children
        for (const edge& e : g.edges(vertex_id{static_cast<std::uint32_t>(i)}))
            if (below[i]) below[index(e.child)] = true;
    return below;
}

}  // namespace

std::shared_ptr<const graph> as_wholes(const definition& d) {
    auto whole_things = std::make_shared<definition>(d);
    for (entity& e : whole_things->entities) make_whole(e);
    return std::make_shared<const graph>(std::move(whole_things));
}

std::optional<double> stated_unavailability(const entity& e) {
    if (!e.sla && !e.availability) return std::nullopt;
    const double promised = e.sla ? unavailability(*e.sla) : 0;
    const double own = e.availability ? unavailability(*e.availability) : 0;
    return in_series(promised, own);
}

std::vector<slo_leaf> leaves_of(const graph& wholes) {
    std::vector<slo_leaf> leaves;
    for (const signal_id s : wholes.signals()) {
        const vertex_id id = wholes.vertex_of(s);
        const vertex& v = wholes.at(id);
        const double down = stated_unavailability(wholes.source().at(v.source)).value_or(0);
        if (down > 0) leaves.push_back({id, v.source, v.place, down});
    }
    return leaves;
}

std::vector<entity_id> assumed_perfect(const graph& wholes) {
    const std::vector<bool> below = below_flows(wholes);
    const definition& d = wholes.source();
    std::vector<bool> counts(d.entities.size(), false);
    for (std::size_t i = 0; i < wholes.size(); ++i)
        if (const entity_id source = wholes.at(vertex_id{static_cast<std::uint32_t>(i)}).source;
            below[i] && source != entity_id::none)
            counts[index(source)] = true;
    std::vector<entity_id> assumed;
    for (std::size_t i = 0; i < d.entities.size(); ++i) {
        const entity& e = d.entities[i];
        const bool can_fail = e.kind == entity_kind::component || e.kind == entity_kind::dependency;
        if (can_fail && counts[i] && !stated_unavailability(e))
            assumed.push_back(entity_id{static_cast<std::uint32_t>(i)});
    }
    return assumed;
}

}  // namespace hm::model
