#include "probes/wire/inflate.hpp"
#include "test/support/probing.hpp"
#include "test/support/scripted_server.hpp"

#include <zlib.h>
#include <catch2/catch.hpp>

using namespace hm;
using namespace hm::test;
using model::reason;
using kind = model::text_test::kind;

namespace {

std::string answer(const std::string& body, const std::string& headers = {}) {
    return "HTTP/1.1 200 OK\r\n" + headers + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
           body;
}

// `window`: 31 for gzip, 15 for zlib, -15 for a bare stream.
std::string compressed(const std::string& text, int window) {
    z_stream z{};
    REQUIRE(deflateInit2(&z, Z_BEST_COMPRESSION, Z_DEFLATED, window, 9, Z_DEFAULT_STRATEGY) == Z_OK);
    std::string out(deflateBound(&z, text.size()), '\0');
    z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
    z.avail_in = static_cast<uInt>(text.size());
    z.next_out = reinterpret_cast<Bytef*>(out.data());
    z.avail_out = static_cast<uInt>(out.size());
    REQUIRE(deflate(&z, Z_FINISH) == Z_STREAM_END);
    out.resize(z.total_out);
    deflateEnd(&z);
    return out;
}

model::observation ask(const std::string& response, const model::http_expect& expect,
                       std::size_t body_limit = 256 * 1024) {
    probing p;
    scripted_server server{p.io, scripted_server::answering(response)};
    auto spec = http_signal(server.port());
    http_of(spec).expect = expect;
    http_of(spec).body_limit = body_limit;
    return p.run(spec);
}

}  // namespace

TEST_CASE("what is expected of headers and of the body", "[probes][http][expect]") {
    struct row {
        std::vector<model::header_test> headers;
        std::vector<model::text_test> body;
        reason why;
        const char* detail;
    };
    const row r = GENERATE(
        row{{{"x-version", {kind::equals, "1.2"}}}, {}, reason::ok, ""},
        row{{{"X-VERSION", {kind::equals, "1.3"}}},
            {},
            reason::header_mismatch,
            "the header X-VERSION is not \"1.3\" (\"1.2\")"},
        row{{{"Via", {kind::contains, "b"}}, {"Via", {kind::matches, "^a, b$"}}}, {}, reason::ok, ""},
        row{{{"Server", {kind::present, ""}}}, {}, reason::header_mismatch, "the header Server is missing"},
        row{{{"Server", {kind::absent, ""}}}, {}, reason::ok, ""},
        row{{{"Via", {kind::absent, ""}}}, {}, reason::header_mismatch, "the header Via is there (\"a, b\")"},
        row{{{"Server", {kind::not_contains, "x"}}}, {}, reason::ok, ""},
        row{{{"Server", {kind::matches, "x"}}}, {}, reason::header_mismatch, "the header Server is missing"},
        row{{}, {{kind::contains, "up"}, {kind::matches, "\"q\":\\d+"}}, reason::ok, ""},
        row{{}, {{kind::matches, "^up"}}, reason::body_mismatch, "the body does not match \"^up\""},
        row{{}, {{kind::not_contains, "up"}}, reason::body_mismatch, "the body contains \"up\""},
        row{{}, {{kind::not_matches, "[0-9]+"}}, reason::body_mismatch, "the body matches \"[0-9]+\""},
        row{{}, {{kind::not_matches, "down"}, {kind::not_contains, "down"}}, reason::ok, ""});
    model::http_expect expect;
    expect.headers = r.headers;
    expect.body = r.body;
    const auto seen =
        ask(answer(R"({"state":"up","q":7})", "X-Version: 1.2\r\nVia: a\r\nVIA: b\r\n"), expect);
    CHECK(model::to_string(seen.why) == model::to_string(r.why));
    CHECK(seen.detail == r.detail);
}

TEST_CASE("what is expected of places in a JSON body", "[probes][http][expect]") {
    using json = model::json_test;
    struct row {
        json test;
        const char* detail;
    };
    const auto less = model::comparator::less, equal = model::comparator::equal,
               not_equal = model::comparator::not_equal;
    const row r =
        GENERATE_COPY(row{{"/queue/depth", json::kind::compare, less, 20.0, "/queue/depth < 20"}, ""},
                      row{{"/queue/depth", json::kind::compare, less, 5.0, "/queue/depth < 5"},
                          "the body's /queue/depth < 5 does not hold (7)"},
                      row{{"/state", json::kind::compare, equal, std::string{"up"}, "/state"}, ""},
                      row{{"/state", json::kind::compare, not_equal, std::string{"up"}, "/state != up"},
                          "the body's /state != up does not hold (\"up\")"},
                      row{{"/list/1", json::kind::compare, equal, 2.0, "/list/1"}, ""},
                      row{{"/a~1b", json::kind::compare, equal, true, "/a~1b"}, ""},
                      row{{"/queue", json::kind::present, equal, 0.0, "/queue"}, ""},
                      row{{"/queue", json::kind::compare, equal, 1.0, "/queue == 1"},
                          "the body's /queue == 1 does not hold (an object)"},
                      row{{"/state", json::kind::compare, equal, 1.0, "/state == 1"},
                          "the body's /state == 1 does not hold (\"up\")"},
                      row{{"/none", json::kind::absent, equal, 0.0, "/none"}, ""},
                      row{{"/none", json::kind::present, equal, 0.0, "/none is there"},
                          "the body's /none is there does not hold (absent)"},
                      row{{"/null", json::kind::compare, equal, 1.0, "/null == 1"},
                          "the body's /null == 1 does not hold (null)"});
    model::http_expect expect;
    expect.json = {r.test};
    const auto seen =
        ask(answer(R"({"queue":{"depth":7},"state":"up","list":[1,2],"a/b":true,"null":null})"), expect);
    CHECK(seen.detail == r.detail);
    CHECK((seen.why == reason::ok) == std::string_view{r.detail}.empty());
    CHECK(ask(answer("<html>"), expect).detail == "the body is not JSON");
}

