// Random models (test/model/random_model.hpp) with figures for some of their entities, and a second opinion
// on them: every combination of leaves, one by one, by the evaluator.
#pragma once

#include "model/health.hpp"
#include "model/slo/structure.hpp"
#include "test/model/random_model.hpp"

#include <memory>
#include <vector>

namespace hm::model::test {

// Small figures and large ones, so that every combination carries some of the weight.
inline std::optional<stated_availability> random_figure(dice& d) {
    switch (roll(d, 4)) {
        case 0:
            return std::nullopt;
        case 1:
            return repair_times{std::chrono::hours{1 + roll(d, 1000)}, std::chrono::minutes{roll(d, 6000)}};
        default:
            return static_cast<parts_per_billion>(roll(d, 1001)) * (whole / 1000);
    }
}

// At most so many leaves.
inline std::shared_ptr<const definition> random_design(dice& d, std::size_t max_leaves,
                                                       random_options options = {}) {
    definition m = random_graph(d, options)->source();
    std::size_t leaves = 0;
    for (entity& e : m.entities) {
        const std::size_t places = e.where == scope::global ? 1 : e.regions.size();
        if (leaves + places > max_leaves) continue;
        e.availability = random_figure(d);
        if (one_in(d, 3)) e.sla = static_cast<parts_per_billion>(roll(d, 1001)) * (whole / 1000);
        if (stated_unavailability(e)) leaves += places;
    }
    return std::make_shared<const definition>(std::move(m));
}

// Calls `see(evaluator, chance)` for every combination of leaves that are down, and how likely it is.
template <class See>
void for_each_combination(const std::shared_ptr<const graph>& wholes, const See& see) {
    evaluator e{wholes};
    const std::vector<slo_leaf> leaves = leaves_of(*wholes);
    for (const signal_id s : wholes->signals()) e.set_leaf(s, {state::healthy, true});
    for (std::uint64_t combination = 0; combination >> leaves.size() == 0; ++combination) {
        double chance = 1;
        for (std::size_t i = 0; i < leaves.size(); ++i) {
            const bool down = combination >> i & 1;
            chance *= down ? leaves[i].unavailability : 1 - leaves[i].unavailability;
            e.set_leaf(wholes->at(leaves[i].vertex).signal, {down ? state::unhealthy : state::healthy, true});
        }
        e.evaluate();
        see(e, chance);
    }
}

}  // namespace hm::model::test
