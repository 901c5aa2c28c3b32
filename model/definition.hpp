// What the model file declares, checked and complete: names resolved, defaults applied, ${…} substituted.
// Made by config/, turned into a graph by model/graph.hpp. Immutable after load.
#pragma once

#include "model/ids.hpp"
#include "model/maintenance.hpp"
#include "model/signal_spec.hpp"
#include "model/state.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hm::model {

// group: an inline group of needs, which config/ unfolds into an entity of its own (`checkout.any-of-1`).
// witness: what tells the daemon that it is itself well connected; nobody needs it.
enum class entity_kind : std::uint8_t { flow, component, dependency, group, witness };
enum class scope : std::uint8_t { regional, global };
enum class criticality : std::uint8_t { high, medium, low };

// How much of a child's trouble reaches the parent; see edge_map in graph.hpp for the exact table.
enum class impact : std::uint8_t { standard, limited, at_most_degraded, suppressed };

enum class rollup_kind : std::uint8_t { worst, weighted, redundant, best, at_least };

std::string_view to_string(entity_kind k);
std::string_view to_string(scope s);
std::string_view to_string(criticality c);
std::string_view to_string(impact i);
std::string_view to_string(rollup_kind k);

// A weight, in thousandths, so that sums are exact: 1 is 1000, 0.5 is 500.
using weight = std::uint32_t;
inline constexpr weight weight_one = 1000;
inline constexpr weight max_weight = 1'000'000 * weight_one;

// An exact ratio in parts per billion: 99.95 % is 999'500'000.
using parts_per_billion = std::int64_t;
inline constexpr parts_per_billion whole = 1'000'000'000;

// How many of the counted children: so many, or that share of them.
struct quorum {
    std::uint32_t count = 0;
    std::optional<parts_per_billion> share;  // instead of the count

    // Exactly: n·1e9 ≥ share·of, in integers.
    bool met_by(std::uint32_t n, std::uint32_t of) const;
    friend bool operator==(const quorum&, const quorum&) = default;
};

// Enough healthy children: healthy. Otherwise, enough degraded or better: degraded. Otherwise unhealthy.
// A quorum that is not there is never met.
struct at_least_rule {
    std::optional<quorum> healthy;
    std::optional<quorum> degraded;
    friend bool operator==(const at_least_rule&, const at_least_rule&) = default;
};

struct rollup_rule {
    rollup_kind kind = rollup_kind::worst;
    at_least_rule at_least;  // kind at_least

    rollup_rule() = default;
    rollup_rule(rollup_kind k) : kind(k) {}  // implicit: most rules are a word
    explicit rollup_rule(at_least_rule r) : kind(rollup_kind::at_least), at_least(r) {}
    friend bool operator==(const rollup_rule&, const rollup_rule&) = default;
};

struct region {
    std::string name;
    weight share = weight_one;                // configured share of traffic, relative to the other regions
    std::map<std::string, std::string> vars;  // ${region.x}
};

// "needs": from the entity that holds it to the one it names.
struct need {
    entity_id target = entity_id::none;
    std::optional<std::size_t> signal;  // only this signal of the target, not its rollup
    weight share = weight_one;
    impact effect = impact::standard;
    bool essential = false;            // the parent is never better than this child's contributed state
    std::vector<std::string> affects;  // abilities that are impaired while the child is unhealthy
};

struct signal_definition {
    std::string name;
    // One for each region of the entity, in the order of entity::regions; exactly one for a global entity.
    // Places with the same text share the pointer.
    std::vector<std::shared_ptr<const signal_spec>> places;
};

struct entity {
    entity_kind kind = entity_kind::component;
    std::string name;
    scope where = scope::regional;
    std::vector<region_id> regions;  // where it runs; empty for a global entity
    std::vector<need> needs;
    std::vector<signal_definition> signals;
    rollup_rule rollup = rollup_kind::worst;          // of its needs
    rollup_rule signals_rollup = rollup_kind::worst;  // of its own signals
    rollup_rule across_regions = rollup_kind::redundant;
    criticality weight_class = criticality::high;  // flows only
    std::optional<parts_per_billion> objective;    // attained SLO is tracked against it
    std::optional<parts_per_billion> sla;          // what the provider promises
};

struct definition {
    std::string name;                       // also the root node's
    std::vector<region> regions;            // at least one
    std::vector<entity> entities;           // needs are acyclic
    entity_id witnesses = entity_id::none;  // a global entity of kind witness, with one signal per witness
    std::vector<maintenance_window> maintenance;

    const entity& at(entity_id id) const { return entities[index(id)]; }
    const region& at(region_id id) const { return regions[index(id)]; }
    bool has_region(std::string_view region_name) const;
};

}  // namespace hm::model
