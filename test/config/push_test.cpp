// Pushed signals, witnesses, and the tokens of senders and operators.
#include "config/load.hpp"
#include "config/tokens.hpp"
#include "config/witnesses.hpp"

#include <catch2/catch.hpp>

using namespace hm;
using namespace hm::config;
using namespace std::chrono_literals;

namespace {

const std::string token = "0123456789abcdef";

loaded_model load(const std::string& signal, const std::string& more = "") {
    return load_model(source{"model.yaml", "model: shop\nregions: { west: {} }\n" + more +
                                               "flows:\n  buy:\n    signals:\n      sent: " + signal + "\n"});
}

model::signal_spec pushed(const std::string& keys, const std::string& more = "") {
    const loaded_model loaded = load("{ push: { token: \"" + token + "\" }" + keys + " }", more);
    INFO(render(loaded.diagnostics));
    REQUIRE(loaded.value);
    return *(*loaded.value)->entities[0].signals[0].places[0];
}

std::string first_error(const loaded_model& loaded) {
    for (const diagnostic& d : loaded.diagnostics)
        if (d.level == severity::error) return d.message;
    return "";
}

std::string refused(const std::string& keys) {
    return first_error(load("{ push: { token: \"" + token + "\" }" + keys + " }"));
}

loaded_model with_witnesses(const std::string& text) {
    return load("{ tcp: \"127.0.0.1:1\" }", "witnesses: " + text + "\n");
}

std::string first_settings_error(const std::string& text) {
    for (const diagnostic& d : load_settings(source{"settings.yaml", text}).diagnostics)
        if (d.level == severity::error) return d.message;
    return "";
}

}  // namespace

TEST_CASE("a pushed signal holds its token, and one result moves it", "[config][push]") {
    const model::signal_spec s = pushed(
        "", "defaults: { signal: { every: 20s, timeout: 2s, rise: 4, fall: 5, on_failure: degraded } }\n");
    CHECK(model::is_pushed(s));
    CHECK(std::get<model::push_spec>(s.probe).token == token);
    CHECK(s.debounce.rise == 1);
    CHECK(s.debounce.fall == 1);
    CHECK(s.when.every == 20s);
    CHECK(s.when.ttl == 62s);
    CHECK(s.on_failure == model::failure_policy::unhealthy);
}

TEST_CASE("a pushed signal says itself how often, how long and how many", "[config][push]") {
    const model::signal_spec s = pushed(", every: 1m, ttl: 5m, rise: 2, fall: 3");
    CHECK(s.when.every == 60s);
    CHECK(s.when.ttl == 300s);
    CHECK(s.debounce.rise == 2);
    CHECK(s.debounce.fall == 3);
    CHECK(pushed(", every: 100ms").when.ttl == 400ms);
}

TEST_CASE("conditions of a pushed signal look at what was sent", "[config][push]") {
    const model::signal_spec s =
        pushed(", degraded: value > 70% or body.queue.depth > 3, unhealthy: body.value > 90%");
    CHECK(s.body_paths == std::vector<std::vector<std::string>>{{"value"}, {"queue", "depth"}});
    CHECK(s.degraded->text == "value > 70% or body.queue.depth > 3");
    CHECK(refused(", degraded: latency > 1s") == "a pushed signal has no latency");
    CHECK(refused(", degraded: status == 200") == "a pushed signal has no status");
    CHECK(refused(", degraded: failed") == "a pushed signal has no failed");
    CHECK(first_error(load("{ http: { url: \"http://a/\" }, degraded: value > 3 }")) ==
          "\"value\" is what is pushed; a probe has none");
    CHECK(first_error(load("{ tcp: \"a:1\", degraded: value > 3 }")) == "a tcp probe has no body");
}

TEST_CASE("what belongs to runs is refused for a pushed signal", "[config][push]") {
    CHECK(refused(", timeout: 1s") == "\"timeout\" means nothing for a pushed signal");
    CHECK(refused(", fast_every: 1s") == "\"fast_every\" means nothing for a pushed signal");
    CHECK(refused(", down_every: 1s") == "\"down_every\" means nothing for a pushed signal");
    CHECK(refused(", on_failure: degraded") == "\"on_failure\" means nothing for a pushed signal");
}

TEST_CASE("a ttl of the defaults must not be shorter than the interval of a signal", "[config][push]") {
    const auto loaded = load("{ tcp: \"127.0.0.1:1\", every: 1m }", "defaults: { signal: { ttl: 20s } }\n");
    CHECK(first_error(loaded) == "the ttl (20s) is shorter than the interval (1m)");
}

