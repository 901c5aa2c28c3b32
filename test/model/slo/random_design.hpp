// Random models (test/model/random_model.hpp) with figures for some of their entities, and a second opinion
// on them: every combination of leaves, one by one, by the evaluator.
#pragma once

#include "model/health.hpp"
#include "model/slo/structure.hpp"
#include "test/model/random_model.hpp"

#include <bit>
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

inline double chance_of(const std::vector<slo_leaf>& leaves, std::uint64_t combination) {
    double chance = 1;
    for (std::size_t i = 0; i < leaves.size(); ++i)
        chance *= combination >> i & 1 ? leaves[i].unavailability : 1 - leaves[i].unavailability;
    return chance;
}

// How likely each vertex is bad, by the same combinations in the order of a Gray code: one leaf changes at a
// time, and a vertex is looked at only when it changes. So twenty leaves take a second or two.
inline std::vector<double> sums_over_combinations(const std::shared_ptr<const graph>& wholes) {
    evaluator e{wholes};
    const std::vector<slo_leaf> leaves = leaves_of(*wholes);
    for (const signal_id s : wholes->signals()) e.set_leaf(s, {state::healthy, true});
    // Of a bad vertex, less the weight of all combinations before it became so.
    std::vector<double> sum(wholes->size(), 0);
    std::vector<bool> bad(wholes->size(), false);
    double before = 0;
    const auto note = [&](std::size_t v, bool now) {
        if (now == bad[v]) return;
        sum[v] += now ? -before : before;
        bad[v] = now;
    };
    const auto is_bad = [&](std::size_t v) { return e.table()[v].health.now == state::unhealthy; };
    e.evaluate();
    for (std::size_t v = 0; v < wholes->size(); ++v) note(v, is_bad(v));
    for (std::uint64_t step = 1; step >> leaves.size() == 0; ++step) {
        before += chance_of(leaves, (step - 1) ^ (step - 1) >> 1);
        const std::uint64_t combination = step ^ step >> 1;
        const auto i = static_cast<std::size_t>(std::countr_zero(step));  // the leaf that changes
        const bool down = combination >> i & 1;
        e.set_leaf(wholes->at(leaves[i].vertex).signal, {down ? state::unhealthy : state::healthy, true});
        for (const vertex_id id : e.evaluate()) note(index(id), is_bad(index(id)));
    }
    before = 1;
    for (std::size_t v = 0; v < wholes->size(); ++v) note(v, false);
    return sum;
}

}  // namespace hm::model::test
