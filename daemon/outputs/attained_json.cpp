#include "daemon/outputs/attained_json.hpp"

#include <algorithm>
#include <cmath>

namespace hm::daemon {

namespace {

using model::slo::alert_state;
using model::slo::attained_target;
using model::slo::attainment;
using std::chrono::seconds;

// JSON has no infinity: null is what cannot be told as a number.
void write_number(json_writer& w, const std::optional<double>& value) {
    if (value && std::isfinite(*value))
        w.number(*value);
    else
        w.null();
}

double ratio(model::parts_per_billion p) {
    return static_cast<double>(p) / static_cast<double>(model::whole);
}

void write_window(json_writer& w, const attainment& a) {
    if (const auto* rolling = std::get_if<seconds>(&a.wanted->window)) {
        w.key("window").text(window_word(*rolling));
        return;
    }
    const auto& calendar = std::get<model::slo::calendar_window>(a.wanted->window);
    w.key("window").text(to_string(calendar.unit));
    w.key("zone").text(calendar.zone.name);
}

// Times in seconds; slices and events as they are.
void write_amounts(json_writer& w, const attained_target& t, model::slo::method how) {
    if (how != model::slo::method::time) {
        w.key(how == model::slo::method::slices ? "bad_slices" : "bad_events").integer(t.bad);
        w.key(how == model::slo::method::slices ? "slices" : "events").integer(t.total);
        return;
    }
    const auto in_seconds = [](std::int64_t ns) {
        return std::chrono::duration<double>(model::duration{ns}).count();
    };
    w.key("bad_s").number(in_seconds(t.bad));
    w.key("counted_s").number(in_seconds(t.total));
    if (t.budget) w.key("budget_s").integer(t.budget->count());
    if (t.affordable) w.key("affordable_s").integer(t.affordable->count());
}

void write_target(json_writer& w, const attainment& a, const attained_target& t) {
    const auto o = w.object();
    w.key("objective").number(ratio(t.target));
    w.key("attained");
    write_number(w, t.attained);
    w.key("budget_remaining");
    write_number(w, t.budget_remaining);
    write_amounts(w, t, a.wanted->how);
    const auto rates = w.key("burn_rates").object();
    for (std::size_t i = 0; i < a.windows.size(); ++i) {
        w.key(window_word(a.windows[i]));
        write_number(w, t.burn_rates[i]);
    }
}

void write_alert(json_writer& w, const alert_state& alert) {
    const auto o = w.object();
    w.key("severity").text(to_string(alert.rule.kind));
    w.key("sli").text(alert.of_degraded ? "healthy" : "available");
    w.key("over").text(window_word(alert.rule.over));
    w.key("short").text(window_word(alert.rule.recent));
    w.key("burn_rate").number(alert.limit);
    w.key("fires").boolean(alert.fires);
    if (alert.since) w.key("since").time(*alert.since);
}

}  // namespace

std::string window_word(seconds window) {
    constexpr std::chrono::days day{1};
    const bool whole_days = window >= day && window % day == seconds{0};
    return whole_days ? std::to_string(window / day) + "d" : model::format_duration(window);
}

const attainment* attained_of(const model::snapshot& s, model::entity_id entity) {
    const auto found = std::find_if(s.attained->begin(), s.attained->end(), [&](const attainment& a) {
        return a.entity == entity && a.place == model::region_id::none;
    });
    return found == s.attained->end() ? nullptr : &*found;
}

void write_attained(json_writer& w, const attainment& a) {
    const auto o = w.object();
    w.key("id").text(a.key);
    w.key("method").text(to_string(a.wanted->how));
    write_window(w, a);
    if (a.from) w.key("from").time(*a.from);
    if (a.until) w.key("until").time(*a.until);
    w.key("available");
    write_target(w, a, a.available);
    if (a.healthy) {
        w.key("healthy");
        write_target(w, a, *a.healthy);
    }
    const auto alerts = w.key("alerts").array();
    for (const alert_state& each : a.alerts) write_alert(w, each);
}

void write_all_attained(json_writer& w, const model::snapshot& s) {
    const auto list = w.array();
    for (const attainment& a : *s.attained) write_attained(w, a);
}

}  // namespace hm::daemon
