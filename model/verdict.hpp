// What load balancers are told about a region, or about a flow in one. Values only: verdict_machine.hpp makes
// them, the answers render them.
#pragma once

#include "model/override.hpp"
#include "model/state.hpp"
#include "model/time.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

namespace hm::model {

enum class verdict : std::uint8_t { up, degraded, down };
enum class verdict_source : std::uint8_t {
    computed,
    ramp,     // computed, with a weight that still grows
    warming,  // nothing is known yet
    held,     // the routing state is unknown: the last verdict
    guard,
    panic,
    freeze,
    force_up,
    drain,
};

std::string_view to_string(verdict v);
std::string_view to_string(verdict_source s);

// What a routing state says by itself: an unknown one is no reason to send anybody away.
verdict verdict_of(state routing);

// What the rollup says of one region at one evaluation.
struct region_evidence {
    state routing = state::unknown;
    score routing_score;
    bool total_failure = false;  // every flow's routing state is unhealthy
};

struct region_verdict {
    verdict routing = verdict::up;    // what the routing state says now (the last known while it is unknown)
    verdict computed = verdict::up;   // the same, after its dwell: with source computed, this is told
    verdict effective = verdict::up;  // what is told
    verdict_source source = verdict_source::warming;
    score value;               // of the routing view; the last known while it is unknown
    int weight_percent = 100;  // of the region's configured share; 0 when down
    bool total_failure = false;
    wall_time since{};  // of `effective`
    wall_time computed_since{};
    wall_time evidence_at{};  // when the routing state was last known

    // Whatever its own evidence will be, a region that is down does not come back before this; min(): no
    // promise.
    steady_time stays_until = steady_time::min();
    // If the evidence stays as it is, `computed` follows `routing` at this time; max(): it does already.
    steady_time due = steady_time::max();
    std::optional<duration> last_outage;  // how long it was told to take nothing, once that is over
    // The operator's word that is behind source drain, force_up and freeze; null otherwise.
    std::shared_ptr<const operator_override> said;

    bool serves() const { return effective != verdict::down; }
    friend bool operator==(const region_verdict&, const region_verdict&) = default;
};

}  // namespace hm::model
