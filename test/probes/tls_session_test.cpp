#include "probes/tls_session.hpp"

#include "model/observation.hpp"
#include "test/support/tls_talk.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <random>

using namespace hm;
using namespace hm::test;
using namespace std::chrono_literals;
using namespace std::string_literals;
using model::reason;
using model::tls_version;
using probes::tls_session;
using progress = tls_session::progress;

namespace {

constexpr auto day = 24h;

// Made once: keys take a while. It outlives what it signs.
const identity& authority() {
    static const identity made =
        make_certificate({.common_name = "Test CA", .ends = present() + 60 * day, .authority = true});
    return made;
}

const identity& good() {
    static const identity made =
        make_certificate({.common_name = "api.test", .names = "DNS:api.test"}, &authority());
    return made;
}

model::tls_settings trusting(const identity& ca = authority()) {
    model::tls_settings settings;
    settings.ca = ca.certificate;
    return settings;
}

// A handshake with a server that has this certificate.
struct outcome {
    progress end;
    reason why;
    std::string words;
    std::shared_ptr<const model::tls_facts> facts;
};

outcome shake_hands(const tls_server& server, const model::tls_settings& settings,
                    const std::string& host = "api.test", model::wall_time now = present()) {
    tls_talk talk{context_of(settings), settings, server, host, moment_at(now)};
    const progress end = talk.go_on();
    return {end, talk.client.why(), talk.client.words(), talk.client.facts()};
}

}  // namespace

TEST_CASE("a handshake with a trusted server tells who it is and how they talk", "[probes][tls]") {
    const tls_server server{{.own = good(), .chain = authority().certificate}};
    const auto [end, why, words, facts] = shake_hands(server, trusting());
    CHECK(end == progress::ready);
    CHECK(why == reason::ok);
    REQUIRE(facts);
    CHECK(facts->version == "TLSv1.3");
    CHECK(facts->cipher == "TLS_AES_256_GCM_SHA384");
    CHECK(facts->alpn.empty());
    CHECK_FALSE(facts->resumed);
    REQUIRE(facts->chain.size() == 2);
    CHECK(facts->chain[0].subject == "CN=api.test");
    CHECK(facts->chain[0].issuer == "CN=Test CA");
    CHECK(facts->chain[0].names == std::vector<std::string>{"api.test"});
    CHECK(facts->expires == facts->chain[0].not_after);
    CHECK_FALSE(facts->client_expires);
}

