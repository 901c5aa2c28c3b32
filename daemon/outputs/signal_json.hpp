// One signal for people who look into it: what it probes and when (never a secret: header values, bodies and
// queries are left out), what it is judged to be, and its last runs with their phases.
// `last` is as probes::recent_runs tells it: the first one has the addresses, and the newest TLS facts.
#pragma once

#include "daemon/outputs/context.hpp"
#include "daemon/outputs/json_writer.hpp"
#include "model/signal_spec.hpp"

#include <string>

namespace hm::daemon {

// Where it goes, as far as it may be shown: "https://api.test/health", "db.test:6379"; empty: nowhere.
std::string shown_target(const model::probe_spec& spec);

// The members probe, schedule and conditions of an open object.
void write_spec(json_writer& w, const model::signal_spec& spec);

std::string signal_json(const model::snapshot& s, model::vertex_id signal, const observations& last);

}  // namespace hm::daemon
