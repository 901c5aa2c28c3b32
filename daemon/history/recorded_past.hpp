// A while of the past, complete and oldest first, as a replay needs it: how everything stood at its begin,
// and what changed since.
#pragma once

#include "daemon/history/history_file.hpp"
#include "daemon/history/records.hpp"

#include <vector>

namespace hm::daemon {

struct recorded_past {
    model::wall_time from{}, to{};
    std::vector<transition> at_start;  // nodes and signals
    std::vector<verdict_change> told_at_start;
    std::vector<transition> changes;  // without those of the score alone
    std::vector<verdict_change> verdict_changes;
    std::vector<kept_span> kept;
};

// More than this is refused: a replay holds it in memory.
inline constexpr std::size_t max_replayed_changes = 2'000'000;

// Throws sqlite_error.
recorded_past read_past(history_file& file, model::wall_time from, model::wall_time to);

}  // namespace hm::daemon
