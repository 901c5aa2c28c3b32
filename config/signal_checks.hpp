// Do the parts of one signal make sense together? Conditions that can never be seen, or that look at what the
// probe does not have.
#pragma once

#include "config/probe_kinds.hpp"
#include "model/signal_spec.hpp"

namespace hm::config {

// `degraded`, `unhealthy`: where the conditions stand; null when they do not.
void check_signal(const model::signal_spec& spec, const probe_kind& kind, const member* degraded,
                  const member* unhealthy, report& out);

}  // namespace hm::config
