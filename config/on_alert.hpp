// on_alert: { owner, runbook, severity, labels } of a flow, component, dependency, region, or the model: what
// alerts about it say, beside what happened.
#pragma once

#include "config/reader.hpp"
#include "model/alerts/severity.hpp"

namespace hm::config {

inline constexpr std::size_t max_note_labels = 20;
inline constexpr std::size_t max_note_text = 1000;  // bytes of an owner, a runbook, a label's value

void read_on_alert(const member& m, model::alerts::notes& into, report& out);
// `page` or `ticket`.
std::optional<model::alerts::severity> as_severity(const node& n, report& out);

}  // namespace hm::config
