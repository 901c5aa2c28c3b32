// What the model file declares, checked and complete: names resolved, defaults applied, ${…} substituted.
// Made by config/, turned into a graph by model/graph.hpp. Immutable after load.
#pragma once

#include "model/alerts/severity.hpp"
#include "model/edge_map.hpp"
#include "model/ids.hpp"
#include "model/maintenance.hpp"
#include "model/rollup_rule.hpp"
#include "model/scale.hpp"
#include "model/signal_spec.hpp"
#include "model/slo/objective.hpp"
#include "model/slo/stated.hpp"
#include "model/traffic_rules.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hm::model {

// group: an inline group of needs, which config/ unfolds into an entity of its own (`checkout.any-of-1`).
// witness: what tells the daemon that it is itself well connected; nobody needs it.
enum class entity_kind : std::uint8_t { flow, component, dependency, group, witness };
enum class scope : std::uint8_t { regional, global };
enum class criticality : std::uint8_t { high, medium, low };

std::string_view to_string(entity_kind k);
std::string_view to_string(scope s);
std::string_view to_string(criticality c);
std::string_view to_string(rollup_kind k);

struct region {
    std::string name;
    weight share = weight_one;                // configured share of traffic, relative to the other regions
    std::map<std::string, std::string> vars;  // ${region.x}
    alerts::notes on_alert{};
};

// "needs": from the entity that holds it to the one it names.
struct need {
    entity_id target = entity_id::none;
    std::optional<std::size_t> signal;  // only this signal of the target, not its rollup
    weight share = weight_one;
    impact effect = impact::standard;
    std::vector<map_entry> map;        // after `effect`
    bool drop_unknown = false;         // an unknown child is left out of the count
    bool essential = false;            // the parent is never better than this child's contributed state
    std::vector<std::string> affects;  // abilities that are impaired while the child is unhealthy
};

struct signal_definition {
    std::string name;
    // One for each region of the entity, in the order of entity::regions; exactly one for a global entity.
    // Places with the same text share the pointer.
    std::vector<std::shared_ptr<const signal_spec>> places;
};

// What a node makes of children that are unknown: by bounds (rollup.hpp); leave them out; or take unknown as
// a state like any other, at its place in the order.
enum class unknown_policy : std::uint8_t { bounds, drop, state };

// What a node is when none of its children counts: a state; nothing at all, so that its parents leave it out;
// or what its rule says of no children.
struct empty_policy {
    enum class kind : std::uint8_t { unknown, state, drop, evaluate };

    kind as = kind::unknown;
    grade to;  // kind state

    friend bool operator==(const empty_policy&, const empty_policy&) = default;
};

// How a node comes to its state, beside the rules of its two groups of children.
struct node_policy {
    unknown_policy unknown = unknown_policy::bounds;
    std::optional<duration> hold;     // while it would be unknown: its last known state, for at most so long
    parts_per_billion min_known = 0;  // below this share of known children it is unknown, unless surely bad
    empty_policy empty;
    std::vector<std::pair<grade, grade>> output;  // what becomes of the result

    friend bool operator==(const node_policy&, const node_policy&) = default;
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
    node_policy policy;
    criticality weight_class = criticality::high;     // flows only
    std::optional<parts_per_billion> objective;       // the share of the time for which it is to be available
    std::shared_ptr<const slo::objective> attained;   // how that is held against what happens; null without
    std::optional<parts_per_billion> sla;             // what the provider promises
    std::optional<stated_availability> availability;  // its own, whatever it needs
    alerts::notes on_alert{};
};

struct definition {
    std::string name;  // also the root node's
    scale states = scale::standard();
    std::vector<region> regions;                     // at least one
    std::vector<entity> entities;                    // needs are acyclic
    rollup_rule region_rollup = rollup_kind::flows;  // of a region's flows
    rollup_rule root_rollup = rollup_kind::worst;    // of all flows
    entity_id witnesses = entity_id::none;  // a global entity of kind witness, with one signal per witness
    std::vector<maintenance_window> maintenance;
    traffic_rules traffic;
    std::vector<slo::composite> slos;  // objectives for several entities together
    alerts::notes on_alert{};          // of the root, and of all that say nothing themselves

    const entity& at(entity_id id) const { return entities[index(id)]; }
    const region& at(region_id id) const { return regions[index(id)]; }
    bool has_region(std::string_view region_name) const;
    // Whether there is a verdict of this region, or of this flow in it (`flow_name` not empty).
    bool has_verdict(std::string_view region_name, std::string_view flow_name) const;
    std::vector<region_id> region_ids() const;
};

}  // namespace hm::model
