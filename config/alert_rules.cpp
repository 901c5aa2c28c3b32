#include "config/alerts.hpp"
#include "config/on_alert.hpp"

#include <algorithm>

namespace hm::config {

namespace {

using namespace std::chrono_literals;
using model::criticality;
using model::state;
using model::alerts::rule;
using model::alerts::rule_kind;
using model::alerts::severity;
using model::alerts::subject_kind;
using model::alerts::trouble;

constexpr model::duration longest = std::chrono::hours{24 * 7};
constexpr model::duration shortest_reminder = 5min;
constexpr model::duration default_clear = 1min, default_reminder = 4h;

constexpr std::array<word<state>, 4> state_words{{{"healthy", state::healthy},
                                                  {"degraded", state::degraded},
                                                  {"unhealthy", state::unhealthy},
                                                  {"unknown", state::unknown}}};
constexpr std::array<word<subject_kind>, 6> kind_words{{{"root", subject_kind::root},
                                                        {"region", subject_kind::region},
                                                        {"flow", subject_kind::flow},
                                                        {"component", subject_kind::component},
                                                        {"dependency", subject_kind::dependency},
                                                        {"signal", subject_kind::signal}}};
constexpr std::array<word<criticality>, 3> criticality_words{
    {{"high", criticality::high}, {"medium", criticality::medium}, {"low", criticality::low}}};
constexpr std::array<word<trouble>, 3> trouble_words{
    {{"store", trouble::store}, {"suspicion", trouble::suspicion}, {"overload", trouble::overload}}};
constexpr std::array<word<bool>, 1> verdict_words{{{"down", true}}};
constexpr std::array<word<bool>, 1> any_words{{{"any", true}}};

// The keys that say what a rule is about: one each.
constexpr std::array<word<rule_kind>, 6> kind_keys{{{"states", rule_kind::states},
                                                    {"verdict", rule_kind::verdict},
                                                    {"burn_rate", rule_kind::burn_rate},
                                                    {"stale", rule_kind::stale},
                                                    {"certificate_expires_within", rule_kind::certificate},
                                                    {"daemon", rule_kind::daemon}}};

template <class Value, class Read, class... More>
void read_list(map_reader& keys, std::string_view key, std::vector<Value>& into, report& out, Read as,
               const More&... more) {
    const node* list = keys.optional(key);
    if (list == nullptr) return;
    const auto items = one_or_more(*list);
    if (items.empty()) out.error(list->at, "at least one is needed");
    if (items.size() > max_alert_names)
        return out.error(list->at, fmt::format("more than {} names", max_alert_names));
    into.clear();
    for (const node& item : items)
        if (auto value = as(item, out, more...)) into.push_back(std::move(*value));
}

void read_kind(const member& m, rule_kind what, map_reader& keys, rule& into, report& out) {
    into.what = what;
    const node& n = m.value;
    switch (what) {
        case rule_kind::states:
            return read_list(keys, m.key, into.states, out, as_word<state, 4>, state_words);
        case rule_kind::verdict:
            as_word(n, out, verdict_words);
            return;
        case rule_kind::burn_rate:
        case rule_kind::stale:
            as_word(n, out, any_words);
            return;
        case rule_kind::certificate:
            into.expires_within = as_duration(n, out, 1h, 365 * 24h).value_or(into.expires_within);
            return;
        case rule_kind::daemon:
            if (n.what == node::kind::scalar && n.text == "any")
                into.troubles.clear();
            else
                read_list(keys, m.key, into.troubles, out, as_word<trouble, 3>, trouble_words);
            return;
    }
}

// What the rule is about: exactly one thing; of a default rule it stays.
void read_kinds(const member& m, bool is_default, map_reader& keys, rule& into, report& out) {
    const rule_kind before = into.what;
    int found = 0;
    for (const auto& [key, what] : kind_keys) {
        const member* part = keys.find(key);
        if (part == nullptr) continue;
        ++found;
        if (is_default && what != before) {
            out.error(part->key_at, fmt::format("the default rule {} is about something else", quoted(m.key)),
                      "give this one another name");
            continue;
        }
        read_kind(*part, what, keys, into, out);
    }
    if (found > 1 || (found == 0 && !is_default))
        out.error(m.key_at,
                  "a rule is about one of states, verdict, burn_rate, stale, certificate_expires_within and "
                  "daemon",
                  "write states: unhealthy, verdict: down, burn_rate: any, stale: any, "
                  "certificate_expires_within: 14d or daemon: any");
}

void read_reminder(map_reader& keys, rule& into, bool is_default, report& out) {
    const node* n = keys.optional("remind");
    if (n != nullptr && n->what == node::kind::scalar && n->text == "never")
        into.remind.reset();
    else if (n != nullptr)
        into.remind = as_duration(*n, out, shortest_reminder, longest);
    else if (!is_default && into.level == severity::page)
        into.remind = default_reminder;
}

void read_sinks(map_reader& keys, const std::vector<alert_sink>& sinks, rule& into, report& out) {
    const node* list = keys.optional("sinks");
    if (list == nullptr) return;
    std::vector<std::string_view> known;
    for (const alert_sink& s : sinks) known.push_back(s.name);
    into.sinks.clear();
    for (const node& item : one_or_more(*list)) {
        const auto name = as_text(item, out);
        if (!name) continue;
        if (std::ranges::find(known, *name) == known.end())
            out.error(item.at, fmt::format("there is no sink {}", quoted(*name)), did_you_mean(*name, known));
        into.sinks.push_back(*name);
    }
}

rule read_rule(const member& m, const rule* is_default, const std::vector<alert_sink>& sinks, report& out) {
    rule r;
    r.clear_for = default_clear;
    if (is_default != nullptr) r = *is_default;
    r.name = m.key;
    if (!expect_map(m.value, out)) return r;
    map_reader keys{m.value, m.key_at, out};
    read_kinds(m, is_default != nullptr, keys, r, out);
    read_list(keys, "nodes", r.whom.nodes, out, as_text);
    read_list(keys, "kinds", r.whom.kinds, out, as_word<subject_kind, 6>, kind_words);
    read_list(keys, "criticality", r.whom.classes, out, as_word<criticality, 3>, criticality_words);
    read_list(keys, "regions", r.whom.regions, out, as_text);
    keys.read("for", r.lasting, as_duration, 0s, longest);
    keys.read("clear_for", r.clear_for, as_duration, 0s, longest);
    if (is_default == nullptr && r.what == rule_kind::certificate) r.level = severity::ticket;
    if (r.what == rule_kind::burn_rate)
        keys.refuse(std::array{std::string_view{"severity"}}, "is what the burn rate says itself",
                    "an objective's burn rates are pages or tickets");
    else
        keys.read("severity", r.level, as_severity);
    read_reminder(keys, r, is_default != nullptr, out);
    read_sinks(keys, sinks, r, out);
    keys.finish();
    return r;
}

void report_no_default(const member& m, const std::vector<rule>& known, report& out) {
    std::vector<std::string_view> names;
    for (const rule& r : known) names.push_back(r.name);
    out.error(m.key_at, fmt::format("there is no default rule {}", quoted(m.key)),
              did_you_mean(m.key, names));
}

}  // namespace

void read_alert_rules(const member& m, const std::vector<alert_sink>& sinks, std::vector<rule>& into,
                      report& out) {
    if (!expect_map(m.value, out)) return;
    if (m.value.members.size() > max_alert_rules)
        return out.error(m.key_at, fmt::format("more than {} rules", max_alert_rules));
    for (const member& one : m.value.members) {
        if (auto name = parse_name(one.key); !name)
            out.error(one.key_at, name.wrong.message, name.wrong.hint);
        const auto same = std::ranges::find(into, one.key, &rule::name);
        const bool is_default = same != into.end();
        if (one.value.what == node::kind::scalar && one.value.text == "off") {
            if (is_default)
                into.erase(same);
            else
                report_no_default(one, into, out);
            continue;
        }
        rule r = read_rule(one, is_default ? &*same : nullptr, sinks, out);
        if (is_default)
            *same = std::move(r);
        else
            into.push_back(std::move(r));
    }
}

void read_alerts(const member& m, secret_sources& sources, alert_settings& into, report& out) {
    if (!expect_map(m.value, out)) return;
    map_reader keys{m.value, m.key_at, out};
    if (const member* sinks = keys.find("sinks")) read_alert_sinks(*sinks, sources, into.sinks, out);
    if (const member* rules = keys.find("rules")) read_alert_rules(*rules, into.sinks, into.rules, out);
    keys.finish();
    if (into.sinks.empty() && !out.has_errors())
        out.warning(m.key_at, "there is nobody to tell: without `sinks:` there are no alerts");
}

}  // namespace hm::config
