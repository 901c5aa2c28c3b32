// The calculated SLO: what the design can promise, from what is stated of its parts (`sla:`, `availability:`)
// and from how they hang together. Exact as long as parts fail independently of each other, which no
// arithmetic can check: what fails together by a common cause (a bad release, a region's power) is not in it.
#pragma once

#include "model/slo/bounds.hpp"
#include "model/slo/structure.hpp"

#include <chrono>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace hm::model {

// What allowed and expected downtime are told for.
inline constexpr std::chrono::seconds slo_period = std::chrono::days{30};

// Whether the design gives an objective. `undecided`: it lies between the bounds of what is too entangled.
enum class reach : std::uint8_t { yes, no, undecided };

std::string_view to_string(reach r);

// `down` against 1 - objective. Objectives have seven decimals, calculations an error of some 1e-15 of their
// value, so that what differs by less than 1e-12 of it is meant to be the same.
reach reach_of(const chance_range& down, parts_per_billion objective);

// What a flow loses by one entity, in all its places together.
struct slo_cost {
    entity_id what{};
    double gain = 0;        // so much less unavailability if it never failed: a share of time
    double importance = 0;  // Birnbaum's: unavailability if it is surely down, less that if it is surely up
};

struct calculated_flow {
    entity_id flow{};
    chance_range down;  // wherever it runs, together: a share of time
    std::vector<std::pair<region_id, chance_range>> in_regions;
    std::optional<reach> reachable;               // absent: without objective
    std::optional<double> naive;                  // the product (naive.hpp), where it can be told
    std::optional<chance_range> one_more_region;  // absent: global
    // The dearest first; absent: too entangled.
    std::optional<std::vector<slo_cost>> costs;
};

struct calculated_slo {
    std::shared_ptr<const graph> wholes;
    std::vector<chance_range> down;      // by vertex of `wholes`
    std::vector<calculated_flow> flows;  // in the order of the definition
    std::vector<entity_id> assumed;      // components and dependencies that count as 100 %
    std::vector<vertex_id> entangled;    // bounds only
};

// What is worked out beside the figures of the nodes.
struct slo_details {
    bool naive = true, costs = true, one_more_region = true;
};

// Looking at each entity of each flow costs as much as this many nodes of diagrams, at most; then `costs` is
// absent.
inline constexpr std::size_t max_cost_work = 300'000'000;

calculated_slo calculate_slo(const definition& d, const slo_limits& limits = {}, slo_details wanted = {});

}  // namespace hm::model
