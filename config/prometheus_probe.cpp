// prometheus: { url, tls, family, headers, auth, body_limit, max_age } and either { query } or { alert,
// labels, firing, pending }
#include "config/address_key.hpp"
#include "config/http_auth.hpp"
#include "config/http_request.hpp"
#include "config/probe_kinds.hpp"

#include <algorithm>

namespace hm::config {

namespace {

using model::prometheus_spec;
using model::state;
using text_pairs = std::vector<std::pair<std::string, std::string>>;

constexpr std::array<word<state>, 3> state_words{
    {{"healthy", state::healthy}, {"degraded", state::degraded}, {"unhealthy", state::unhealthy}}};
constexpr std::array<std::string_view, 3> keys_of_alerts{"labels", "firing", "pending"};
constexpr std::array<std::string_view, 1> keys_of_addresses{"addresses"};

std::optional<state> as_class(const node& n, report& out) {
    return as_word(n, out, state_words);
}

// Something that is shown, of which there is at least a byte and at most `max`. Empty after a mistake.
std::string read_shown(const node& n, std::string_view what, std::size_t max, substitution& here,
                       report& out) {
    std::optional<std::string> text = here.shown_text(n, what, out);
    if (!text) return {};
    if (text->find_first_not_of(" \t\r\n") == std::string::npos)
        out.error(n.at, fmt::format("{} is missing here", what));
    else if (text->size() > max)
        out.error(n.at, fmt::format("{} has at most {} bytes", what, max));
    else
        return std::move(*text);
    return {};
}

bool is_label_name(std::string_view text) {
    const auto is_letter = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    };
    const auto is_part = [&](char c) { return is_letter(c) || (c >= '0' && c <= '9'); };
    return !text.empty() && is_letter(text.front()) && std::all_of(text.begin(), text.end(), is_part);
}

void read_labels(const node& map, substitution& here, text_pairs& into, report& out) {
    if (!expect_map(map, out)) return;
    if (map.members.size() > max_alert_labels)
        return out.error(map.at, fmt::format("more than {} labels", max_alert_labels));
    for (const member& m : map.members) {
        if (!is_label_name(m.key))
            out.error(m.key_at, fmt::format("{} is no name of a label", quoted(m.key)),
                      "letters, digits and _, not beginning with a digit");
        into.emplace_back(m.key, read_shown(m.value, "the value of a label", max_alert_text, here, out));
    }
}

// A state for all, or one for each severity.
void read_firing(const node& n, prometheus_spec& into, report& out) {
    if (n.what != node::kind::map) {
        into.firing = as_class(n, out).value_or(into.firing);
        return;
    }
    if (n.members.size() > max_alert_labels)
        return out.error(n.at, fmt::format("more than {} severities", max_alert_labels));
    for (const member& m : n.members)
        if (const auto worth = as_class(m.value, out)) into.by_severity.emplace_back(m.key, *worth);
}

void read_alert(map_reader& keys, const node& alert, substitution& here, prometheus_spec& into, report& out) {
    into.alert = read_shown(alert, "the name of an alert", max_alert_text, here, out);
    if (const node* labels = keys.optional("labels")) read_labels(*labels, here, into.labels, out);
    if (const node* firing = keys.optional("firing")) read_firing(*firing, into, out);
    keys.read("pending", into.pending, as_class);
}

void read_question(map_reader& keys, place at, substitution& here, prometheus_spec& into, report& out) {
    const member* query = keys.find("query");
    const member* alert = keys.find("alert");
    if (alert != nullptr)
        read_alert(keys, alert->value, here, into, out);
    else
        keys.refuse(keys_of_alerts, "means nothing without `alert`",
                    "the value of a query is judged by conditions");
    if (query != nullptr) into.query = read_shown(query->value, "a query", max_promql, here, out);
    if (query == nullptr && alert == nullptr)
        out.error(at, "one of query, alert is missing",
                  "write query: \"PromQL of one value\", or alert: NameOfAnAlertingRule");
    if (query != nullptr && alert != nullptr)
        out.error(alert->key_at, "a signal asks for a query or for an alert, not for both",
                  "make it two signals");
}

// Where Prometheus is, not what is asked there.
void check_path(const node& url, const prometheus_spec& spec, report& out) {
    const std::string_view path = std::string_view{spec.path}.substr(0, spec.path.find('?'));
    if (path.find("/api/v1") == std::string_view::npos) return;
    const std::string message = "the URL goes on behind the place of Prometheus";
    const std::string hint = "leave out /api/v1 and what follows: the probe adds it";
    if (spec.shown_url.empty())
        out.error(url.at, message, hint);
    else
        out.error_in_secret(url.at, message, hint);
}

}  // namespace

std::optional<model::probe_spec> read_prometheus(const member& m, substitution& here, tls_store& tls,
                                                 report& out) {
    if (m.value.what == node::kind::scalar) {
        out.error(m.value.at, "expected `key: value` lines, found text",
                  "write prometheus: { url: \"http://127.0.0.1:9090\", query: \"…\" }");
        return std::nullopt;
    }
    if (!expect_map(m.value, out)) return std::nullopt;
    map_reader keys{m.value, m.key_at, out};
    prometheus_spec spec;
    read_http_place(keys, here, tls, spec, out);
    if (const node* url = keys.optional("url")) check_path(*url, spec, out);
    keys.refuse(keys_of_addresses, "means nothing for a prometheus signal",
                "who can tell is asked: the first address that connects");
    read_family(keys, spec.to, out);
    read_question(keys, m.key_at, here, spec, out);
    keys.read("max_age", spec.max_age, as_duration, min_max_age, max_max_age);
    if (const node* headers = keys.optional("headers")) read_headers(*headers, here, spec.headers, out);
    if (const member* auth = keys.find("auth")) read_auth(*auth, here, spec.headers, out);
    spec.body_limit = default_prometheus_body_limit;
    keys.read("body_limit", spec.body_limit, as_size, max_body_limit);
    keys.finish();
    return spec;
}

}  // namespace hm::config
