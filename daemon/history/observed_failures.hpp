// Which parts of a model were seen to fail together: recorded states of signals go through the rules by which
// an entity judges them, whatever it needs besides, and what was down at the same time is laid beside chance.
#pragma once

#include "daemon/history/recorded_past.hpp"
#include "daemon/store/sqlite.hpp"
#include "model/graph.hpp"
#include "model/slo/co_failures.hpp"

#include <memory>
#include <string>
#include <vector>

namespace hm::daemon {

struct observed_failures {
    model::wall_time from{}, to{};
    std::chrono::milliseconds recorded{0};  // of that, history was kept
    std::vector<std::string> parts;         // "db@eu"
    model::slo::co_failures found;          // of these
};

// Bounded: of a past in which more happened, the newest of it is looked at, and `from` says so.
inline constexpr std::int64_t max_failure_rows = 500'000;

// Both: `own_parts` as model/slo/own_parts.hpp has it.
observed_failures observe_failures(database& db, const std::shared_ptr<const model::graph>& own_parts,
                                   model::wall_time from, model::wall_time to,
                                   std::int64_t max_rows = max_failure_rows);
observed_failures observe_failures(const recorded_past& past,
                                   const std::shared_ptr<const model::graph>& own_parts);

}  // namespace hm::daemon
