#include "model/slo/conditional.hpp"

#include <algorithm>

namespace hm::model {

namespace {

// Any figure makes a leaf of an entity; in `figures` its value is what the model says.
constexpr parts_per_billion some_figure = whole / 2;

definition with_leaves(const definition& d, std::span<const slo_condition> conditions) {
    definition changed = d;
    for (const slo_condition& c : conditions) {
        entity& e = changed.entities[index(c.what)];
        if (stated_unavailability(e).value_or(0) == 0) e.availability = some_figure;
    }
    return changed;
}

std::vector<double> figures(const definition& d, std::span<const slo_leaf> leaves) {
    std::vector<double> down;
    for (const slo_leaf& l : leaves) down.push_back(stated_unavailability(d.at(l.what)).value_or(0));
    return down;
}

void impose(std::vector<double>& down, std::span<const slo_leaf> leaves, const slo_condition& c) {
    for (std::size_t i = 0; i < leaves.size(); ++i) {
        const bool is_there = c.place == region_id::none || c.place == leaves[i].place;
        if (leaves[i].what == c.what && is_there) down[i] = c.down ? 1 : 0;
    }
}

}  // namespace

conditional_slo calculate_slo_given(const definition& d, std::span<const slo_condition> conditions,
                                    const slo_limits& limits) {
    const auto wholes = as_wholes(with_leaves(d, conditions));
    const structure s{wholes, limits};
    std::vector<double> down = figures(d, s.leaves());
    const std::vector<chance_range> before = unavailabilities(s, down);
    for (const slo_condition& c : conditions) impose(down, s.leaves(), c);
    const std::vector<chance_range> after = unavailabilities(s, down);
    conditional_slo r;
    for (std::size_t i = 0; i < d.entities.size(); ++i) {
        if (d.entities[i].kind != entity_kind::flow) continue;
        const entity_id id{static_cast<std::uint32_t>(i)};
        const std::size_t at = index(wholes->seen_from_elsewhere(id));
        r.flows.push_back({id, before[at], after[at]});
    }
    return r;
}

}  // namespace hm::model
