#include "daemon/outputs/observation_json.hpp"

#include "model/secrets.hpp"

namespace hm::daemon {

namespace {

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

// Texts that may hold secrets; empty ones are left out.
class texts {
public:
    texts(json_writer& w, const std::vector<std::string>& secrets) : w_(w), secrets_(secrets) {}

    void member(std::string_view key, std::string_view text) {
        if (text.empty()) return;
        w_.key(key);
        value(text);
    }
    void value(std::string_view text) { w_.text(model::without_secrets(text, secrets_)); }

private:
    json_writer& w_;
    const std::vector<std::string>& secrets_;
};

void write_addresses(json_writer& w, const std::vector<model::address_result>& all, texts& shown) {
    if (all.empty()) return;
    const auto list = w.key("addresses").array();
    for (const model::address_result& a : all) {
        const auto o = w.object();
        shown.member("address", a.address);
        w.key("reason").text(model::to_string(a.why));
        shown.member("detail", a.detail);
        w.key("latency_ms").milliseconds(a.latency);
    }
}

void write_certificate(json_writer& w, const model::certificate_facts& c, texts& shown) {
    const auto o = w.object();
    shown.member("subject", c.subject);
    shown.member("issuer", c.issuer);
    {
        const auto names = w.key("names").array();
        for (const std::string& name : c.names) shown.value(name);
    }
    w.key("not_before").time(c.not_before);
    w.key("not_after").time(c.not_after);
    shown.member("sha256", c.sha256);
}

}  // namespace

void write_observation(json_writer& w, const model::observation& seen,
                       const std::vector<std::string>& secrets) {
    texts shown{w, secrets};
    const auto o = w.object();
    w.key("at").time(seen.at);
    w.key("latency_ms").milliseconds(seen.latency);
    w.key("reason").text(model::to_string(seen.why));
    if (seen.status != 0) w.key("status").integer(seen.status);
    shown.member("detail", seen.detail);
    w.key("judged").text(model::to_string(seen.judged));
    shown.member("peer", seen.peer);
    write_phases(w, seen.phase);
    write_addresses(w, seen.addresses, shown);
}

void write_tls(json_writer& w, const model::tls_facts& facts, const std::vector<std::string>& secrets) {
    texts shown{w, secrets};
    const auto o = w.object();
    shown.member("version", facts.version);
    shown.member("cipher", facts.cipher);
    shown.member("alpn", facts.alpn);
    w.key("resumed").boolean(facts.resumed);
    if (facts.expires) w.key("expires").time(*facts.expires);
    if (facts.client_expires) w.key("client_expires").time(*facts.client_expires);
    const auto chain = w.key("chain").array();
    for (const model::certificate_facts& c : facts.chain) write_certificate(w, c, shown);
}

}  // namespace hm::daemon