TEST_CASE("tokens have 16 to 1024 visible bytes, and no message shows one", "[config][push][limits]") {
    const auto told = [](const std::string& t) { return load("{ push: { token: \"" + t + "\" } }"); };
    CHECK(first_error(told(std::string(min_token_bytes - 1, 'x'))) ==
          "a token has 16 to 1024 bytes, this one has 15");
    CHECK(first_error(told(std::string(max_token_bytes + 1, 'x'))) ==
          "a token has 16 to 1024 bytes, this one has 1025");
    CHECK(first_error(told("0123456789 abcdef")) ==
          "a token consists of visible ASCII characters, without blanks");
    CHECK(first_error(told("")) == "a token has 16 to 1024 bytes, this one has 0");
    CHECK(told(std::string(max_token_bytes, 'x')).value);

    const auto literal = told(token);
    REQUIRE(literal.value);
    REQUIRE(literal.diagnostics.size() == 1);
    CHECK(literal.diagnostics[0].message == "this token is written out, for all who can read the file");
    CHECK(render(literal.diagnostics).find(token) == std::string::npos);
    CHECK(render(told("0123456789 secret").diagnostics).find("secret") == std::string::npos);
    CHECK(render(load("{ push: 0123456789secret }").diagnostics).find("secret") == std::string::npos);
}

TEST_CASE("witnesses become one global entity with a signal each", "[config][witnesses]") {
    const auto loaded = with_witnesses(
        "{ gateway: { tcp: \"10.0.0.1:53\", every: 7s }, portal: { http: { url: \"http://10.0.0.2/\", "
        "expect: { status: 204 } } } }");
    INFO(render(loaded.diagnostics));
    REQUIRE(loaded.value);
    const model::definition& d = **loaded.value;
    const model::entity& e = d.at(d.witnesses);
    CHECK(e.kind == model::entity_kind::witness);
    CHECK(e.name == "witnesses");
    CHECK(e.where == model::scope::global);
    REQUIRE(e.signals.size() == 2);
    CHECK(e.signals[0].name == "gateway");
    CHECK(e.signals[0].places.size() == 1);
    CHECK(e.signals[0].places[0]->when.every == 7s);
    CHECK((*load("{ tcp: \"127.0.0.1:1\" }").value)->witnesses == model::entity_id::none);
}

TEST_CASE("a witness answers or it does not", "[config][witnesses]") {
    const auto told = [](const std::string& text) { return first_error(with_witnesses(text)); };
    CHECK(told("{ a: { tcp: \"a:1\", degraded: latency > 1s } }") ==
          "\"degraded\" means nothing for a witness");
    CHECK(told("{ a: { tcp: \"a:1\", on_failure: unknown } }") ==
          "\"on_failure\" means nothing for a witness");
    CHECK(told("{ a: { push: { token: 0123456789abcdef } } }") == "a witness cannot be pushed");
    CHECK(told("{ a: { tcp: \"${region.name}:1\" } }") ==
          "\"${region.name}\" in a global entity, which is in no region");
    CHECK(told("{}") == "there are no witnesses here");
    CHECK(told("{ A: { tcp: \"a:1\" } }") == "\"A\" is no name");
}

TEST_CASE("the name of the witnesses is theirs, and nobody needs them", "[config][witnesses]") {
    const std::string witnesses = "witnesses: { a: { tcp: \"a:1\" } }\n";
    CHECK(first_error(load("{ tcp: \"a:1\" }", witnesses + "components: { witnesses: }\n")) ==
          "the name \"witnesses\" of this list of witnesses is taken");
    CHECK(first_error(load("{ tcp: \"a:1\" }", witnesses + "components: { x: { needs: [witnesses] } }\n")) ==
          "\"witnesses\" is a list of witnesses, which cannot be needed");
}

TEST_CASE("witnesses are limited", "[config][witnesses][limits]") {
    std::string text;
    for (std::size_t i = 0; i <= max_witnesses; ++i) text += "w" + std::to_string(i) + ": { tcp: \"a:1\" }, ";
    CHECK(first_error(with_witnesses("{ " + text + "}")) == "more than 64 witnesses");
}

