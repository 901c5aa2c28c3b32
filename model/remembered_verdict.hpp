// What outlives a restart: all that a verdict machine knows of one region, or of one flow in one, as plain
// values. A store writes these records whenever a verdict changes, and renews `at` at least every minute, so
// that their age tells how long nobody looked; verdict_board makes them and takes them back. Overrides are
// not in here: they have records of their own.
#pragma once

#include "model/verdict.hpp"

#include <optional>
#include <string>

namespace hm::model {

struct remembered_verdict {
    std::string region;
    std::string flow;  // empty: the region's own verdict
    wall_time at{};    // when this was so; older than traffic_rules::remember is not believed
    bool warm = true;  // false: nothing was known, and only what is frozen counts

    verdict routing = verdict::up, computed = verdict::up, effective = verdict::up;
    verdict_source source = verdict_source::computed;
    int weight_percent = 100;
    score value;
    bool total_failure = false;
    wall_time since{}, computed_since{}, evidence_at{};

    int well_weight = 100;               // by the last score that was not unhealthy's
    bool down = false;                   // by its dwell, whatever `computed` says while nothing is known
    std::optional<wall_time> went_down;  // the last time, if ever
    std::optional<wall_time> came_back;
    int flaps = 0;                           // how often min_down has been doubled
    std::optional<wall_time> ramp_began;     // while it lasts
    std::optional<wall_time> removed;        // by the guard's leave, while it is out
    std::optional<wall_time> last_removal;   // by the guard, of any region of the group
    std::optional<int> weight_before_drain;  // while it is drained slowly

    // What a freeze tells, also while a stronger word is told instead.
    std::string frozen_by;  // the override's id; empty: nothing is frozen
    verdict frozen = verdict::up;
    int frozen_weight = 100;

    friend bool operator==(const remembered_verdict&, const remembered_verdict&) = default;
};

}  // namespace hm::model
