// What load balancers are told about a region (or a flow in it): the routing state, made safe.
// A pure state machine over all regions of one group: evidence and time in, verdicts out. The answers only
// render it. Later steps (dwell, ramp, overrides) add their sources here; the precedence is
//   drain > force_up > freeze > panic > guard > computed.
#pragma once

#include "model/override.hpp"
#include "model/state.hpp"
#include "model/time.hpp"
#include "model/traffic_rules.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

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
    // The operator's word that is behind source drain, force_up and freeze; null otherwise.
    std::shared_ptr<const operator_override> said;

    bool serves() const { return effective != verdict::down; }
    friend bool operator==(const region_verdict&, const region_verdict&) = default;
};

// min(100, 1.4 × score) down to steps of 5 %, and at least 5 for a region that serves.
int weight_percent(score routing_score);

class verdict_machine {
public:
    verdict_machine(std::size_t regions, traffic_rules rules);

    // One step; `evidence` has one entry per region, always in the same order. Returns true when any verdict
    // changed, other than by the age of its evidence.
    bool step(std::span<const region_evidence> evidence, moment now);

    // When a step without new evidence could change something (a hold ends, a paced removal is due);
    // steady_time::max() when never.
    steady_time next_deadline() const { return deadline_; }

    std::span<const region_verdict> verdicts() const { return verdicts_; }

    // Goes on where the machine of an older model stood: was[r] is the region's place there, or none.
    void adopt(const verdict_machine& before, std::span<const std::optional<std::size_t>> was);

private:
    struct memory {
        steady_time known_at{};
        bool ever_known = false;
        bool removed = false;  // with the guard's leave
    };

    void take_evidence(std::size_t region, const region_evidence& e, moment now);
    void apply_guard(moment now);
    void remove_partial_failures(std::size_t total_failures, std::size_t voters, moment now);
    void tell(std::size_t region, verdict v, verdict_source s);
    bool paced(moment now) const;

    traffic_rules rules_;
    std::vector<region_verdict> verdicts_;
    std::vector<memory> memory_;
    bool removed_before_ = false;
    steady_time last_removal_{};
    steady_time deadline_ = steady_time::max();
};

}  // namespace hm::model
