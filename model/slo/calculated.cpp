#include "model/slo/calculated.hpp"

#include "model/slo/alternatives.hpp"
#include "model/slo/chances.hpp"
#include "model/slo/naive.hpp"

#include <algorithm>
#include <map>

namespace hm::model {

namespace {

constexpr double same = 1e-12;  // see reach_of

std::vector<double> unavailability_of(std::span<const slo_leaf> leaves) {
    std::vector<double> down;
    for (const slo_leaf& l : leaves) down.push_back(l.unavailability);
    return down;
}

// The entities that a function asks for, each with the variables of its places.
std::map<entity_id, std::vector<std::size_t>> asked_entities(const structure& s, const bad_chance& chance) {
    std::map<entity_id, std::vector<std::size_t>> entities;
    const std::vector<bool> asked = chance.asked(s.leaves().size());
    for (std::size_t v = 0; v < asked.size(); ++v)
        if (asked[v]) entities[s.leaves()[v].what].push_back(v);
    return entities;
}

class calculation {
public:
    calculation(const structure& s, slo_details wanted)
        : s_(s), g_(s.model()), wanted_(wanted), down_(unavailability_of(s.leaves())) {}

    calculated_slo run(std::shared_ptr<const graph> wholes) {
        calculated_slo r;
        r.wholes = std::move(wholes);
        r.down = unavailabilities(s_, down_);
        r.assumed = assumed_perfect(g_);
        if (wanted_.naive) naive_ = naive_unavailabilities(g_);
        for (std::size_t v = 0; v < g_.size(); ++v)
            if (const vertex_id id{static_cast<std::uint32_t>(v)}; !s_.function_of(id))
                r.entangled.push_back(id);
        for (std::size_t i = 0; i < g_.source().entities.size(); ++i)
            if (g_.source().entities[i].kind == entity_kind::flow)
                r.flows.push_back(flow(entity_id{static_cast<std::uint32_t>(i)}, r.down));
        return r;
    }

private:
    calculated_flow flow(entity_id id, const std::vector<chance_range>& down) {
        const entity& e = g_.source().at(id);
        const vertex_id everywhere = g_.seen_from_elsewhere(id);
        calculated_flow f;
        f.flow = id;
        f.down = down[index(everywhere)];
        for (region_id r : e.regions) f.in_regions.emplace_back(r, down[index(g_.instance(id, r))]);
        if (e.objective) f.reachable = reach_of(f.down, *e.objective);
        if (wanted_.naive) f.naive = naive_[index(everywhere)];
        if (wanted_.costs) f.costs = costs(everywhere);
        return f;
    }

    std::optional<std::vector<slo_cost>> costs(vertex_id id) {
        const auto function = s_.function_of(id);
        if (!function) return std::nullopt;
        const bad_chance chance{s_.functions(), *function, [this](std::uint32_t value) {
                                    return s_.standing_of(value).now == state::unhealthy;
                                }};
        const double now = chance(down_);
        const std::vector<double> slopes = chance.slopes(down_);
        std::vector<slo_cost> all;
        std::vector<entity_id> in_several_places;
        std::vector<std::vector<std::size_t>> places;
        for (auto& [what, variables] : asked_entities(s_, chance)) {
            if (variables.size() > 1) {
                in_several_places.push_back(what);
                places.push_back(std::move(variables));
                continue;
            }
            const double slope = slopes[variables.front()];
            all.push_back({what, slope * down_[variables.front()], slope});
        }
        if (work_left_ < places.size() * chance.size()) return std::nullopt;
        work_left_ -= places.size() * chance.size();
        const std::vector<bad_chance::swing> swings = chance.swings(down_, places);
        for (std::size_t i = 0; i < swings.size(); ++i)
            all.push_back({in_several_places[i], now - swings[i].up, swings[i].down - swings[i].up});
        std::stable_sort(all.begin(), all.end(),
                         [](const slo_cost& a, const slo_cost& b) { return a.gain > b.gain; });
        return all;
    }

    const structure& s_;
    const graph& g_;
    const slo_details wanted_;
    const std::vector<double> down_;
    std::vector<std::optional<double>> naive_;
    std::size_t work_left_ = max_cost_work;
};

void add_one_more_region(calculated_slo& r, const definition& d, const slo_limits& limits) {
    const alternative more = with_regions(d, d.regions.size() + 1);
    const auto* changed = std::get_if<std::shared_ptr<const definition>>(&more);
    if (changed == nullptr) return;
    const structure s{as_wholes(**changed), limits};
    const std::vector<chance_range> down = unavailabilities(s, unavailability_of(s.leaves()));
    for (calculated_flow& f : r.flows)
        if (d.at(f.flow).where == scope::regional)
            f.one_more_region = down[index(s.model().seen_from_elsewhere(f.flow))];
}

}  // namespace

std::string_view to_string(reach r) {
    switch (r) {
        case reach::yes:
            return "yes";
        case reach::no:
            return "no";
        case reach::undecided:
            return "undecided";
    }
    return {};
}

reach reach_of(const chance_range& down, parts_per_billion objective) {
    const double allowed = unavailability(objective) * (1 + same);
    if (down.highest <= allowed) return reach::yes;
    return down.lowest <= allowed ? reach::undecided : reach::no;
}

calculated_slo calculate_slo(const definition& d, const slo_limits& limits, slo_details wanted) {
    const auto wholes = as_wholes(d);
    const structure s{wholes, limits};
    calculated_slo r = calculation{s, wanted}.run(wholes);
    if (wanted.one_more_region) add_one_more_region(r, d, limits);
    return r;
}

}  // namespace hm::model
