// What would have been, had another model been in use: the recorded states of signals go through the real
// evaluator and the real verdict machines, on a clock of their own, and the outcome is laid beside what was
// recorded. Signals stay as they were judged then; operators' overrides are not repeated. Of alerts it tells
// when rules on states and verdicts would have fired, were they muted by nothing and held back by no cause.
#pragma once

#include "daemon/history/recorded_past.hpp"
#include "model/alerts/rule.hpp"
#include "model/graph.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace hm::daemon {

// A while in which something was not what it would have been.
struct replay_difference {
    model::wall_time from{}, to{};
    std::string what;                // a node; REGION or REGION/FLOW; RULE/NODE
    std::string recorded, replayed;  // states, verdicts, "firing" or "quiet"
    std::string source;              // of a recorded verdict
};

struct flow_outcome {
    std::string flow;
    model::duration unhealthy_recorded{0}, unhealthy_replayed{0};
    model::duration degraded_recorded{0}, degraded_replayed{0};
    std::optional<model::parts_per_billion> objective;
    model::duration allowed{0};  // unhealthy, by the objective, in this while
};

struct replay_report {
    std::size_t signals = 0;                // of the model that have a past
    std::size_t signal_changes = 0;         // that were replayed
    std::vector<std::string> not_recorded;  // signals of the model without one: they count as unknown
    std::vector<std::string> nodes_added;   // of the model, that the history does not know
    std::vector<replay_difference> states, verdicts, alerts;  // oldest first
    std::vector<flow_outcome> flows;

    bool differs() const { return !states.empty() || !verdicts.empty(); }
};

replay_report replay(const std::shared_ptr<const model::graph>& g, const recorded_past& past,
                     const std::vector<model::alerts::rule>& rules = model::alerts::default_rules());

}  // namespace hm::daemon
