// What a tcp probe can be asked for beside its address: TLS, and a dialogue.
#include "config/load.hpp"
#include "config/tcp_dialogue.hpp"

#include <catch2/catch.hpp>

#include <cstdlib>

using namespace hm;
using namespace hm::config;

namespace {

loaded_model load(const std::string& keys) {
    return load_model(source{"model.yaml",
                             "model: shop\nregions: { west: { vars: { n: 7 } } }\nflows:\n  buy:\n    "
                             "signals:\n      one: { tcp: { address: \"mail:25\", " +
                                 keys + " } }\n      two: { tcp: \"a:${region.n}\" }\n"});
}

model::signal_spec signal(const std::string& keys) {
    const loaded_model loaded = load(keys);
    INFO(render(loaded.diagnostics));
    REQUIRE(loaded.value);
    return *(*loaded.value)->entities[0].signals[0].places[0];
}

model::tcp_spec tcp(const std::string& keys) {
    return std::get<model::tcp_spec>(signal(keys).probe);
}

std::string told(const std::string& keys, severity level = severity::error) {
    for (const diagnostic& d : load(keys).diagnostics)
        if (d.level == level) return d.message;
    return "";
}

using kind = model::tcp_step::kind;
using steps = std::vector<model::tcp_step>;

}  // namespace

TEST_CASE("a dialogue sends, expects and begins TLS", "[config][tcp]") {
    const auto spec = tcp(R"(dialogue: [ { expect: "^220 " }, { send: "EHLO ${region.n}\r\n" },
        { expect: "^250[ -]STARTTLS" }, { send: "STARTTLS\r\n" }, { expect: "^220" }, starttls, { send: QUIT } ])");
    CHECK(spec.to.port == 25);
    CHECK(spec.dialogue == steps{{kind::expect, "^220 "},
                                 {kind::send, "EHLO 7\r\n"},
                                 {kind::expect, "^250[ -]STARTTLS"},
                                 {kind::send, "STARTTLS\r\n"},
                                 {kind::expect, "^220"},
                                 {kind::starttls, ""},
                                 {kind::send, "QUIT"}});
    REQUIRE(spec.tls);
    CHECK(*spec.tls == model::tls_settings{});
}

TEST_CASE("TLS is from the beginning, from a step on, or not at all", "[config][tcp][tls]") {
    CHECK(!tcp("family: any").tls);
    CHECK(!tcp("tls: false").tls);
    CHECK(*tcp("tls: true").tls == model::tls_settings{});
    CHECK(*tcp("tls: {}").tls == model::tls_settings{});
    CHECK(tcp("tls: { alpn: [h2, imap] }").tls->alpn == std::vector<std::string>{"h2", "imap"});
    CHECK(!tcp("tls: { verify: false }, dialogue: [{ send: x }, starttls]").tls->verify);
    CHECK(told("tls: true, dialogue: [starttls]") == "`tls: true` does not go with a step starttls");
    CHECK(told("tls: false, dialogue: [starttls]") == "`tls: false` does not go with a step starttls");
    CHECK(told("dialogue: [starttls, starttls]") == "TLS begins once: there is more than one step starttls");
}

TEST_CASE("a tcp probe may ask all addresses of a name", "[config][tcp]") {
    const auto spec = tcp("family: 4, addresses: all");
    CHECK(spec.to.family == model::address_family::v4);
    CHECK(spec.to.addresses == model::address_rule::all);
}

TEST_CASE("what a dialogue sends may be secret", "[config][tcp][secrets]") {
    setenv("HM_TEST_AUTH", "AGFsaWNlAGsz", 1);
    const auto spec = signal("dialogue: [{ send: \"AUTH PLAIN ${env:HM_TEST_AUTH}\\r\\n\" }]");
    unsetenv("HM_TEST_AUTH");
    CHECK(std::get<model::tcp_spec>(spec.probe).dialogue[0].text == "AUTH PLAIN AGFsaWNlAGsz\r\n");
    CHECK(spec.secrets == std::vector<std::string>{"AGFsaWNlAGsz"});
}

TEST_CASE("a line break that is none is warned about", "[config][tcp]") {
    const auto warned = [](const std::string& text) {
        return told("dialogue: [{ send: " + text + " }]", severity::warning);
    };
    CHECK(warned("'QUIT\\r\\n'") == "\\r is sent as it stands here");
    CHECK(warned("QUIT\\n") == "\\n is sent as it stands here");
    CHECK(warned("\"QUIT\\r\\n\"") == "");
    CHECK(warned("'a\\b'") == "");
}

TEST_CASE("a dialogue has at most 100 steps, of which each sends at most 64 KiB", "[config][tcp][limits]") {
    const auto many = [](std::size_t n) {
        std::string all;
        for (std::size_t i = 0; i < n; ++i) all += "{ send: x }, ";
        return told("dialogue: [" + all + "]");
    };
    CHECK(many(max_dialogue_steps) == "");
    CHECK(many(max_dialogue_steps + 1) == "more than 100 steps");
    const auto long_one = [](std::size_t n) {
        return told("dialogue: [{ send: " + std::string(n, 'x') + " }]");
    };
    CHECK(long_one(max_sent_bytes) == "");
    CHECK(long_one(max_sent_bytes + 1) == "a step sends at most 65536 bytes");
}
