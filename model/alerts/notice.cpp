#include "model/alerts/notice.hpp"

#include "model/explain.hpp"

#include <fmt/format.h>

namespace hm::model::alerts {

namespace {

std::string summary_of(const rule& r, const notice& n, const finding& f) {
    switch (r.what) {
        case rule_kind::states:
            return fmt::format("{} is {}", n.node, n.state);
        case rule_kind::verdict:
            return fmt::format("{} takes no traffic", n.node);
        case rule_kind::burn_rate:
            return fmt::format("{} burns its error budget", n.node);
        case rule_kind::stale:
            return fmt::format("nothing is known of {}: its results stopped coming", n.node);
        case rule_kind::certificate:
            return fmt::format("{}: {}", n.node, f.words);
        case rule_kind::daemon:
            return fmt::format("healthmodeld is in trouble: {}", f.words);
    }
    return {};
}

std::vector<std::string> leaves_of(const snapshot& s, vertex_id v) {
    std::vector<std::string> names;
    const std::vector<culprit> all = explain(s, v).blame;
    for (const culprit& c : all) {
        if (names.size() == max_named_leaves) {
            names.push_back(fmt::format("and {} more", all.size() - max_named_leaves));
            break;
        }
        names.push_back(s.model->name(c.leaf));
    }
    return names;
}

// A signal is shown with its node.
std::string_view owner_of(std::string_view node) {
    return node.substr(0, node.find('/'));
}

// Names have letters, digits, hyphens and dots, and one @.
std::string in_address(std::string_view node) {
    std::string text;
    for (const char c : node)
        if (c == '@')
            text += "%40";
        else
            text += c;
    return text;
}

void describe_subject(notice& n, vertex_id v, const snapshot& s, const std::string& public_url) {
    const graph& g = *s.model;
    n.node = g.name(v);
    if (const auto kind = kind_of(g, v)) n.kind = to_string(*kind);
    if (const region_id place = g.at(v).place; place != region_id::none) n.region = g.source().at(place).name;
    n.state = g.states().name(s.rows.at(v).health.health.now);
    n.reason = printable(headline(s, v));
    n.blame = leaves_of(s, v);
    if (!public_url.empty()) n.link = public_url + "/#/node/" + in_address(owner_of(n.node));
}

}  // namespace

notice describe(const alert& a, const watcher& by, const snapshot& s, const std::string& public_url) {
    const rule& r = by.rules()[a.what.of];
    notice n;
    n.key = a.what.key;
    n.incident = a.incident;
    n.rule = r.name;
    n.model = s.model->source().name;
    n.level = a.what.level;
    n.sinks = r.sinks;
    n.link = public_url;
    if (a.what.subject != vertex_id::none) describe_subject(n, a.what.subject, s, public_url);
    if (!a.what.words.empty()) n.reason = a.what.words;
    n.summary = summary_of(r, n, a.what);
    const notes said = notes_on(*s.model, a.what.subject);
    n.owner = said.owner;
    n.runbook = said.runbook;
    n.labels = said.labels;
    n.since = a.since;
    n.started = a.fired;
    n.told = a.fired;
    return n;
}

}  // namespace hm::model::alerts
