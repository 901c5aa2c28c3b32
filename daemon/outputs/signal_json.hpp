// One signal for people who look into it: what it probes and when (never a secret: header values, bodies and
// queries are left out), what it is judged to be, and its last runs with their phases.
#pragma once

#include "daemon/outputs/context.hpp"

#include <string>

namespace hm::daemon {

std::string signal_json(const model::snapshot& s, model::vertex_id signal, const observations& last);

}  // namespace hm::daemon
