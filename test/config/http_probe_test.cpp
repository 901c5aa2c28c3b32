// What an http probe can be asked for beside its URL: who asks, what comes back and what is expected of it.
#include "config/http_expect.hpp"
#include "config/json_expect.hpp"
#include "config/load.hpp"
#include "config/patterns.hpp"
#include "config/tokens.hpp"

#include <catch2/catch.hpp>

#include <cstdlib>

using namespace hm;
using namespace hm::config;

namespace {

loaded_model load(const std::string& keys) {
    return load_model(source{"model.yaml",
                             "model: shop\nregions: { west: { vars: { n: 7 } } }\nflows:\n  buy:\n    "
                             "signals:\n      one: { http: { url: \"https://shop/\", " +
                                 keys + " } }\n"});
}

model::signal_spec signal(const std::string& keys) {
    const loaded_model loaded = load(keys);
    INFO(render(loaded.diagnostics));
    REQUIRE(loaded.value);
    return *(*loaded.value)->entities[0].signals[0].places[0];
}

model::http_spec http(const std::string& keys) {
    return std::get<model::http_spec>(signal(keys).probe);
}

std::string told(const std::string& keys) {
    for (const diagnostic& d : load(keys).diagnostics)
        if (d.level == severity::error) return d.message;
    return "";
}

std::vector<model::json_test> json(const std::string& tests) {
    return http("expect: { json: { " + tests + " } }").expect.json;
}

using kind = model::text_test::kind;

}  // namespace

TEST_CASE("addresses are the first that connects unless told otherwise", "[config][http]") {
    const model::target plain = http("redirects: 0").to;
    CHECK(plain.family == model::address_family::any);
    CHECK(plain.addresses == model::address_rule::first);
    const model::target other = http("family: 6, addresses: quorum").to;
    CHECK(other.family == model::address_family::v6);
    CHECK(other.addresses == model::address_rule::quorum);
}

TEST_CASE("compression and a kept connection are asked for", "[config][http]") {
    CHECK(http("redirects: 0").compression.empty());
    CHECK_FALSE(http("redirects: 0").reuse);
    CHECK(http("compression: gzip").compression == std::vector{model::content_coding::gzip});
    CHECK(http("compression: [deflate, gzip]").compression ==
          std::vector{model::content_coding::deflate, model::content_coding::gzip});
    CHECK(http("reuse: true").reuse);
}

TEST_CASE("user and password become a header, and neither form is shown", "[config][http][secrets]") {
    using headers = std::vector<std::pair<std::string, std::string>>;
    setenv("HM_TEST_PASSWORD", "open sesame", 1);
    const auto spec = signal("auth: { basic: { user: Aladdin, password: \"${env:HM_TEST_PASSWORD}\" } }");
    CHECK(std::get<model::http_spec>(spec.probe).headers ==
          headers{{"Authorization", "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="}});  // RFC 7617 §2
    CHECK(spec.secrets == std::vector<std::string>{"open sesame", "QWxhZGRpbjpvcGVuIHNlc2FtZQ=="});
    unsetenv("HM_TEST_PASSWORD");

    const auto header = [](const std::string& user, const std::string& password) {
        return http("auth: { basic: { user: \"" + user + "\", password: \"" + password + "\" } }")
            .headers.at(0)
            .second;
    };
    CHECK(header("a", "b") == "Basic YTpi");
    CHECK(header("a", "bc") == "Basic YTpiYw==");
    CHECK(header("a", "bcd") == "Basic YTpiY2Q=");
    CHECK(header("a", "") == "Basic YTo=");
    CHECK(header("\xC3\xBC", "\xC3\xBF") == "Basic w7w6w78=");

    const auto token = signal("headers: { Accept: a }, auth: { bearer: t0ken }");
    CHECK(std::get<model::http_spec>(token.probe).headers ==
          headers{{"Accept", "a"}, {"Authorization", "Bearer t0ken"}});
    CHECK(token.secrets == std::vector<std::string>{"t0ken"});
}

