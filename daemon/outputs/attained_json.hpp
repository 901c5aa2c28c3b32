// What is attained of one objective, as JSON: for /api/v1/slo and the status.
#pragma once

#include "daemon/outputs/json_writer.hpp"
#include "model/snapshot.hpp"

#include <chrono>
#include <string>

namespace hm::daemon {

// 5m, 1h, 1d, 30d: how windows are called, also in metrics.
std::string window_word(std::chrono::seconds window);

// Of an entity over its regions; null without an objective.
const model::slo::attainment* attained_of(const model::snapshot& s, model::entity_id entity);

// An object: key, method, window, from, until, targets with their budgets and burn rates, alerts
// (daemon/README.md).
void write_attained(json_writer& w, const model::slo::attainment& a);

// All of them, as a list: also those of single regions, of other nodes, and composites.
void write_all_attained(json_writer& w, const model::snapshot& s);

}  // namespace hm::daemon
