// When rules of alerts would have fired in the past, by timelines alone: after `for:`, until `clear_for:`,
// and what is unclear begins and ends nothing. As model/alerts/machine does it, without what mutes alerts or
// holds symptoms back.
#pragma once

#include "daemon/history/timeline.hpp"
#include "model/alerts/finding.hpp"

#include <optional>

namespace hm::daemon {

// What a rule finds of a subject; nothing: all is well.
using truth_line = timeline<std::optional<model::alerts::truth>>;

timeline<bool> firing(const truth_line& found, const model::alerts::rule& by, model::wall_time end);

}  // namespace hm::daemon