TEST_CASE("a password that is written out is warned about and not shown", "[config][http][secrets]") {
    const auto loaded = load("auth: { basic: { user: me, password: hunter2 } }, redirect: 3");
    const std::string text = render(loaded.diagnostics);
    CHECK(text.find("warning: this password is written out") != std::string::npos);
    CHECK(text.find("unknown key \"redirect\"") != std::string::npos);
    CHECK(text.find("hunter2") == std::string::npos);
}

TEST_CASE("users, passwords and tokens have at most 4096 bytes", "[config][http][limits]") {
    const auto of = [](std::size_t n) { return std::string(n, 'x'); };
    CHECK(told("auth: { bearer: " + of(max_password_bytes) + " }") == "");
    CHECK(told("auth: { bearer: " + of(max_password_bytes + 1) + " }") == "a token has at most 4096 bytes");
    CHECK(told("auth: { basic: { user: a, password: " + of(max_password_bytes + 1) + " } }") ==
          "a password has at most 4096 bytes");
    CHECK(told("auth: { basic: { user: " + of(max_password_bytes + 1) + ", password: a } }") ==
          "a user has at most 4096 bytes");
    CHECK(told("auth: { basic: { user: a, password: \"a\\nb\" } }") ==
          "a password has no line break or other control character");
    CHECK(told("auth: { bearer: \"\" }") == "a token is one word, without blanks");
}

TEST_CASE("headers are expected to be, to be absent, or to have a value", "[config][http][expect]") {
    const auto tests = http(R"(expect: { headers: { Server: nginx, X-Empty: "", Via: { absent: true },
        Date: { present: true }, Vary: { contains: [a, b], not_contains: c, matches: "^x", not_matches: "y$" } } })")
                           .expect.headers;
    CHECK(tests == std::vector<model::header_test>{{"Server", {kind::equals, "nginx"}},
                                                   {"X-Empty", {kind::equals, ""}},
                                                   {"Via", {kind::absent, ""}},
                                                   {"Date", {kind::present, ""}},
                                                   {"Vary", {kind::contains, "a"}},
                                                   {"Vary", {kind::contains, "b"}},
                                                   {"Vary", {kind::not_contains, "c"}},
                                                   {"Vary", {kind::matches, "^x"}},
                                                   {"Vary", {kind::not_matches, "y$"}}});
}

TEST_CASE("the body is expected to contain and to match, or not", "[config][http][expect]") {
    const auto tests = http(R"(expect: { body_matches: "v[0-9]+ ${region.n}", body_not_matches: [a, b],
        body_contains: ok, body_not_contains: [error, fatal] })")
                           .expect.body;
    CHECK(tests == std::vector<model::text_test>{{kind::contains, "ok"},
                                                 {kind::not_contains, "error"},
                                                 {kind::not_contains, "fatal"},
                                                 {kind::matches, "v[0-9]+ 7"},
                                                 {kind::not_matches, "a"},
                                                 {kind::not_matches, "b"}});
}

