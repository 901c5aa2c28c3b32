// Overrides as JSON: in the API, in the status, in the events.
#pragma once

#include "daemon/outputs/json_writer.hpp"
#include "daemon/override_desk.hpp"
#include "model/snapshot.hpp"

#include <optional>
#include <string>

namespace hm::daemon {

// The members of an open object: id, kind, region, flow, node, reason, author, ticket, since, until,
// rate_percent_per_minute, breaks; `in_model`: false when no model in use has what it is about.
void write_override(json_writer& w, const model::operator_override& o, const model::graph& g);

// Those in force, as the value of a key; of one node: those about it.
void write_overrides(json_writer& w, const model::snapshot& s);
void write_overrides_of(json_writer& w, const model::snapshot& s, model::vertex_id node);

// {"usable", "trouble", …}, or null without a store.
void write_store(json_writer& w, const std::optional<store_health>& store);

// What came of a wish: {"durable", "override", "replaced", "verdicts": [{region, …}]}.
std::string outcome_json(const override_report& r, bool dry_run = false);

std::string overrides_json(const model::snapshot& s, const std::optional<store_health>& store);
// With those that are over, newest first.
std::string all_overrides_json(const model::snapshot& s, const kept_past& past);
std::string audit_json(const kept_past& past);

}  // namespace hm::daemon
