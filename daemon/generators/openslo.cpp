#include "daemon/generators/openslo.hpp"

#include <fmt/format.h>

#include <array>
#include <optional>
#include <utility>

namespace hm::daemon {

namespace {

using model::definition;
using model::slo::method;
using model::slo::objective;
using std::chrono::seconds;

// Of the first day of a week, a month and a quarter.
constexpr std::string_view calendar_start = "2024-01-01 00:00:00";

// OpenSLO has one unit per duration.
std::string one_unit(seconds t) {
    constexpr std::array<std::pair<seconds, char>, 3> units{
        {{std::chrono::days{1}, 'd'}, {std::chrono::hours{1}, 'h'}, {std::chrono::minutes{1}, 'm'}}};
    for (const auto& [unit, letter] : units)
        if (t >= unit && t % unit == seconds{0}) return fmt::format("{}{}", t / unit, letter);
    return fmt::format("{}s", t.count());
}

// Exact: 0.9995, never 0.99949999.
std::string fraction(std::int64_t parts, std::int64_t of) {
    std::string digits = fmt::format("{:0{}}", parts % of, fmt::formatted_size("{}", of) - 1);
    while (digits.size() > 1 && digits.back() == '0') digits.pop_back();
    return fmt::format("{}.{}", parts / of, digits);
}

std::string ratio(model::parts_per_billion p) {
    return fraction(p, model::whole);
}

std::string_view method_word(method how) {
    constexpr std::array<std::string_view, 3> words{"RatioTimeslices", "Timeslices", "Occurrences"};
    return words[static_cast<std::size_t>(how)];
}

std::string time_window(const model::slo::budget_window& window) {
    if (const auto* rolling = std::get_if<seconds>(&window))
        return fmt::format("    - duration: {}\n      isRolling: true\n", one_unit(*rolling));
    constexpr std::array<std::string_view, 4> lengths{"1d", "1w", "1M", "1Q"};
    const auto& calendar = std::get<model::slo::calendar_window>(window);
    return fmt::format(
        "    - duration: {}\n      isRolling: false\n      calendar:\n        startTime: \"{}\"\n"
        "        timeZone: {}\n",
        lengths[static_cast<std::size_t>(calendar.unit)], calendar_start, calendar.zone.name);
}

std::string signal_name(const definition& d, const model::slo::counted_signal& s) {
    return d.at(s.entity).name + "/" + d.at(s.entity).signals[s.signal].name;
}

// One of the two targets of an objective.
struct sli {
    std::string name;
    std::string node;  // that its metrics name
    const objective& wanted;
    bool degraded;
};

std::string counted(const definition& d, std::string_view role, const model::slo::counted_signal& s) {
    return fmt::format(
        "        {}:\n          metricSource:\n            type: healthmodel\n            spec:\n"
        "              signal: {}\n",
        role, signal_name(d, s));
}

// 1 while it counts as good, by the numbers of healthmodel_state_info: healthy 0, degraded 1, unhealthy 2.
std::string indicator(const definition& d, const sli& s) {
    std::string text =
        fmt::format("  indicator:\n    metadata:\n      name: {}\n    spec:\n      ratioMetric:\n", s.name);
    if (s.wanted.events)
        return text + "        counter: true\n" + counted(d, "good", s.wanted.events->good) +
               counted(d, "total", s.wanted.events->total);
    const std::string_view good = s.degraded ? "== bool 0" : "<= bool 1";
    return text +
           fmt::format(
               "        counter: false\n        rawType: success\n        raw:\n          metricSource:\n"
               "            type: Prometheus\n            spec:\n"
               "              query: 'healthmodel_node_state{{node=\"{}\"}} {}'\n",
               s.node, good);
}

std::string objectives(const sli& s) {
    const model::parts_per_billion target = s.degraded ? *s.wanted.degraded : s.wanted.target;
    std::string text = fmt::format("  objectives:\n    - displayName: {}\n      target: {}\n",
                                   s.degraded ? "healthy" : "available", ratio(target));
    if (s.wanted.how == method::events) return text;
    if (s.wanted.how == method::slices)
        text += fmt::format("      timeSliceTarget: {}\n", ratio(s.wanted.slice_target));
    return text + fmt::format("      timeSliceWindow: {}\n", one_unit(s.wanted.slice));
}

std::string alert_policy(const sli& s, std::size_t number, const model::slo::burn_alert& alert,
                         seconds period) {
    const std::string name = fmt::format("{}-{}-{}", s.name, to_string(alert.kind), number + 1);
    const double limit = burn_rate_limit(alert, period);
    return fmt::format(
        "    - kind: AlertPolicy\n      metadata:\n        name: {0}\n        annotations:\n"
        "          healthmodel/short-window: {5}\n      spec:\n"
        "        alertWhenBreaching: true\n        alertWhenResolved: true\n        conditions:\n"
        "          - kind: AlertCondition\n            metadata:\n              name: {0}\n"
        "            spec:\n              severity: {1}\n              condition:\n"
        "                kind: burnrate\n                op: gt\n                threshold: {2:.6g}\n"
        "                lookbackWindow: {3}\n                alertAfter: {4}\n"
        "        notificationTargets: []\n",
        name, to_string(alert.kind), limit, one_unit(alert.over), one_unit(alert.lasting),
        one_unit(alert.recent));
}

// A month of 30 days, where the calendar decides.
seconds usual_period(const model::slo::budget_window& window) {
    if (const auto* rolling = std::get_if<seconds>(&window)) return *rolling;
    constexpr std::array<int, 4> days{1, 7, 30, 90};
    const auto unit = std::get<model::slo::calendar_window>(window).unit;
    return std::chrono::days{days[static_cast<std::size_t>(unit)]};
}

std::string slo_document(const definition& d, const sli& s) {
    std::string text =
        fmt::format("---\napiVersion: openslo/v1\nkind: SLO\nmetadata:\n  name: {}\nspec:\n  service: {}\n",
                    s.name, d.name);
    text += indicator(d, s);
    text += "  timeWindow:\n" + time_window(s.wanted.window);
    text += fmt::format("  budgetingMethod: {}\n", method_word(s.wanted.how));
    text += objectives(s);
    if (s.wanted.alerts.empty()) return text;
    text += "  alertPolicies:\n";
    for (std::size_t i = 0; i < s.wanted.alerts.size(); ++i)
        text += alert_policy(s, i, s.wanted.alerts[i], usual_period(s.wanted.window));
    return text;
}

}  // namespace

std::string openslo(const definition& d) {
    std::string text =
        fmt::format("apiVersion: openslo/v1\nkind: Service\nmetadata:\n  name: {}\nspec: {{}}\n", d.name);
    for (const model::entity& e : d.entities) {
        if (!e.attained) continue;
        text += slo_document(d, {e.name, e.name, *e.attained, false});
        if (e.attained->degraded) text += slo_document(d, {e.name + "-healthy", e.name, *e.attained, true});
    }
    return text;
}

}  // namespace hm::daemon
