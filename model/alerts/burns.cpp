#include "model/alerts/burns.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace hm::model::alerts {

namespace {

severity severity_of(slo::severity s) {
    return s == slo::severity::page ? severity::page : severity::ticket;
}

std::string node_of(const graph& g, const slo::attainment& a) {
    if (a.entity == entity_id::none) return g.name(g.root());
    const vertex_id v =
        a.place == region_id::none ? g.seen_from_elsewhere(a.entity) : g.instance(a.entity, a.place);
    return v == vertex_id::none ? std::string{} : g.name(v);
}

std::string name_of(const slo::attainment& a, const slo::alert_state& x) {
    return fmt::format("{}{}{}-{}{}", a.composite, a.composite.empty() ? "" : "-",
                       to_string(severity_of(x.rule.kind)), format_duration(x.rule.over),
                       x.of_degraded ? "-degraded" : "");
}

std::optional<double> rate_of(const slo::attainment& a, const slo::attained_target& t,
                              const slo::alert_state& x) {
    const auto at = std::ranges::find(a.windows, x.rule.over);
    const auto i = static_cast<std::size_t>(at - a.windows.begin());
    return i < t.burn_rates.size() ? t.burn_rates[i] : std::nullopt;
}

// "within 1h the error budget burnt 17.2 times as fast as it lasts; the limit is 14.4 times"
std::string words_of(const slo::attainment& a, const slo::attained_target& t, const slo::alert_state& x) {
    std::string text = fmt::format("within {} the error budget burnt", format_duration(x.rule.over));
    if (const auto rate = rate_of(a, t, x)) text += fmt::format(" {:.3g} times", *rate);
    text += fmt::format(" as fast as it lasts; the limit is {:.3g} times", x.limit);
    if (t.budget_remaining) text += fmt::format(", and {:.3g} % of it are left", *t.budget_remaining * 100);
    return text;
}

}  // namespace

std::vector<reported_burn> burns_of(const snapshot& s) {
    std::vector<reported_burn> all;
    for (const slo::attainment& a : *s.attained)
        for (const slo::alert_state& x : a.alerts) {
            const slo::attained_target& t = x.of_degraded && a.healthy ? *a.healthy : a.available;
            reported_burn b;
            b.name = name_of(a, x);
            b.node = node_of(*s.model, a);
            b.level = severity_of(x.rule.kind);
            b.firing = x.fires;
            b.known = t.attained.has_value();
            if (x.fires) b.words = words_of(a, t, x);
            all.push_back(std::move(b));
        }
    return all;
}

}  // namespace hm::model::alerts
