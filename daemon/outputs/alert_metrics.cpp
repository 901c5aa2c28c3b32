#include "daemon/alerts/alert_desk.hpp"
#include "daemon/outputs/alerts.hpp"
#include "daemon/outputs/exposition.hpp"

#include <array>

namespace hm::daemon {

using namespace model::alerts;

namespace {

void add_counts(std::string& to, const alert_picture& p) {
    family active(to, metric_type::gauge, "healthmodel_alerts_active",
                  "Alerts by what they ask for and how far they are: pending, muted, held back, firing.");
    for (const severity level : {severity::page, severity::ticket})
        for (const phase at : {phase::pending, phase::muted, phase::held, phase::firing}) {
            std::int64_t n = 0;
            for (const alert_row& a : p.alerts) n += a.is.what.level == level && a.is.now == at;
            active.add(labels{"severity", to_string(level)}.add("phase", to_string(at)), n);
        }
    family begun(to, metric_type::counter, "healthmodel_alerts_incidents_total",
                 "Incidents that were told of.");
    for (const auto& [rule, n] : p.begun) begun.add(labels{"rule", rule}, n);
    family(to, metric_type::counter, "healthmodel_alerts_left_out_total",
           "What was found beyond the most alerts there may be, and not told of.")
        .add(labels{}, p.left_out);
}

void add_destinations(std::string& to, const alert_picture& p) {
    const auto each = [&](metric_type type, std::string_view name, std::string_view help, auto value) {
        family f(to, type, name, help);
        for (const destination_row& d : p.destinations) f.add(labels{"destination", d.of.name}, value(d));
    };
    family notices(to, metric_type::counter, "healthmodel_alerts_notices_total",
                   "Notices by where they were to go and what came of it.");
    for (const destination_row& d : p.destinations) {
        notices.add(labels{"destination", d.of.name}.add("result", "delivered"), d.health.delivered);
        notices.add(labels{"destination", d.of.name}.add("result", "failed"), d.health.failed);
        notices.add(labels{"destination", d.of.name}.add("result", "lost"), d.health.lost);
    }
    each(metric_type::gauge, "healthmodel_alerts_waiting",
         "Incidents of which it has to be told something yet.",
         [](const destination_row& d) { return d.waiting; });
    family last(to, metric_type::gauge, "healthmodel_alerts_last_success_timestamp_seconds",
                "When something was last delivered there.");
    for (const destination_row& d : p.destinations)
        if (d.health.last_success != model::wall_time{})
            last.add(labels{"destination", d.of.name}, seconds(d.health.last_success));
}

}  // namespace

void add_alert_metrics(std::string& to, const output_context& context) {
    if (context.alerts == nullptr) return;
    const auto p = context.alerts->picture();
    add_counts(to, *p);
    add_destinations(to, *p);
    if (p->store)
        family(to, metric_type::gauge, "healthmodel_alerts_store_usable",
               "1 while incidents are kept on the disk; 0: a restart would forget them.")
            .add(labels{}, p->store->usable ? 1 : 0);
}

}  // namespace hm::daemon
