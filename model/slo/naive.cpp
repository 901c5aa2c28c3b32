#include "model/slo/naive.hpp"

#include "model/slo/gatherer.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace hm::model {

namespace {

// How a vertex stands, and how likely that is; empty: not known.
using outlook = std::vector<std::pair<standing, double>>;

void add(outlook& to, const standing& s, double chance) {
    const auto same = std::find_if(to.begin(), to.end(), [&](const auto& e) { return e.first == s; });
    if (same == to.end())
        to.emplace_back(s, chance);
    else
        same->second += chance;
}

outlook of_leaf(const scale& states, double down) {
    const auto as = [&](grade g) { return standing{g, {}, states.nominal(g)}; };
    outlook r{{as(states.of(state::healthy)), 1 - down}};
    if (down > 0) r.emplace_back(as(states.of(state::unhealthy)), down);
    return r;
}

outlook of_node(const graph& g, vertex_id id, const std::vector<outlook>& below) {
    gatherer sums{g, id, false};
    std::map<std::uint32_t, double> chances{{gatherer::nobody, 1}};
    const auto edges = g.edges(id);
    for (std::size_t n = 0; n < edges.size(); ++n) {
        const outlook& child = below[index(edges[n].child)];
        if (child.empty() || sums.size() > max_naive_sums) return {};
        std::map<std::uint32_t, double> next;
        for (const auto& [others, chance] : chances)
            for (const auto& [s, likely] : child) next[sums.with(others, n, s)] += chance * likely;
        chances = std::move(next);
    }
    outlook r;
    for (const auto& [all, chance] : chances) add(r, sums.outcome(all), chance);
    return r;
}

}  // namespace

std::vector<std::optional<double>> naive_unavailabilities(const graph& wholes) {
    std::vector<double> down(wholes.size(), 0);
    for (const slo_leaf& l : leaves_of(wholes)) down[index(l.vertex)] = l.unavailability;
    std::vector<outlook> all(wholes.size());
    std::vector<std::optional<double>> result(wholes.size());
    for (std::size_t v = 0; v < wholes.size(); ++v) {
        const vertex_id id{static_cast<std::uint32_t>(v)};
        all[v] = wholes.at(id).kind == vertex_kind::signal ? of_leaf(wholes.states(), down[v])
                                                           : of_node(wholes, id, all);
        if (all[v].empty()) continue;
        double bad = 0;
        for (const auto& [s, chance] : all[v]) bad += s.now == state::unhealthy ? chance : 0;
        result[v] = bad;
    }
    return result;
}

}  // namespace hm::model
