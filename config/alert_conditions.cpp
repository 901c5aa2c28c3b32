#include "config/alert_conditions.hpp"

#include <fmt/format.h>

namespace hm::config {

namespace {

using model::condition;

// More than none of what the probe counts in this field.
condition any_in(model::signal_spec& spec, std::string_view field, const std::string& alert) {
    condition::node n;
    n.what = model::field::body;
    n.body_index = static_cast<std::uint16_t>(spec.body_paths.size());
    n.text = fmt::format("{}: {} alerts > 0", alert, field);
    spec.body_paths.push_back({std::string{field}});
    return {.nodes = {n}, .text = n.text};
}

}  // namespace

bool judges_alerts(const model::signal_spec& spec) {
    const auto* asked = std::get_if<model::prometheus_spec>(&spec.probe);
    return asked != nullptr && !asked->alert.empty();
}

bool asks_for_value(const model::signal_spec& spec) {
    const auto* asked = std::get_if<model::prometheus_spec>(&spec.probe);
    return asked != nullptr && !asked->query.empty();
}

void set_alert_conditions(model::signal_spec& spec) {
    const std::string& alert = std::get<model::prometheus_spec>(spec.probe).alert;
    spec.unhealthy = any_in(spec, model::unhealthy_alerts_field, alert);
    spec.degraded = any_in(spec, model::degraded_alerts_field, alert);
}

}  // namespace hm::config