TEST_CASE("both sides hear what the other says", "[probes][tls]") {
    const tls_server server{{.own = good()}};
    tls_talk talk{context_of(trusting()), trusting(), server};
    REQUIRE(talk.go_on() == progress::ready);
    REQUIRE(talk.client.send("hello"));
    talk.go_on();
    CHECK(talk.server.plain() == "hello");

    const std::string much(100'000, 'x');
    talk.server.send(much);
    CHECK(talk.say_to_client(talk.from_server(), 1000) == progress::ready);
    CHECK(talk.heard == much);
    CHECK_FALSE(talk.client.closed_by_peer());
    talk.server.close();
    talk.say_to_client(talk.from_server(), 1000);
    CHECK(talk.client.closed_by_peer());
    CHECK(talk.client.ready());

    talk.client.close();
    std::string goodbye, nothing;
    talk.client.take_output(goodbye);
    CHECK_FALSE(talk.server.receive(goodbye, nothing));
}

TEST_CASE("what a certificate lacks is the reason", "[probes][tls]") {
    const identity stranger = make_certificate({.common_name = "Other CA", .authority = true});
    const auto now = present();
    struct row {
        std::string what;
        identity certificate;
        reason why;
        std::string words;
    };
    const std::vector<row> rows{
        {"expired", make_certificate({"api.test", "DNS:api.test", now - 2 * day, now - 1h}, &authority()),
         reason::tls_expired, "expired " + model::format_time(now - 1h) + ": CN=api.test"},
        {"not yet valid", make_certificate({"api.test", "DNS:api.test", now + 1h, now + day}, &authority()),
         reason::tls_expired, "not valid before " + model::format_time(now + 1h) + ": CN=api.test"},
        {"of another name",
         make_certificate({.common_name = "x", .names = "DNS:shop.test,IP:10.0.0.1"}, &authority()),
         reason::tls_name_mismatch,
         "api.test is not among the names of the certificate: shop.test, 10.0.0.1"},
        {"without a name", make_certificate({.common_name = "", .names = ""}, &authority()),
         reason::tls_name_mismatch, "api.test is not among the names of the certificate: none"},
        {"self-signed", make_certificate({.common_name = "api.test", .names = "DNS:api.test"}),
         reason::tls_untrusted, "self-signed certificate: CN=api.test, issued by CN=api.test"},
        {"by an unknown authority",
         make_certificate({.common_name = "api.test", .names = "DNS:api.test"}, &stranger),
         reason::tls_untrusted, "unable to get local issuer certificate: CN=api.test, issued by CN=Other CA"},
        {"for clients only",
         make_certificate({.common_name = "api.test", .names = "DNS:api.test", .usage = "clientAuth"},
                          &authority()),
         reason::tls_untrusted, "unsuitable certificate purpose: CN=api.test, issued by CN=Test CA"},
    };
    const tls_version version = GENERATE(tls_version::tls1_2, tls_version::tls1_3);
    for (const row& r : rows) {
        INFO(r.what);
        const tls_server server{{.own = r.certificate, .most = version}};
        const auto [end, why, words, facts] = shake_hands(server, trusting());
        CHECK(end == progress::failed);
        CHECK(why == r.why);
        CHECK(words == r.words);
        REQUIRE(facts);
        CHECK(facts->chain.size() == 1);
        CHECK(facts->expires == facts->chain[0].not_after);

        model::tls_settings careless = trusting();
        careless.verify = false;
        const outcome anyway = shake_hands(server, careless);
        CHECK(anyway.end == progress::ready);
        CHECK(anyway.facts->chain == facts->chain);
        CHECK(anyway.facts->expires == facts->expires);
    }
}

TEST_CASE("of several mistakes the one that makes the others worthless comes first", "[probes][tls]") {
    const auto now = present();
    const auto old = [&](const std::string& name, const identity* issuer) {
        return make_certificate({name, "DNS:" + name, now - 2 * day, now - 1h}, issuer);
    };
    const tls_server all{{.own = old("shop.test", nullptr)}};
    const outcome untrusted = shake_hands(all, trusting());
    CHECK(untrusted.why == reason::tls_untrusted);
    CHECK(untrusted.words ==
          "self-signed certificate: CN=shop.test, issued by CN=shop.test; "
          "api.test is not among the names of the certificate: shop.test; expired " +
              model::format_time(now - 1h) + ": CN=shop.test");
    const tls_server two{{.own = old("shop.test", &authority())}};
    CHECK(shake_hands(two, trusting()).why == reason::tls_name_mismatch);
    const tls_server one{{.own = old("api.test", &authority())}};
    CHECK(shake_hands(one, trusting()).why == reason::tls_expired);
}

TEST_CASE("the certificate must be for the expected name: the settings' or the target's", "[probes][tls]") {
    struct row {
        std::string names, host, server_name, expected_name;
        bool fits;
        std::string sni;
    };
    const row r = GENERATE(values<row>({
        {"DNS:api.test", "api.test", "", "", true, "api.test"},
        {"DNS:api.test", "API.Test", "", "", true, "API.Test"},
        {"DNS:api.test", "api.test.", "", "", true, "api.test"},
        {"DNS:*.shop.test", "api.shop.test", "", "", true, "api.shop.test"},
        {"DNS:*.shop.test", "a.b.shop.test", "", "", false, "a.b.shop.test"},
        {"DNS:*.shop.test", "shop.test", "", "", false, "shop.test"},
        {"DNS:a*.shop.test", "api.shop.test", "", "", false, "api.shop.test"},
        {"DNS:api.test", "10.0.0.1", "api.test", "", true, "api.test"},
        {"DNS:api.test", "10.0.0.1", "", "api.test", true, ""},
        {"DNS:inner.test", "10.0.0.1", "api.test", "inner.test", true, "api.test"},
        {"DNS:api.test", "10.0.0.1", "api.test", "inner.test", false, "api.test"},
        {"IP:10.0.0.1", "10.0.0.1", "", "", true, ""},
        {"IP:10.0.0.1", "10.0.0.2", "", "", false, ""},
        {"DNS:10.0.0.1", "10.0.0.1", "", "", false, ""},
        {"IP:2001:db8::1", "2001:db8:0::1", "", "", true, ""},
        {"IP:fe80::1", "fe80::1%eth0", "", "", true, ""},
        {"", "named-by-cn.test", "", "", true, "named-by-cn.test"},
    }));
    INFO(r.names << " for " << r.host);
    const tls_server server{
        {.own = make_certificate({.common_name = "named-by-cn.test", .names = r.names}, &authority())}};
    model::tls_settings settings = trusting();
    settings.server_name = r.server_name;
    settings.expected_name = r.expected_name;
    tls_talk talk{context_of(settings), settings, server, r.host};
    CHECK((talk.go_on() == progress::ready) == r.fits);
    CHECK(talk.client.why() == (r.fits ? reason::ok : reason::tls_name_mismatch));
    CHECK(talk.server.sni() == r.sni);
}

TEST_CASE("a name that nothing can be for is our own trouble, not one that any certificate fits",
          "[probes][tls]") {
    const tls_server server{{.own = good()}};
    const outcome seen = shake_hands(server, trusting(), "");
    CHECK(seen.end == progress::failed);
    CHECK(seen.why == reason::prober_error);
    CHECK(seen.words == "no name that a certificate could be for");
}

TEST_CASE("what was sent beside the verified chain does not expire it", "[probes][tls]") {
    const auto now = present();
    const identity old = make_certificate(
        {.common_name = "Test CA", .begins = now - 2 * day, .ends = now - day, .authority = true});
    const tls_server server{{.own = good(), .chain = old.certificate}};
    const outcome verified = shake_hands(server, trusting());
    CHECK(verified.why == reason::ok);
    REQUIRE(verified.facts->chain.size() == 2);
    CHECK(verified.facts->expires == verified.facts->chain[0].not_after);

    // The verified chain ends with an authority that was not sent.
    const identity soon = make_certificate({.common_name = "Soon CA", .ends = now + day, .authority = true});
    const tls_server by_soon{
        {.own = make_certificate({.common_name = "api.test", .names = "DNS:api.test"}, &soon)}};
    CHECK(shake_hands(by_soon, trusting(soon)).facts->expires == now + day);

    const outcome unverified = shake_hands(server, trusting(soon));
    CHECK(unverified.why == reason::tls_untrusted);
    CHECK(unverified.facts->expires == now - day);
}

TEST_CASE("certificates are judged by the time that is given", "[probes][tls]") {
    const tls_server server{{.own = good()}};
    CHECK(shake_hands(server, trusting(), "api.test", present() + 31 * day).why == reason::tls_expired);
    CHECK(shake_hands(server, trusting(), "api.test", present() - 1 * day).why == reason::tls_expired);
}

TEST_CASE("a single certificate may be what is trusted, with an authority of its own or without",
          "[probes][tls]") {
    const tls_server server{{.own = good()}};
    CHECK(shake_hands(server, trusting(good())).why == reason::ok);
    const identity alone = make_certificate({.common_name = "api.test", .names = "DNS:api.test"});
    CHECK(shake_hands(tls_server{{.own = alone}}, trusting(alone)).why == reason::ok);
}

TEST_CASE("a client certificate is shown to who asks, and its end is told", "[probes][tls]") {
    const auto ends = present() + day;
    const identity client = make_certificate({.common_name = "prober", .ends = ends}, &authority());
    const tls_version version = GENERATE(tls_version::tls1_2, tls_version::tls1_3);
    const tls_server server{{.own = good(), .client_ca = authority().certificate, .most = version}};
    model::tls_settings settings = trusting();
    settings.certificate = client.certificate;
    settings.key = client.key;
    tls_talk talk{context_of(settings), settings, server};
    CHECK(talk.go_on() == progress::ready);
    CHECK(talk.server.ready());
    CHECK(talk.client.facts()->client_expires == ends);
}

TEST_CASE("facts survive a server that ends the handshake for want of a client certificate",
          "[probes][tls]") {
    struct row {
        tls_version version;
        std::string words;
    };
    const row r = GENERATE(values<row>({{tls_version::tls1_2, "the peer says: handshake failure"},
                                        {tls_version::tls1_3, "the peer says: certificate required"}}));
    const tls_server server{{.own = good(), .client_ca = authority().certificate, .most = r.version}};
    const outcome seen = shake_hands(server, trusting());
    CHECK(seen.end == progress::failed);
    CHECK(seen.why == reason::tls_handshake);
    CHECK(seen.words == r.words);
    REQUIRE(seen.facts);
    CHECK(seen.facts->chain.at(0).subject == "CN=api.test");
    CHECK_FALSE(seen.facts->version.empty());
}

TEST_CASE("the oldest version that will do can be chosen, down to 1.0", "[probes][tls]") {
    struct row {
        tls_version least, server_most;
        std::string version, words;
    };
    const row r = GENERATE(values<row>({
        {tls_version::tls1_0, tls_version::tls1_0, "TLSv1", ""},
        {tls_version::tls1_0, tls_version::tls1_1, "TLSv1.1", ""},
        {tls_version::tls1_1, tls_version::tls1_1, "TLSv1.1", ""},
        {tls_version::tls1_0, tls_version::tls1_3, "TLSv1.3", ""},
        {tls_version::tls1_3, tls_version::tls1_3, "TLSv1.3", ""},
        {tls_version::tls1_2, tls_version::tls1_1, "", "the peer says: protocol version"},
        {tls_version::tls1_3, tls_version::tls1_2, "", "the peer says: protocol version"},
        {tls_version::tls1_1, tls_version::tls1_0, "", "the peer says: protocol version"},
    }));
    const tls_server server{{.own = good(), .most = r.server_most}};
    model::tls_settings settings = trusting();
    settings.min_version = r.least;
    const outcome seen = shake_hands(server, settings);
    CHECK((seen.end == progress::ready) == r.words.empty());
    CHECK(seen.words == r.words);
    if (seen.end == progress::ready) CHECK(seen.facts->version == r.version);
    if (seen.end == progress::failed) CHECK(seen.why == reason::tls_handshake);
}

TEST_CASE("a protocol that is offered must be chosen", "[probes][tls]") {
    model::tls_settings settings = trusting();
    settings.alpn = {"h2", "http/1.1"};
    const auto with = [&](std::vector<std::string> alpn) {
        const tls_server server{{.own = good(), .alpn = std::move(alpn)}};
        return shake_hands(server, settings);
    };
    CHECK(with({"http/1.1"}).facts->alpn == "http/1.1");
    CHECK(with({"h2"}).end == progress::ready);

    const outcome none = with({});
    CHECK(none.why == reason::tls_handshake);
    CHECK(none.words == "the peer chose none of the protocols that were offered (alpn)");
    const outcome refused = with({"ftp"});
    CHECK(refused.why == reason::tls_handshake);
    CHECK(refused.words == "the peer says: no application protocol");
}

TEST_CASE("what is not TLS is told by its own words", "[probes][tls]") {
    struct row {
        std::string bytes, words;
    };
    const row r = GENERATE(values<row>({
        {"HTTP/1.1 400 Bad Request\r\n\r\n", "not TLS: \"HTTP/1.1 400 Bad Request\""},
        {"220 mail.test ESMTP\r\n", "not TLS: \"220 mail.test ESMTP\""},
        {std::string(5000, '\xff'), "not TLS: \"" + std::string(60, '?') + "\""},
        {"\x16\x03\x03\xff\xff" + std::string(70'000, 'x'), "packet length too long"},
        {"\x16\x03\x03\x01\x04" + std::string(0x104, 'x'), "unexpected message"},
        {"\x15\x03\x03\x00\x02\x02\x70"s, "the peer says: unrecognized name"},
    }));
    tls_session session{context_of(trusting()), trusting(), "api.test", "127.0.0.1:443",
                        moment_at(present())};
    std::string plain;
    CHECK(session.receive({}, plain) == progress::need_more);
    CHECK(session.receive(r.bytes, plain) == progress::failed);
    CHECK(session.why() == reason::tls_handshake);
    CHECK(session.words() == r.words);
    CHECK(session.words().size() <= model::max_detail);
    CHECK(session.facts() == nullptr);
    CHECK(plain.empty());
    CHECK(session.receive("more", plain) == progress::failed);
    CHECK_FALSE(session.send("anything"));
}

TEST_CASE("however the peer's bytes are cut the end is the same", "[probes][tls]") {
    const identity client = make_certificate({.common_name = "prober"}, &authority());
    model::tls_settings settings = trusting();
    settings.certificate = client.certificate;
    settings.key = client.key;
    const auto context = context_of(settings);
    const tls_version version = GENERATE(tls_version::tls1_2, tls_version::tls1_3);
    const tls_server server{{.own = good(), .client_ca = authority().certificate, .most = version}};
    for (std::size_t piece = 1; piece < 2000; piece += piece / 7 + 1) {
        INFO("pieces of " << piece);
        tls_talk talk{context, settings, server};
        REQUIRE(talk.go_on(piece) == progress::ready);
        talk.client.send("hello");
        talk.go_on(piece);
        CHECK(talk.server.plain() == "hello");
        talk.server.send("a banner");
        talk.server.close();
        talk.say_to_client(talk.from_server(), piece);
        CHECK(talk.heard == "a banner");
        CHECK(talk.client.closed_by_peer());
    }
}

TEST_CASE("a byte that was changed on the way never lets a handshake succeed", "[probes][tls]") {
    const tls_server server{{.own = good()}};
    const auto context = context_of(trusting());
    std::mt19937 random{7};
    for (int round = 0; round < 100; ++round) {
        tls_talk talk{context, trusting(), server};
        std::string hello, flight;
        talk.client.receive({}, talk.heard);
        talk.client.take_output(hello);
        talk.server.receive(hello, flight);
        // What nobody protects are the heads of the records before the first encrypted one.
        const std::size_t plain_end = flight.find("\x14\x03\x03"), encrypted = flight.find("\x17\x03\x03");
        std::size_t at = 5 + random() % (flight.size() - 5);
        if (at >= plain_end && at < encrypted) at = encrypted;
        flight[at] = static_cast<char>(flight[at] ^ (1 << random() % 8));
        INFO("byte " << at << " of " << flight.size());
        CHECK(talk.say_to_client(flight, 1000) != progress::ready);
    }
}

TEST_CASE("certificates without end are left at a limit", "[probes][tls]") {
    std::string names = "DNS:api.test";
    for (int i = 0; i < 800; ++i) names += ",DNS:" + std::to_string(1000 + i) + ".shop.test";
    const auto with = [&](int certificates) {
        const identity large = make_certificate({.common_name = "large", .names = names}, &authority());
        std::string chain;
        for (int i = 1; i < certificates; ++i) chain += large.certificate;
        return shake_hands(tls_server{{.own = large, .chain = chain}}, trusting());
    };
    CHECK(with(4).end == progress::ready);
    const outcome seen = with(6);
    CHECK(seen.end == progress::failed);
    CHECK(seen.why == reason::tls_handshake);
    CHECK(seen.words == "64 KiB of TLS without any data");
    CHECK_FALSE(seen.facts);
}

TEST_CASE("a peer that sends nothing but tickets is left at a limit", "[probes][tls]") {
    const tls_server server{{.own = good()}};
    tls_talk talk{context_of(trusting()), trusting(), server};
    REQUIRE(talk.go_on() == progress::ready);
    std::size_t sent = 0;
    auto now = progress::ready;
    while (now == progress::ready && sent < 2 * probes::max_bytes_without_gain) {
        talk.server.send_ticket();
        const std::string bytes = talk.from_server();
        sent += bytes.size();
        now = talk.say_to_client(bytes, bytes.size());
    }
    CHECK(now == progress::failed);
    // The first tickets came with the handshake.
    CHECK(sent > probes::max_bytes_without_gain - 1000);
    CHECK(sent < probes::max_bytes_without_gain + 1000);
    CHECK(talk.client.words() == "64 KiB of TLS without any data");
    CHECK(talk.client.why() == reason::tls_handshake);
}

TEST_CASE("a peer that asks for other keys again and again is left at a limit", "[probes][tls]") {
    const tls_version version = GENERATE(tls_version::tls1_2, tls_version::tls1_3);
    const tls_server server{{.own = good(), .most = version}};
    tls_talk talk{context_of(trusting()), trusting(), server};
    REQUIRE(talk.go_on() == progress::ready);
    int asked = 0;
    auto now = progress::ready;
    for (; now == progress::ready && asked < 2 * probes::max_rekeyings; ++asked) {
        talk.server.ask_for_other_keys();
        if (version == tls_version::tls1_3) talk.server.send("x");  // data between them does not help
        now = talk.say_to_client(talk.from_server(), 100);
    }
    CHECK(now == progress::failed);
    CHECK(asked == probes::max_rekeyings + 1);
    CHECK(talk.client.why() == reason::protocol_error);
    CHECK(talk.client.words() == "other keys are asked for again and again");
}

TEST_CASE("what is broken behind the handshake is no failure of the handshake", "[probes][tls]") {
    const tls_server server{{.own = good()}};
    tls_talk talk{context_of(trusting()), trusting(), server};
    REQUIRE(talk.go_on() == progress::ready);
    talk.server.send("hello");
    talk.say_to_client(talk.from_server(), 100);
    talk.server.send("more");
    std::string bytes = talk.from_server();
    bytes.back() = static_cast<char>(bytes.back() ^ 1);
    CHECK(talk.say_to_client(bytes, 100) == progress::failed);
    CHECK(talk.heard == "hello");
    CHECK(talk.client.why() == reason::protocol_error);
    CHECK(talk.client.words() == "decryption failed or bad record mac");
    REQUIRE(talk.client.facts());
    CHECK(talk.client.facts()->version == "TLSv1.3");
}
