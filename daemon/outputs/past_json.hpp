// The past as JSON: rendered on hm-history, where it was found, so that nobody else's thread does it.
#pragma once

#include "daemon/history/history_keeper.hpp"
#include "daemon/history/queries.hpp"

#include <string>
#include <vector>

namespace hm::daemon {

std::string transitions_json(const history_range& asked, const history_page<transition>& found,
                             const std::vector<kept_span>& kept);
std::string verdicts_json(const history_range& asked, const history_page<verdict_change>& found,
                          const std::vector<kept_span>& kept);

// Of one node or signal.
struct past_of_one {
    past_subject what;
    std::optional<transition> at_start;  // how it stood at the begin of the range
    history_page<transition> changes;
    std::optional<latency_points> latency;  // of a signal
    std::vector<kept_span> kept;
};
std::string past_of_one_json(const history_range& asked, const past_of_one& found);

struct past_picture {
    bool is_covered = false;
    past_page nodes;
    std::vector<verdict_change> verdicts;
    bool has_verdicts = false;  // on the first page
};
std::string past_picture_json(model::wall_time time, const past_picture& found);

std::string history_json(const history_health& health, const history_bounds& bounds,
                         const std::vector<kept_span>& kept);

}  // namespace hm::daemon
