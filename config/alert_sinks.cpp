#include "config/address.hpp"
#include "config/alerts.hpp"
#include "config/http_headers.hpp"
#include "config/json_body.hpp"
#include "config/on_alert.hpp"
#include "config/probe_kinds.hpp"
#include "config/shown_values.hpp"
#include "config/times.hpp"
#include "config/tokens.hpp"

#include <algorithm>

namespace hm::config {

namespace {

using namespace std::chrono_literals;

constexpr std::string_view alertmanager_path = "/api/v2/alerts";
// What is sent to a webhook is answered in a few words.
constexpr std::size_t answer_limit = 64 * 1024;

// What senders and probes have in common is read by the same reader: of `m` these keys, and the address.
constexpr std::array<std::string_view, 4> http_keys{"tls", "family", "headers", "auth"};

struct shared {
    substitution& here;
    tls_store& tls;
    report& out;
};

std::optional<model::http_spec> read_http_part(const member& m, const node& url, const shared& with) {
    member part{m.key, m.key_at, {}};
    part.value.what = node::kind::map;
    part.value.at = m.value.at;
    part.value.members.push_back({"url", url.at, url});
    for (const std::string_view key : http_keys)
        if (const member* found = m.value.find(key)) part.value.members.push_back(*found);
    auto read = read_http(part, with.here, with.tls, with.out);
    if (!read) return std::nullopt;
    auto& spec = std::get<model::http_spec>(*read);
    spec.method = "POST";
    spec.body_limit = answer_limit;
    if (!has_header(spec.headers, "Content-Type"))
        spec.headers.emplace_back("Content-Type", "application/json");
    return std::move(spec);
}

void know_http_keys(map_reader& keys) {
    for (const std::string_view key : http_keys) keys.find(key);
}

// Where Alertmanager is, which may be below a path of a proxy.
void add_path(model::http_spec& spec) {
    const auto append = [](std::string& to) {
        while (to.ends_with('/')) to.pop_back();
        to += alertmanager_path;
    };
    append(spec.path);
    append(spec.url);
    if (!spec.shown_url.empty()) append(spec.shown_url);
}

void read_alertmanager(const member& m, alert_sink& into, const shared& with) {
    if (!expect_map(m.value, with.out)) return;
    map_reader keys{m.value, m.key_at, with.out};
    know_http_keys(keys);
    read_time(keys, "resend", into.resend, 10s, 1h, with.out);
    if (const node* urls = keys.required("urls")) {
        const auto all = one_or_more(*urls);
        if (all.size() > max_alertmanagers)
            with.out.error(urls->at, fmt::format("more than {} Alertmanagers", max_alertmanagers));
        else
            for (const node& url : all)
                if (auto spec = read_http_part(m, url, with)) {
                    add_path(*spec);
                    into.http.push_back(std::move(*spec));
                }
        if (all.empty()) with.out.error(urls->at, "at least one Alertmanager is needed");
    }
    keys.finish();
}

void read_webhook(const member& m, alert_sink& into, const shared& with) {
    if (!expect_map(m.value, with.out)) return;
    map_reader keys{m.value, m.key_at, with.out};
    know_http_keys(keys);
    if (const node* url = keys.required("url"))
        if (auto spec = read_http_part(m, *url, with)) into.http.push_back(std::move(*spec));
    if (const node* body = keys.optional("body"))
        into.body = as_json_body(*body, with.here, with.out).value_or("");
    if (const node* key = keys.optional("signing_key"))
        into.signing_key = read_secret(*key, "signing key", with.here, with.out).value_or("");
    keys.finish();
}

void read_command(const member& m, alert_sink& into, const shared& with) {
    if (!expect_map(m.value, with.out)) return;
    map_reader keys{m.value, m.key_at, with.out};
    const node* run = keys.required("run");
    keys.finish();
    if (run == nullptr) return;
    for (const node& n : one_or_more(*run)) {
        auto text = as_shown_text(n, "a command", with.here, with.out);
        if (!text) continue;
        if (text->size() > max_command_bytes || text->find('\0') != std::string::npos)
            with.out.error(n.at, fmt::format("a word of a command has at most {} bytes", max_command_bytes));
        into.command.push_back(std::move(*text));
    }
    if (into.command.size() > max_command_words)
        with.out.error(run->at, fmt::format("more than {} words", max_command_words));
    if (into.command.empty() || !into.command.front().starts_with('/'))
        with.out.error(run->at, "a command begins with the absolute path of a program",
                       "there is no shell: write run: [/usr/local/bin/page, --loud]");
}

struct sink_kind {
    std::string_view key;
    alert_sink::kind what;
    void (*read)(const member& m, alert_sink& into, const shared& with);
};

constexpr std::array<sink_kind, 3> kinds{{{"alertmanager", alert_sink::kind::alertmanager, read_alertmanager},
                                          {"webhook", alert_sink::kind::webhook, read_webhook},
                                          {"command", alert_sink::kind::command, read_command}}};

alert_sink read_sink(const member& m, secret_sources& sources, tls_store& tls, report& out) {
    alert_sink s;
    s.name = m.key;
    if (!expect_map(m.value, out)) return s;
    substitution here{sources};  // of its own: it answers for its own secrets
    map_reader keys{m.value, m.key_at, out};
    int found = 0;
    for (const sink_kind& k : kinds) {
        const member* part = keys.find(k.key);
        if (part == nullptr) continue;
        ++found;
        s.what = k.what;
        k.read(*part, s, {here, tls, out});
    }
    if (found != 1)
        out.error(m.key_at, "a sink is one of alertmanager, webhook and command",
                  "write on-call: { alertmanager: { urls: [\"http://127.0.0.1:9093\"] } }");
    read_time(keys, "timeout", s.timeout, 100ms, 60s, out);
    keys.read("at_least", s.at_least, as_severity);
    keys.finish();
    s.secrets = here.secrets();
    return s;
}

}  // namespace

void read_alert_sinks(const member& m, secret_sources& sources, std::vector<alert_sink>& into, report& out) {
    if (!expect_map(m.value, out)) return;
    if (m.value.members.size() > max_alert_sinks)
        return out.error(m.key_at, fmt::format("more than {} sinks", max_alert_sinks));
    tls_store tls;
    for (const member& one : m.value.members) {
        if (auto name = parse_name(one.key); !name)
            out.error(one.key_at, name.wrong.message, name.wrong.hint);
        into.push_back(read_sink(one, sources, tls, out));
    }
}

void read_public_url(const node& n, substitution& here, std::string& into, report& out) {
    auto url = as_shown_text(n, "an address", here, out);
    if (!url) return;
    if (const auto parsed_url = parse_http_url(*url); !parsed_url)
        return report_wrong(n, parsed_url.wrong, out);
    while (url->ends_with('/')) url->pop_back();
    into = std::move(*url);
}

}  // namespace hm::config
