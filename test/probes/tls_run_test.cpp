// Whole runs over TLS, against servers on the same loop.
#include "test/support/probing.hpp"
#include "test/support/scripted_server.hpp"
#include "test/support/secure_server.hpp"

#include "probes/stream_run.hpp"

#include <catch2/catch.hpp>

using namespace hm;
using namespace hm::test;
using namespace std::chrono_literals;
using model::reason;
using model::tls_version;

namespace {

const std::string ok_hi = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";

const identity& authority() {
    static const identity made =
        make_certificate({.common_name = "Test CA", .ends = present() + 24h * 60, .authority = true});
    return made;
}

const identity& good() {
    static const identity made =
        make_certificate({.common_name = "good", .names = "DNS:api.test,IP:127.0.0.1"}, &authority());
    return made;
}

model::tls_settings trusting() {
    model::tls_settings settings;
    settings.ca = authority().certificate;
    return settings;
}

model::signal_spec https_signal(std::uint16_t port, model::tls_settings tls = trusting()) {
    model::signal_spec spec = http_signal(port);
    http_of(spec).tls = std::move(tls);
    return spec;
}

model::signal_spec tls_signal(std::uint16_t port, model::tls_settings tls = trusting()) {
    model::signal_spec spec = tcp_signal(port);
    std::get<model::tcp_spec>(spec.probe).tls = std::move(tls);
    return spec;
}

std::unique_ptr<probes::probe> probe_of(const model::signal_spec& spec) {
    return probes::make_probe(std::make_shared<model::signal_spec>(spec));
}

void silent(secure_server::peer&) {}

// Answers each request of a connection, and leaves it open.
secure_server::script answering_again(const std::string& text) {
    return [text](secure_server::peer& p) {
        if (p.heard().find("\r\n\r\n") == std::string::npos) return;
        p.forget();
        p.send(text);
    };
}

}  // namespace

TEST_CASE("an answer by TLS is ok, with its phase and its facts", "[probes][http][tls]") {
    probing p;
    const tls_version version = GENERATE(tls_version::tls1_2, tls_version::tls1_3);
    secure_server server{p.io, {.own = good(), .most = version}, secure_server::answering(ok_hi)};
    const auto seen = p.run(https_signal(server.port()));
    CHECK(seen.why == reason::ok);
    CHECK(seen.status == 200);
    REQUIRE(seen.phase.tls);
    CHECK(*seen.phase.connect + *seen.phase.tls + *seen.phase.first_byte + *seen.phase.transfer <=
          seen.latency);
    REQUIRE(seen.tls);
    CHECK(seen.tls->chain.at(0).subject == "CN=good");
    CHECK_FALSE(seen.tls->resumed);
    const std::string host = "Host: 127.0.0.1:" + std::to_string(server.port()) + "\r\n";
    CHECK_THAT(server.last().heard(), Catch::StartsWith("GET / HTTP/1.1\r\n") && Catch::Contains(host));
}

