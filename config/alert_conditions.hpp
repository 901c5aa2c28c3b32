// How a signal that asks for an alert is judged: not by conditions that somebody writes, but by what the
// alerts that fire are worth, which the probe counts.
#pragma once

#include "model/signal_spec.hpp"

namespace hm::config {

// Whether it asks for one; or for a value, which nobody judges without a condition.
bool judges_alerts(const model::signal_spec& spec);
bool asks_for_value(const model::signal_spec& spec);

// Gives it the conditions, and the fields that they look at.
void set_alert_conditions(model::signal_spec& spec);

}  // namespace hm::config
