#include "model/alerts/rule.hpp"

namespace hm::model::alerts {

std::string_view to_string(severity s) {
    return s == severity::page ? "page" : "ticket";
}

std::optional<severity> parse_severity(std::string_view text) {
    for (const severity s : {severity::ticket, severity::page})
        if (to_string(s) == text) return s;
    return std::nullopt;
}

notes completed(notes of_it, const notes& of_all) {
    if (of_it.owner.empty()) of_it.owner = of_all.owner;
    if (of_it.runbook.empty()) of_it.runbook = of_all.runbook;
    of_it.labels.insert(of_all.labels.begin(), of_all.labels.end());
    return of_it;
}

std::string_view to_string(rule_kind k) {
    switch (k) {
        case rule_kind::states:
            return "states";
        case rule_kind::verdict:
            return "verdict";
        case rule_kind::burn_rate:
            return "burn_rate";
        case rule_kind::stale:
            return "stale";
        case rule_kind::certificate:
            return "certificate";
        case rule_kind::daemon:
            return "daemon";
    }
    return "";
}

std::string_view to_string(subject_kind k) {
    switch (k) {
        case subject_kind::root:
            return "root";
        case subject_kind::region:
            return "region";
        case subject_kind::flow:
            return "flow";
        case subject_kind::component:
            return "component";
        case subject_kind::dependency:
            return "dependency";
        case subject_kind::signal:
            return "signal";
    }
    return "";
}

std::string_view to_string(trouble t) {
    switch (t) {
        case trouble::store:
            return "store";
        case trouble::suspicion:
            return "suspicion";
        case trouble::overload:
            return "overload";
    }
    return "";
}

std::vector<rule> default_rules() {
    using namespace std::chrono_literals;
    const selection all_of_it{
        .nodes = {}, .kinds = {subject_kind::root, subject_kind::region}, .classes = {}, .regions = {}};
    std::vector<rule> rules(5);
    for (rule& r : rules) r.clear_for = 1min;

    rules[0].name = "unhealthy";
    rules[0].whom = all_of_it;
    rules[0].states = {state::unhealthy};
    rules[0].lasting = 1min;

    rules[1].name = "degraded";
    rules[1].whom = all_of_it;
    rules[1].states = {state::degraded, state::unhealthy};
    rules[1].lasting = 5min;
    rules[1].level = severity::ticket;

    rules[2].name = "region-down";
    rules[2].what = rule_kind::verdict;

    rules[3].name = "burn-rate";
    rules[3].what = rule_kind::burn_rate;

    rules[4].name = "daemon";
    rules[4].what = rule_kind::daemon;
    rules[4].lasting = 1min;
    rules[4].level = severity::ticket;

    for (rule& r : rules)
        if (r.level == severity::page) r.remind = 4h;
    return rules;
}

}  // namespace hm::model::alerts