TEST_CASE("a large body comes whole through TLS", "[probes][http][tls]") {
    probing p;
    const std::string body(200'000, 'x');
    secure_server server{
        p.io, {.own = good()}, secure_server::answering("HTTP/1.1 200 OK\r\n\r\n" + body + "end")};
    auto spec = https_signal(server.port());
    http_of(spec).expect.body = {{.text = "xend"}};
    CHECK(p.run(spec).why == reason::ok);
}

TEST_CASE("what is wrong with a certificate ends the run with its reason and its facts", "[probes][tls]") {
    probing p;
    struct row {
        identity own;
        reason why;
    };
    const std::vector<row> rows{
        {make_certificate({"x", "IP:127.0.0.1", present() - 48h, present() - 1h}, &authority()),
         reason::tls_expired},
        {make_certificate({.common_name = "x", .names = "DNS:other.test"}, &authority()),
         reason::tls_name_mismatch},
        {make_certificate({.common_name = "x", .names = "IP:127.0.0.1"}), reason::tls_untrusted},
    };
    for (const row& r : rows) {
        secure_server server{p.io, {.own = r.own}, secure_server::answering(ok_hi)};
        const auto seen = p.run(GENERATE(0, 1) ? https_signal(server.port()) : tls_signal(server.port()));
        CHECK(seen.why == r.why);
        REQUIRE(seen.tls);
        CHECK(seen.tls->chain.at(0).subject == "CN=x");
        CHECK_FALSE(seen.phase.tls);
        auto careless = trusting();
        careless.verify = false;
        const auto anyway = p.run(https_signal(server.port(), careless));
        CHECK(anyway.why == reason::ok);
        CHECK(anyway.tls->chain == seen.tls->chain);
    }
}

TEST_CASE("who does not talk TLS is told by its own words", "[probes][tls]") {
    probing p;
    scripted_server plain{p.io, [](peer& c) { c.send("HTTP/1.1 400 Bad Request\r\n\r\n"); }};
    const auto seen = p.run(https_signal(plain.port()));
    CHECK(seen.why == reason::tls_handshake);
    CHECK(seen.detail == "not TLS: \"HTTP/1.1 400 Bad Request\"");
    CHECK(seen.tls == nullptr);
}

TEST_CASE("a server that stops in mid-handshake is a timeout, one that closes is closed", "[probes][tls]") {
    probing p;
    scripted_server quiet{p.io, [](peer&) {}};
    const auto timeout = p.run(https_signal(quiet.port()), 100ms);
    CHECK(timeout.why == reason::timeout);
    CHECK(timeout.detail == "connected, but no complete TLS handshake in time");

    scripted_server closing{p.io, [](peer& c) { c.send("\x16\x03\x03", [&c] { c.half_close(); }); }};
    const auto closed = p.run(https_signal(closing.port()));
    CHECK(closed.why == reason::closed);
    CHECK(closed.detail == "closed during the TLS handshake");

    scripted_server resetting{p.io, [](peer& c) { c.send("\x16\x03\x03", [&c] { c.reset(); }); }};
    const auto reset = p.run(https_signal(resetting.port()));
    CHECK(reset.why == reason::closed);
    CHECK(reset.detail == "connection reset by peer during the TLS handshake");
}

TEST_CASE("sessions are resumed from run to run, and the facts stay", "[probes][tls]") {
    probing p;
    const tls_version version = GENERATE(tls_version::tls1_2, tls_version::tls1_3);
    secure_server server{p.io, {.own = good(), .most = version}, secure_server::answering(ok_hi)};
    const auto what = probe_of(https_signal(server.port()));
    const auto first = p.run(*what), second = p.run(*what), third = p.run(*what);
    CHECK_FALSE(first.tls->resumed);
    CHECK(second.tls->resumed);
    CHECK(third.tls == second.tls);
    CHECK(second.tls->chain == first.tls->chain);
}

TEST_CASE("a server that breaks when a session is resumed is asked once more by a full handshake",
          "[probes][tls]") {
    probing p;
    bool breaks = false;
    secure_server server{p.io, {.own = good()}, [&](secure_server::peer& c) {
                             if (breaks && !c.is_secure()) {
                                 breaks = false;
                                 return c.close();
                             }
                             secure_server::answering(ok_hi)(c);
                         }};
    const auto what = probe_of(https_signal(server.port()));
    CHECK(p.run(*what).why == reason::ok);
    breaks = true;
    const auto seen = p.run(*what);
    CHECK(seen.why == reason::ok);
    CHECK_FALSE(seen.tls->resumed);
    CHECK(server.accepted() == 3);

    // Without a session to resume there is nothing to blame but the server.
    breaks = true;
    probing fresh;
    secure_server closing{fresh.io, {.own = good()}, [](secure_server::peer& c) { c.close(); }};
    CHECK(fresh.run(https_signal(closing.port())).why == reason::closed);
    CHECK(closing.accepted() == 1);
}

TEST_CASE("a kept connection keeps its TLS", "[probes][http][tls][reuse]") {
    probing p;
    secure_server server{p.io, {.own = good()}, answering_again(ok_hi)};
    auto spec = https_signal(server.port());
    http_of(spec).reuse = true;
    const auto what = probe_of(spec);
    const auto first = p.run(*what);
    CHECK(first.phase.tls);
    for (int i = 0; i < 3; ++i) {
        const auto seen = p.run(*what);
        CHECK(seen.why == reason::ok);
        CHECK_FALSE(seen.phase.tls);
        CHECK(seen.phase.first_byte);
        CHECK(seen.tls == first.tls);
    }
    CHECK(server.accepted() == 1);
}

TEST_CASE("a kept connection that said goodbye meanwhile is not used again", "[probes][http][tls][reuse]") {
    probing p;
    secure_server server{p.io, {.own = good()}, secure_server::answering(ok_hi)};
    auto spec = https_signal(server.port());
    http_of(spec).reuse = true;
    const auto what = probe_of(spec);
    for (int i = 0; i < 3; ++i) CHECK(p.run(*what).why == reason::ok);
    CHECK(server.accepted() == 3);
}

TEST_CASE("a redirect leads from http to https and to other names", "[probes][http][tls]") {
    probing p;
    const identity other =
        make_certificate({.common_name = "other", .names = "DNS:other.test"}, &authority());
    secure_server target{p.io, {.own = other}, secure_server::answering(ok_hi)};
    p.dns.set("other.test", {.addresses = {"127.0.0.1"}});
    const std::string redirect = "HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: https://other.test:" +
                                 std::to_string(target.port()) + "/there\r\n\r\n";
    secure_server first{p.io, {.own = good()}, secure_server::answering(redirect)};
    auto spec = https_signal(first.port());
    http_of(spec).max_redirects = 1;
    http_of(spec).tls = [&] {
        auto settings = trusting();
        settings.expected_name = "api.test";  // for the first place only
        return settings;
    }();
    const auto seen = p.run(spec);
    CHECK(seen.why == reason::ok);
    CHECK(seen.tls->chain.at(0).subject == "CN=other");
    CHECK_THAT(target.last().heard(), Catch::StartsWith("GET /there "));

    // By http there are no settings: the system's authorities do not know ours.
    scripted_server plain{p.io, scripted_server::answering(redirect)};
    auto by_http = http_signal(plain.port());
    http_of(by_http).max_redirects = 1;
    CHECK(p.run(by_http).why == reason::tls_untrusted);
}

TEST_CASE("our certificate is not shown where a redirect leads to", "[probes][http][tls]") {
    probing p;
    secure_server target{p.io,
                         {.own = good(), .client_ca = authority().certificate, .most = tls_version::tls1_2},
                         secure_server::answering(ok_hi)};
    secure_server first{p.io,
                        {.own = good(), .client_ca = authority().certificate},
                        secure_server::answering("HTTP/1.1 302 Found\r\nLocation: https://127.0.0.1:" +
                                                 std::to_string(target.port()) + "/\r\n\r\n")};
    const identity client = make_certificate({.common_name = "prober"}, &authority());
    auto settings = trusting();
    settings.certificate = client.certificate;
    settings.key = client.key;
    CHECK(p.run(https_signal(target.port(), settings)).why == reason::ok);
    auto spec = https_signal(first.port(), settings);
    http_of(spec).max_redirects = 1;
    const auto seen = p.run(spec);
    CHECK(seen.why == reason::tls_handshake);
    CHECK(seen.detail == "the peer says: handshake failure");
}

TEST_CASE("tcp with TLS is ok once the handshake is over", "[probes][tcp][tls]") {
    probing p;
    secure_server server{p.io, {.own = good()}, silent};
    const auto seen = p.run(tls_signal(server.port()));
    CHECK(seen.why == reason::ok);
    CHECK(seen.phase.tls);
    CHECK(seen.tls->version == "TLSv1.3");
    run_until(p.io, [&] { return server.last().is_secure(); });
    CHECK(server.last().is_secure());
}

TEST_CASE("a server that asks for our certificate has the last word, by TLS 1.3 too", "[probes][tcp][tls]") {
    probing p;
    const tls_version version = GENERATE(tls_version::tls1_2, tls_version::tls1_3);
    secure_server server{
        p.io, {.own = good(), .client_ca = authority().certificate, .most = version}, silent};
    const auto refused = p.run(tls_signal(server.port()));
    CHECK(refused.why == reason::tls_handshake);
    REQUIRE(refused.tls);
    CHECK(refused.tls->chain.at(0).subject == "CN=good");

    const auto ends = present() + 24h;
    const identity client = make_certificate({.common_name = "prober", .ends = ends}, &authority());
    auto settings = trusting();
    settings.certificate = client.certificate;
    settings.key = client.key;
    const auto accepted = p.run(tls_signal(server.port(), settings));
    CHECK(accepted.why == reason::ok);
    CHECK(accepted.tls->client_expires == ends);

    const identity old = make_certificate(
        {.common_name = "prober", .begins = present() - 48h, .ends = present() - 1h}, &authority());
    settings.certificate = old.certificate;
    settings.key = old.key;
    const auto expired = p.run(tls_signal(server.port(), settings));
    CHECK(expired.why == reason::tls_handshake);
    CHECK(expired.detail == "the peer says: certificate expired");
    CHECK(expired.tls->client_expires == present() - 1h);
}

TEST_CASE("settings that cannot be used are our own trouble", "[probes][tls]") {
    probing p;
    secure_server server{p.io, {.own = good()}, silent};
    auto settings = trusting();
    settings.certificate = "nothing";
    settings.key = "nothing";
    const auto seen = p.run(tls_signal(server.port(), settings));
    CHECK(seen.why == reason::prober_error);
    CHECK(seen.detail == "own certificate: no start line");
}
