#include "daemon/outputs/signal_json.hpp"

#include "daemon/outputs/json_writer.hpp"
#include "daemon/outputs/names.hpp"
#include "daemon/outputs/node_json.hpp"
#include "daemon/outputs/observation_json.hpp"
#include "model/secrets.hpp"

#include <fmt/format.h>

#include <array>

namespace hm::daemon {

namespace {

// Of all kinds that go to a host and port; nothing for those that go nowhere.
template <class Kind>
std::string address_of(const Kind& kind) {
    if constexpr (requires { kind.shown_address; })
        return kind.shown_address.empty() ? model::text_of(kind.to) : kind.shown_address;
    else
        return {};
}

void write_range(json_writer& w, model::status_range range) {
    w.text(range.first == range.last ? std::to_string(range.first)
                                     : fmt::format("{}-{}", range.first, range.last));
}

// A text of the model as it may be shown.
struct shown_text {
    const std::vector<std::string>& secrets;
    std::string operator()(std::string_view text) const { return model::without_secrets(text, secrets); }
};

// The query and user information may be secrets; so may any header's value.
std::string address_of(const model::http_spec& http) {
    if (!http.shown_url.empty()) return http.shown_url;
    return fmt::format("{}://{}{}", http.tls ? "https" : "http", model::text_of(http.to),
                       http.path.substr(0, http.path.find('?')));
}

// How TLS is spoken; null where it is not. Keys and certificates are only said to be there.
void write_tls(json_writer& w, const model::shared_value<model::tls_settings>& tls) {
    w.key("tls");
    if (!tls) return w.null();
    const auto o = w.object();
    if (!tls->server_name.empty()) w.key("server_name").text(tls->server_name);
    if (!tls->expected_name.empty()) w.key("expected_name").text(tls->expected_name);
    w.key("verify").boolean(tls->verify);
    w.key("min_version").text(model::to_string(tls->min_version));
    {
        const auto list = w.key("alpn").array();
        for (const std::string& protocol : tls->alpn) w.text(protocol);
    }
    w.key("own_ca").boolean(!tls->ca.empty());
    w.key("own_certificate").boolean(!tls->certificate.empty());
}

void write_addresses(json_writer& w, const model::target& to) {
    w.key("family").text(model::to_string(to.family));
    w.key("addresses").text(model::to_string(to.addresses));
}

std::string_view word_of(model::text_test::kind what) {
    static constexpr std::array<std::string_view, 7> words{
        "equals", "contains", "not_contains", "matches", "not_matches", "present", "absent"};
    return words.at(static_cast<std::size_t>(what));
}

// {"contains":"ok"}, of a header with its name.
void write_test(json_writer& w, std::string_view header, const model::text_test& test,
                const shown_text& shown) {
    const auto o = w.object();
    if (!header.empty()) w.key("name").text(header);
    w.key(word_of(test.what));
    const bool has_text =
        test.what != model::text_test::kind::present && test.what != model::text_test::kind::absent;
    if (has_text)
        w.text(shown(test.text));
    else
        w.boolean(true);
}

void write_expect(json_writer& w, const model::http_expect& expect, const shown_text& shown) {
    const auto o = w.key("expect").object();
    {
        const auto list = w.key("status").array();
        for (const model::status_range range : expect.status) write_range(w, range);
    }
    {
        const auto list = w.key("headers").array();
        for (const model::header_test& h : expect.headers) write_test(w, h.name, h.test, shown);
    }
    {
        const auto list = w.key("body").array();
        for (const model::text_test& test : expect.body) write_test(w, {}, test, shown);
    }
    const auto list = w.key("json").array();
    for (const model::json_test& test : expect.json) w.text(shown(test.text));
}

void write_probe(json_writer& w, const model::http_spec& http, const shown_text& shown) {
    w.key("url").text(address_of(http));
    if (http.path.find('?') != std::string::npos) w.key("query").text("(not shown)");
    w.key("method").text(http.method);
    {
        const auto headers = w.key("headers").object();
        for (const auto& [name, value] : http.headers) w.key(name).text("(not shown)");
    }
    if (!http.body.empty()) w.key("body_bytes").integer(static_cast<std::int64_t>(http.body.size()));
    write_tls(w, http.tls);
    write_addresses(w, http.to);
    {
        const auto list = w.key("compression").array();
        for (const model::content_coding c : http.compression) w.text(model::to_string(c));
    }
    write_expect(w, http.expect, shown);
    w.key("max_redirects").integer(http.max_redirects);
    w.key("body_limit_bytes").integer(static_cast<std::int64_t>(http.body_limit));
    w.key("reuse").boolean(http.reuse);
}

void write_address(json_writer& w, const model::target& to, const std::string& shown) {
    if (!shown.empty()) {
        w.key("address").text(shown);
    } else {
        w.key("host").text(to.host);
        w.key("port").integer(to.port);
    }
    write_addresses(w, to);
}

// Where it goes and by which TLS; of a pushed signal nothing: it has but a secret. A kind that asks for more
// has an overload, which shows that, too.
template <class Kind>
void write_probe(json_writer& w, const Kind& kind, const shown_text&) {
    if constexpr (requires { kind.shown_address; }) write_address(w, kind.to, kind.shown_address);
    if constexpr (requires { kind.tls; }) write_tls(w, kind.tls);
}

// "starttls", or {"send":"QUIT\r\n"}.
void write_step(json_writer& w, const model::tcp_step& step, const shown_text& shown) {
    if (step.what == model::tcp_step::kind::starttls) return w.text("starttls");
    const auto o = w.object();
    w.key(step.what == model::tcp_step::kind::send ? "send" : "expect").text(shown(step.text));
}

void write_probe(json_writer& w, const model::tcp_spec& tcp, const shown_text& shown) {
    write_address(w, tcp.to, tcp.shown_address);
    write_tls(w, tcp.tls);
    const auto list = w.key("dialogue").array();
    for (const model::tcp_step& step : tcp.dialogue) write_step(w, step, shown);
}

void write_texts(json_writer& w, std::string_view key, const std::vector<std::string>& texts,
                 const shown_text& shown) {
    const auto list = w.key(key).array();
    for (const std::string& text : texts) w.text(shown(text));
}

void write_probe(json_writer& w, const model::dns_spec& dns, const shown_text& shown) {
    write_address(w, dns.to, dns.shown_address);
    w.key("transport").text(dns.transport == model::dns_transport::udp ? "udp" : "tcp");
    w.key("name").text(shown(dns.name));
    w.key("type").text(dns.type);
    w.key("recursion").boolean(dns.recursion);
    const auto expect = w.key("expect").object();
    write_texts(w, "rcodes", dns.expect.rcodes, shown);
    w.key("min_answers").integer(dns.expect.min_answers);
    write_texts(w, "answers", dns.expect.answers, shown);
    w.key("authoritative").boolean(dns.expect.authoritative);
}

void write_probe(json_writer& w, const model::redis_spec& redis, const shown_text& shown) {
    write_address(w, redis.to, redis.shown_address);
    write_tls(w, redis.tls);
    w.key("authenticates").boolean(!redis.password.empty());
    w.key("database").integer(redis.database);
    if (!redis.exists.empty()) w.key("exists").text(shown(redis.exists));
    if (redis.write.empty()) return;
    w.key("write").text(shown(redis.write));
    w.key("write_ttl_ms").milliseconds(redis.write_ttl);
}

// What an alert that fires is worth, by severity and else; of one that is not active yet.
void write_worth(json_writer& w, const model::prometheus_spec& asked) {
    const auto worth = w.key("worth").object();
    for (const auto& [severity, state] : asked.by_severity)
        w.key("severity=" + severity).text(model::to_string(state));
    w.key("firing").text(model::to_string(asked.firing));
    w.key("pending").text(model::to_string(asked.pending));
}

void write_probe(json_writer& w, const model::prometheus_spec& asked, const shown_text& shown) {
    w.key("url").text(address_of(asked));
    {
        const auto headers = w.key("headers").object();
        for (const auto& [name, value] : asked.headers) w.key(name).text("(not shown)");
    }
    write_tls(w, asked.tls);
    w.key("family").text(model::to_string(asked.to.family));
    w.key("max_age_ms").milliseconds(asked.max_age);
    w.key("body_limit_bytes").integer(static_cast<std::int64_t>(asked.body_limit));
    if (asked.alert.empty()) return w.key("query").text(shown(asked.query));
    w.key("alert").text(shown(asked.alert));
    {
        const auto labels = w.key("labels").object();
        for (const auto& [name, value] : asked.labels) w.key(name).text(shown(value));
    }
    write_worth(w, asked);
}

void write_judged(json_writer& w, const model::judged_signal& judged) {
    const auto o = w.key("judged").object();
    w.key("state").text(model::to_string(judged.now));
    w.key("reason").text(model::to_string(judged.why));
    w.key("detail").text(judged.detail);
    if (judged.pending != model::state::unknown) w.key("pending").text(model::to_string(judged.pending));
    w.key("since").time(judged.since);
    w.key("last_result").time(judged.last_result);
}

}  // namespace

std::string shown_target(const model::probe_spec& spec) {
    return std::visit([](const auto& kind) { return address_of(kind); }, spec);
}

void write_spec(json_writer& w, const model::signal_spec& spec) {
    {
        const auto probe = w.key("probe").object();
        w.key("kind").text(model::kind_of(spec.probe));
        const shown_text shown{spec.secrets};
        std::visit([&](const auto& kind) { write_probe(w, kind, shown); }, spec.probe);
    }
    {
        const auto when = w.key("schedule").object();
        w.key("every_ms").milliseconds(spec.when.every);
        w.key("timeout_ms").milliseconds(spec.when.timeout);
        w.key("fast_every_ms").milliseconds(spec.when.fast_every);
        w.key("down_every_ms").milliseconds(spec.when.down_every);
        w.key("ttl_ms").milliseconds(spec.when.ttl);
        w.key("jitter_ratio")
            .number(static_cast<double>(spec.when.jitter) / static_cast<double>(model::whole));
        w.key("overlap").boolean(spec.when.overlap);
        w.key("rise").integer(spec.debounce.rise);
        w.key("fall").integer(spec.debounce.fall);
    }
    const auto conditions = w.key("conditions").object();
    if (spec.unhealthy) w.key("unhealthy").text(spec.unhealthy->text);
    if (spec.degraded) w.key("degraded").text(spec.degraded->text);
}

std::string signal_json(const model::snapshot& s, model::vertex_id signal, const observations& last) {
    const model::graph& g = *s.model;
    const model::row& r = s.rows.at(signal);
    json_writer w;
    {
        const auto o = w.object();
        write_brief(w, s, signal);
        w.key("node").text(g.name(node_of(g, signal)));
        w.key("as_of").time(s.at.wall);
        const model::signal_spec& spec = *g.spec_of(g.at(signal).signal);
        write_spec(w, spec);
        if (r.leaf) write_judged(w, *r.leaf);
        if (!last.empty() && last.front().tls) write_tls(w.key("tls"), *last.front().tls, spec.secrets);
        const auto list = w.key("observations").array();
        for (const model::observation& seen : last) write_observation(w, seen, spec.secrets);
    }
    return w.take();
}

}  // namespace hm::daemon