TEST_CASE("operators have a token each", "[config][settings][tokens]") {
    const auto loaded = load_settings(source{
        "s",
        "tokens:\n  alice: alice-0123456789abcdef\n  bob: bob-0123456789abcdef\nlog: { checks: all }\n"});
    REQUIRE(loaded.value);
    REQUIRE(loaded.value->tokens.size() == 2);
    CHECK(loaded.value->tokens[1].name == "bob");
    CHECK(loaded.value->tokens[1].token == "bob-0123456789abcdef");
    CHECK(loaded.value->log.runs == log_settings::checks::all);
    CHECK(render(loaded.diagnostics).find("0123456789abcdef") == std::string::npos);

    CHECK(first_settings_error("tokens: { alice: short }\n") ==
          "a token has 16 to 1024 bytes, this one has 5");
    CHECK(first_settings_error("tokens: { alice: 0123456789abcdef, bob: 0123456789abcdef }\n") ==
          "\"bob\" has the same token as \"alice\"");
    CHECK(first_settings_error("tokens: { Alice: 0123456789abcdef }\n") == "\"Alice\" is no name");
    std::string many;
    for (std::size_t i = 0; i <= max_operators; ++i)
        many += "  o" + std::to_string(i) + ": 0123456789abcdef" + std::to_string(i) + "\n";
    CHECK(first_settings_error("tokens:\n" + many) == "more than 100 tokens");
}

TEST_CASE("a token has a role, and may stand there by its digest alone", "[config][settings][tokens]") {
    const std::string digest(64, 'a');
    const auto loaded =
        load_settings(source{"s", "tokens:\n  alice: { token_sha256: " + digest + " }\n" +
                                      "  bob: { token_sha256: b" + digest.substr(1) + ", role: viewer }\n" +
                                      "  carol: { token: carol-0123456789abcdef, role: operator }\n"});
    REQUIRE(loaded.value);
    const auto& tokens = loaded.value->tokens;
    REQUIRE(tokens.size() == 3);
    CHECK(tokens[0].sha256 == digest);
    CHECK(tokens[0].token.empty());
    CHECK(tokens[0].may == role::operates);
    CHECK(tokens[1].may == role::views);
    CHECK(tokens[2].token == "carol-0123456789abcdef");
    CHECK(render(loaded.diagnostics).find("0123456789abcdef") == std::string::npos);

    CHECK(first_settings_error("tokens: { a: { token_sha256: " + digest + " }, b: { token_sha256: " + digest +
                               " } }\n") == "\"b\" has the same token as \"a\"");
    CHECK(first_settings_error("tokens: { a: { token_sha256: A" + digest.substr(1) + " } }\n") ==
          "a SHA-256 has 64 digits, 0 to 9 and a to f");
    CHECK(first_settings_error("tokens: { a: { token_sha256: " + digest + "a } }\n") ==
          "a SHA-256 has 64 digits, 0 to 9 and a to f");
}

TEST_CASE("an admin listener that others can reach needs operators", "[config][settings][tokens]") {
    const auto told = [](const std::string& address, const std::string& more = "") {
        return first_settings_error("listeners: [{ listen: \"" + address +
                                    ":8640\", serves: [api, admin] }]\n" + more);
    };
    for (const char* here : {"127.0.0.1", "127.1.2.3", "[::1]", "[::ffff:127.0.0.1]"})
        CHECK(told(here) == "");
    for (const char* open : {"0.0.0.0", "[::]", "10.0.0.1", "[::ffff:10.0.0.1]", "[fe80::1]"}) {
        INFO(open);
        CHECK(told(open) ==
              "the daemon refuses to start with an unauthenticated admin listener on a non-loopback address");
        CHECK(told(open, "tokens: { alice: 0123456789abcdef }\n") == "");
    }
    CHECK(told("0.0.0.0", "tokens: {}\n") != "");
}

TEST_CASE("listeners and name servers are limited", "[config][settings][limits]") {
    std::string listeners, servers;
    for (std::size_t i = 0; i <= max_listeners; ++i)
        listeners += "  - { listen: \"127.0.0.1:" + std::to_string(9000 + i) + "\", serves: lb }\n";
    for (std::size_t i = 0; i <= max_servers; ++i) servers += "\"127.0.0.1:53\", ";
    CHECK(first_settings_error("listeners:\n" + listeners) == "more than 32 listeners");
    CHECK(first_settings_error("resolver: { servers: [" + servers + "] }\n") == "more than 8 servers");
    CHECK(first_settings_error("resolver: { tries: " + std::to_string(max_tries + 1) + " }\n") ==
          "11 is not within 1 to 10");
}