TEST_CASE("a compressed body is looked at as it was", "[probes][http][compression]") {
    const auto [coding, window] = GENERATE(table<const char*, int>(
        {{"gzip", 31}, {"x-gzip", 31}, {"deflate", 15}, {"deflate", -15}, {"Identity", 0}}));
    const std::string text = "the body says: all is well " + std::string(5000, '.');
    const std::string body = window == 0 ? text : compressed(text, window);
    model::http_expect expect;
    expect.body = {{.text = "all is well"}};
    CHECK(ask(answer(body, "Content-Encoding: " + std::string{coding} + "\r\n"), expect).why == reason::ok);
}

TEST_CASE("compression that is unknown, broken or a bomb", "[probes][http][compression][hostile]") {
    model::http_expect expect;
    expect.body = {{.text = "x"}};
    const std::string gzip = "Content-Encoding: gzip\r\n";
    const auto unknown = ask(answer("x", "Content-Encoding: br\r\n"), expect);
    CHECK(unknown.why == reason::body_mismatch);
    CHECK(unknown.detail == "the body cannot be read: its coding is \"br\"");

    const auto garbage = ask(answer("x is not gzip", gzip), expect);
    CHECK(garbage.why == reason::protocol_error);
    CHECK(garbage.detail == "the compressed body cannot be decompressed");
    const std::string whole = compressed(std::string(1000, 'x'), 31);
    CHECK(ask(answer(whole.substr(0, whole.size() / 2), gzip), expect).why == reason::protocol_error);

    const std::string bomb = compressed(std::string(50'000'000, 'x'), 31);
    REQUIRE(bomb.size() < 100'000);
    const auto seen = ask(answer(bomb, gzip), expect);
    CHECK(seen.why == reason::too_large);
    CHECK(seen.detail == "the body is larger than 262144 bytes");
    // Nobody looks into it, so nobody unpacks it.
    CHECK(ask(answer(bomb, gzip), {}).why == reason::ok);
}

TEST_CASE("compression is asked for only when the spec says so", "[probes][http][compression]") {
    probing p;
    scripted_server server{p.io, scripted_server::answering(answer("x"))};
    auto spec = http_signal(server.port());
    CHECK(p.run(spec).why == reason::ok);
    http_of(spec).compression = {model::content_coding::gzip, model::content_coding::deflate};
    CHECK(p.run(spec).why == reason::ok);
    CHECK_THAT(server.peers().at(0)->request(), !Catch::Contains("Accept-Encoding"));
    CHECK_THAT(server.peers().at(1)->request(), Catch::Contains("Accept-Encoding: gzip, deflate\r\n"));
}

TEST_CASE("an unexpected status is told with what the peer said, unless that is a page", "[probes][http]") {
    const auto [body, detail] = GENERATE(
        table<std::string, std::string>({{" out of connections\n", "HTTP 503 Busy: out of connections"},
                                         {"<html><title>503</title>", "HTTP 503 Busy"},
                                         {"", "HTTP 503 Busy"},
                                         {"caf\xc3\xa9", "HTTP 503 Busy: caf??"}}));
    const std::string response =
        "HTTP/1.1 503 Busy\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
    CHECK(ask(response, {}).detail == detail);

    probing p;
    scripted_server server{
        p.io, scripted_server::answering("HTTP/1.1 500 X\r\nContent-Length: 18\r\n\r\ntoken s3cr3t is bad")};
    auto spec = http_signal(server.port());
    spec.secrets = {"s3cr3t"};
    CHECK(p.run(spec).detail == "HTTP 500 X: token *** is ba");
}

TEST_CASE("a stream comes out the same however it is cut", "[probes][inflate]") {
    const std::string text = "0123456789 all is well, all is well " + std::string(3000, 'z') + " end";
    const int window = GENERATE(31, 15);
    const std::string packed = compressed(text, window);
    for (const std::size_t piece : {std::size_t{1}, std::size_t{2}, std::size_t{7}, packed.size()}) {
        probes::wire::inflater in{text.size()};
        std::string out;
        for (std::size_t at = 0; at < packed.size(); at += piece)
            REQUIRE(in.add(std::string_view{packed}.substr(at, piece), out) ==
                    probes::wire::inflater::result::ok);
        CHECK(in.complete());
        CHECK(out == text);
        CHECK(in.add("whatever follows", out) == probes::wire::inflater::result::ok);
        CHECK(out == text);
    }
    probes::wire::inflater tight{text.size() - 1};
    std::string out;
    CHECK(tight.add(packed, out) == probes::wire::inflater::result::too_large);
}
