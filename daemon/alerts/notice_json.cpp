#include "daemon/alerts/notice_json.hpp"

#include "daemon/outputs/json_writer.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace hm::daemon {

using model::alerts::notice;
using model::alerts::wish;

namespace {

std::string as_json_text(std::string_view text) {
    json_writer w;
    w.text(text);
    return w.take();
}

void text_unless_empty(json_writer& w, std::string_view key, std::string_view text) {
    if (!text.empty()) w.key(key).text(text);
}

// "region-down" → "healthmodel_region_down"
std::string alert_name(std::string rule) {
    for (char& c : rule)
        if (c == '-') c = '_';
    return "healthmodel_" + rule;
}

// Which of several of a rule about one node, or about the daemon; empty where rule and node say it.
std::string_view which_alert(const notice& n) {
    const std::size_t slash = n.key.find('/');
    if (slash == std::string::npos || n.key == n.rule + "/" + n.node) return {};
    return std::string_view{n.key}.substr(slash + 1);
}

// What makes it this alert to Alertmanager: the same as long as the incident lasts.
void write_labels(json_writer& w, const notice& n) {
    w.key("labels");
    const auto o = w.object();
    w.key("alertname").text(alert_name(n.rule));
    w.key("severity").text(to_string(n.level));
    w.key("rule").text(n.rule);
    w.key("model").text(n.model);
    text_unless_empty(w, "alert", which_alert(n));
    text_unless_empty(w, "node", n.node);
    text_unless_empty(w, "kind", n.kind);
    text_unless_empty(w, "region", n.region);
    text_unless_empty(w, "owner", n.owner);
    for (const auto& [name, value] : n.labels) text_unless_empty(w, name, value);
}

void write_annotations(json_writer& w, const notice& n) {
    w.key("annotations");
    const auto o = w.object();
    w.key("summary").text(n.summary);
    text_unless_empty(w, "description", n.reason);
    text_unless_empty(w, "blame", fmt::format("{}", fmt::join(n.blame, ", ")));
    text_unless_empty(w, "state", n.state);
    text_unless_empty(w, "runbook_url", n.runbook);
    text_unless_empty(w, "ended_because", n.ended_because);
    w.key("since").text(model::format_time(n.since));
    w.key("incident").text(n.incident);
}

void write_blame(json_writer& w, const notice& n) {
    if (n.blame.empty()) return;
    w.key("blame");
    const auto list = w.array();
    for (const std::string& leaf : n.blame) w.text(leaf);
}

void write_own_labels(json_writer& w, const notice& n) {
    if (n.labels.empty()) return;
    w.key("labels");
    const auto labels = w.object();
    for (const auto& [name, value] : n.labels) w.key(name).text(value);
}

}  // namespace

void write_notice(json_writer& w, const notice& n) {
    w.key("severity").text(to_string(n.level));
    w.key("rule").text(n.rule);
    w.key("summary").text(n.summary);
    text_unless_empty(w, "reason", n.reason);
    write_blame(w, n);
    text_unless_empty(w, "node", n.node);
    text_unless_empty(w, "kind", n.kind);
    text_unless_empty(w, "region", n.region);
    text_unless_empty(w, "state", n.state);
    text_unless_empty(w, "model", n.model);
    text_unless_empty(w, "owner", n.owner);
    text_unless_empty(w, "runbook", n.runbook);
    text_unless_empty(w, "link", n.link);
    write_own_labels(w, n);
    w.key("incident").text(n.incident);
    w.key("since").time(n.since);
    w.key("started").time(n.started);
    if (n.ended) w.key("ended").time(*n.ended);
    text_unless_empty(w, "ended_because", n.ended_because);
}

std::string notice_json(const telling& t) {
    json_writer w;
    {
        const auto o = w.object();
        w.key("version").integer(1);
        w.key("status").text(status_word(t.how));
        write_notice(w, t.what);
    }
    return w.take();
}

std::string filled_body(std::string_view body, const telling& t) {
    std::string out;
    for (std::size_t at = 0; at < body.size();) {
        const std::size_t open = body.find("{{", at);
        const std::size_t end = open == std::string_view::npos ? open : body.find("}}", open);
        if (end == std::string_view::npos) return out += body.substr(at);
        const std::string value = text_of(body.substr(open + 2, end - open - 2), t.what, status_word(t.how));
        const std::string escaped = as_json_text(value);
        out += body.substr(at, open - at);
        out += std::string_view{escaped}.substr(1, escaped.size() - 2);
        at = end + 2;
    }
    return out;
}

std::string alertmanager_json(std::span<const telling> all, model::wall_time until) {
    json_writer w;
    {
        const auto list = w.array();
        for (const telling& t : all) {
            const auto o = w.object();
            const model::wall_time ends = t.how == wish::end ? *t.what.ended : until;
            write_labels(w, t.what);
            write_annotations(w, t.what);
            // A clock that was set back: one alert that ends before it starts, and all are refused. The start
            // gives way, for an end in the future would not be one yet.
            w.key("startsAt").text(model::format_time(std::min(t.what.started, ends)));
            w.key("endsAt").text(model::format_time(ends));
            text_unless_empty(w, "generatorURL", t.what.link);
        }
    }
    return w.take();
}

}  // namespace hm::daemon
