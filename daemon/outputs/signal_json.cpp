#include "daemon/outputs/signal_json.hpp"

#include "daemon/outputs/json_writer.hpp"
#include "daemon/outputs/names.hpp"
#include "daemon/outputs/node_json.hpp"
#include "model/secrets.hpp"

#include <fmt/format.h>

namespace hm::daemon {

namespace {

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

void write_probe(json_writer& w, const model::http_spec& http, const shown_text&) {
    w.key("url").text(address_of(http));
    if (http.path.find('?') != std::string::npos) w.key("query").text("(not shown)");
    w.key("method").text(http.method);
    {
        const auto headers = w.key("headers").object();
        for (const auto& [name, value] : http.headers) w.key(name).text("(not shown)");
    }
    if (!http.body.empty()) w.key("body_bytes").integer(static_cast<std::int64_t>(http.body.size()));
    {
        const auto list = w.key("expect_status").array();
        for (const model::status_range range : http.expect.status) write_range(w, range);
    }
    w.key("max_redirects").integer(http.max_redirects);
    w.key("body_limit_bytes").integer(static_cast<std::int64_t>(http.body_limit));
}

void write_address(json_writer& w, const model::target& to, const std::string& shown) {
    if (!shown.empty()) {
        w.key("address").text(shown);
        return;
    }
    w.key("host").text(to.host);
    w.key("port").integer(to.port);
}

void write_probe(json_writer& w, const model::tcp_spec& tcp, const shown_text&) {
    write_address(w, tcp.to, tcp.shown_address);
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
    w.key("tls").boolean(static_cast<bool>(redis.tls));
    w.key("authenticates").boolean(!redis.password.empty());
    w.key("database").integer(redis.database);
    if (!redis.exists.empty()) w.key("exists").text(shown(redis.exists));
    if (redis.write.empty()) return;
    w.key("write").text(shown(redis.write));
    w.key("write_ttl_ms").milliseconds(redis.write_ttl);
}

void write_probe(json_writer&, const model::push_spec&, const shown_text&) {}  // nothing but a secret

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

void write_judged(json_writer& w, const model::judged_signal& judged) {
    const auto o = w.key("judged").object();
    w.key("state").text(model::to_string(judged.now));
    w.key("reason").text(model::to_string(judged.why));
    w.key("detail").text(judged.detail);
    if (judged.pending != model::state::unknown) w.key("pending").text(model::to_string(judged.pending));
    w.key("since").time(judged.since);
    w.key("last_result").time(judged.last_result);
}

void write_phases(json_writer& w, const model::phases& p) {
    const auto o = w.key("phases").object();
    const auto one = [&](std::string_view key, const std::optional<model::duration>& d) {
        if (d) w.key(key).milliseconds(*d);
    };
    one("resolve_ms", p.resolve);
    one("connect_ms", p.connect);
    one("tls_ms", p.tls);
    one("first_byte_ms", p.first_byte);
    one("transfer_ms", p.transfer);
}

void write_observation(json_writer& w, const model::observation& seen) {
    const auto o = w.object();
    w.key("at").time(seen.at);
    w.key("latency_ms").milliseconds(seen.latency);
    w.key("reason").text(model::to_string(seen.why));
    if (seen.status != 0) w.key("status").integer(seen.status);
    if (!seen.detail.empty()) w.key("detail").text(seen.detail);
    w.key("judged").text(model::to_string(seen.judged));
    write_phases(w, seen.phase);
}

}  // namespace

std::string signal_json(const model::snapshot& s, model::vertex_id signal, const observations& last) {
    const model::graph& g = *s.model;
    const model::row& r = s.rows.at(signal);
    json_writer w;
    {
        const auto o = w.object();
        write_brief(w, s, signal);
        w.key("node").text(g.name(node_of(g, signal)));
        w.key("as_of").time(s.at.wall);
        write_spec(w, *g.spec_of(g.at(signal).signal));
        if (r.leaf) write_judged(w, *r.leaf);
        const auto list = w.key("observations").array();
        for (const model::observation& seen : last) write_observation(w, seen);
    }
    return w.take();
}

}  // namespace hm::daemon