TEST_CASE("a place in a JSON body is compared as conditions compare", "[config][http][expect]") {
    struct row {
        const char* written;
        model::comparator cmp;
        model::value literal;
        const char* text;
    };
    using c = model::comparator;
    const row rows[] = {
        {"\"< 20\"", c::less, 20.0, "/a < 20"},
        {"<= -2.5", c::less_equal, -2.5, "/a <= -2.5"},
        {"\"> 70%\"", c::greater, 0.7, "/a > 70%"},
        {"\">= 64KiB\"", c::greater_equal, 65536.0, "/a >= 64KiB"},
        {"< 150ms", c::less, 0.15, "/a < 150ms"},
        {"\"!= error\"", c::not_equal, std::string{"error"}, "/a != error"},
        {"'== \"two words\"'", c::equal, std::string{"two words"}, "/a == \"two words\""},
        {"'!= true'", c::not_equal, true, "/a != true"},
        {"ok", c::equal, std::string{"ok"}, "/a == \"ok\""},
        {"two words", c::equal, std::string{"two words"}, "/a == \"two words\""},
        {"5", c::equal, 5.0, "/a == 5"},
        {"\"5\"", c::equal, std::string{"5"}, "/a == \"5\""},
        {"5%", c::equal, 0.05, "/a == 5%"},
        {"true", c::equal, true, "/a == true"},
        {"'false'", c::equal, std::string{"false"}, "/a == \"false\""},
        {"\"\"", c::equal, std::string{}, "/a == \"\""},
        {"\"== ${region.n}\"", c::equal, 7.0, "/a == 7"},
    };
    for (const row& r : rows) {
        INFO(r.written);
        const auto tests = json("/a: " + std::string{r.written});
        REQUIRE(tests.size() == 1);
        CHECK(tests[0].what == model::json_test::kind::compare);
        CHECK(tests[0].cmp == r.cmp);
        CHECK(tests[0].literal == r.literal);
        CHECK(tests[0].text == r.text);
    }
}

TEST_CASE("a place in a JSON body is expected to be there or not", "[config][http][expect]") {
    const auto tests = json(R"("/a/0": { present: true }, "/b~1c": { absent: true, present: false }, / : 1)");
    REQUIRE(tests.size() == 3);
    CHECK(tests[0].pointer == "/a/0");
    CHECK(tests[0].what == model::json_test::kind::present);
    CHECK(tests[0].text == "/a/0 present");
    CHECK(tests[1].pointer == "/b~1c");
    CHECK(tests[1].what == model::json_test::kind::absent);
    CHECK(tests[2].pointer == "/");
}

TEST_CASE("expectations are limited in number and length", "[config][http][expect][limits]") {
    const auto many = [](std::size_t n, const std::string& before, const std::string& after) {
        std::string all;
        for (std::size_t i = 0; i < n; ++i) all += before + std::to_string(i) + after + ", ";
        return all;
    };
    const auto places = [&](std::size_t n) {
        return told("expect: { json: { " + many(n, "/p", ": 1") + "} }");
    };
    CHECK(places(max_json_tests) == "");
    CHECK(places(max_json_tests + 1) == "more than 100 places in the body");
    const auto texts = [&](std::size_t n) {
        return told("expect: { body_contains: [" + many(n, "t", "") + "] }");
    };
    CHECK(texts(max_text_tests) == "");
    CHECK(texts(max_text_tests + 1) == "more than 100 texts and patterns for the body");
    const auto headers = [&](std::size_t n) {
        return told("expect: { headers: { " + many(n, "H", ": x") + "} }");
    };
    CHECK(headers(max_text_tests) == "");
    CHECK(headers(max_text_tests + 1) == "more than 100 expectations of headers");

    const auto pattern = [](std::size_t n) {
        return told("expect: { body_matches: \"" + std::string(n, 'x') + "\" }");
    };
    CHECK(pattern(max_pattern_bytes) == "");
    CHECK(pattern(max_pattern_bytes + 1) == "a pattern has at most 4096 bytes");
    const auto pointer = [](std::size_t n) {
        return told("expect: { json: { \"/" + std::string(n - 1, 'x') + "\": 1 } }");
    };
    CHECK(pointer(max_pointer_bytes) == "");
    CHECK(pointer(max_pointer_bytes + 1) == "a JSON pointer has at most 1000 bytes");
}

TEST_CASE("a wrong pattern that may be secret is not shown", "[config][http][expect][secrets]") {
    setenv("HM_TEST_PATTERN", "(k3y", 1);
    const auto loaded = load("expect: { body_matches: \"${env:HM_TEST_PATTERN}\" }");
    unsetenv("HM_TEST_PATTERN");
    const std::string text = render(loaded.diagnostics);
    CHECK(text.find("with what ${...} puts in this is no pattern") != std::string::npos);
    CHECK(text.find("k3y") == std::string::npos);
}
