#include "daemon/outputs/slo_metrics.hpp"

#include "daemon/outputs/attained_json.hpp"
#include "daemon/outputs/exposition.hpp"
#include "daemon/outputs/names.hpp"

#include <functional>

namespace hm::daemon {

namespace {

using model::slo::attained_target;
using model::slo::attainment;

// Targets are parts per billion.
constexpr int target_places = 9;
static_assert(model::whole == 1'000'000'000);

// slo="browse@eu",flow="browse",region="eu",sli="available"
labels labels_of(const attainment& a, const model::definition& d, std::string_view sli) {
    labels l{"slo", a.key};
    if (a.entity != model::entity_id::none) {
        const model::entity& e = d.at(a.entity);
        if (e.kind == model::entity_kind::flow) l.add("flow", e.name);
        l.add("entity", e.name);
    }
    if (a.place != model::region_id::none) l.add("region", d.at(a.place).name);
    l.add("sli", sli);
    return l;
}

using visit = std::function<void(const attainment&, const attained_target&, const labels&)>;

void for_each_target(const model::snapshot& s, const visit& see) {
    const model::definition& d = s.model->source();
    for (const attainment& a : *s.attained) {
        see(a, a.available, labels_of(a, d, "available"));
        if (a.healthy) see(a, *a.healthy, labels_of(a, d, "healthy"));
    }
}

// As a Prometheus text has it: +Inf is a number there.
void add_number(family& f, const labels& l, const std::optional<double>& value) {
    if (value) f.add(l, *value);
}

}  // namespace

void add_slo_metrics(std::string& to, const model::snapshot& s) {
    family objective(to, metric_type::gauge, "healthmodel_slo_objective_ratio",
                     "The share that is to be available (sli=\"available\": not unhealthy) or healthy "
                     "(neither unhealthy nor degraded), 0 to 1.");
    for_each_target(s, [&](const attainment&, const attained_target& t, const labels& l) {
        objective.add(l, decimal{t.target, target_places});
    });
    family attained(
        to, metric_type::gauge, "healthmodel_slo_attained_ratio",
        "The share that was, over the objective's window, 0 to 1; absent while nothing was counted.");
    for_each_target(s, [&](const attainment&, const attained_target& t, const labels& l) {
        add_number(attained, l, t.attained);
    });
    family remaining(to, metric_type::gauge, "healthmodel_slo_error_budget_remaining_ratio",
                     "What is left of the error budget: 1 is all of it, below 0 more than all is spent.");
    for_each_target(s, [&](const attainment&, const attained_target& t, const labels& l) {
        add_number(remaining, l, t.budget_remaining);
    });
    family burn(
        to, metric_type::gauge, "healthmodel_slo_burn_rate",
        "How fast the error budget burns, by window: at 1 it is spent when the objective's window is over.");
    for_each_target(s, [&](const attainment& a, const attained_target& t, const labels& l) {
        for (std::size_t w = 0; w < a.windows.size(); ++w)
            add_number(burn, l.with("window", window_word(a.windows[w])), t.burn_rates[w]);
    });
    family alerts(
        to, metric_type::gauge, "healthmodel_slo_burn_alert",
        "1 while the budget burns faster than the alert allows, over its long window and its short one.");
    for_each_target(s, [&](const attainment& a, const attained_target&, const labels& l) {
        const bool of_degraded = std::string_view{l}.ends_with("sli=\"healthy\"");
        for (const model::slo::alert_state& each : a.alerts)
            if (each.of_degraded == of_degraded)
                alerts.add(
                    l.with("severity", to_string(each.rule.kind)).add("window", window_word(each.rule.over)),
                    each.fires ? 1 : 0);
    });
}

}  // namespace hm::daemon
