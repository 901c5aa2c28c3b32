#include "test/support/probing.hpp"
#include "test/support/scripted_server.hpp"

#include "probes/once.hpp"
#include "probes/wire/http_response.hpp"

#include <catch2/catch.hpp>

#include <thread>

using namespace hm;
using namespace hm::test;
using namespace std::chrono_literals;
using model::reason;

namespace {

const std::string ok_hi = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";

scripted_server::script answering(std::string answer) {
    return scripted_server::answering(std::move(answer));
}

// After the request, as the step says.
template <class Step>
scripted_server::script on_request(Step step) {
    return [step](peer& p) { p.read_request([&p, step] { step(p); }); };
}

std::string status_line(const std::string& status, const std::string& more = {}) {
    return "HTTP/1.1 " + status + "\r\n" + more + "Content-Length: 0\r\n\r\n";
}

}  // namespace

TEST_CASE("an expected answer is ok, with its status and its phases", "[probes][http]") {
    probing p;
    scripted_server server{p.io, answering(ok_hi)};
    const auto seen = p.run(http_signal(server.port(), "/ready"));
    CHECK(seen.why == reason::ok);
    CHECK(seen.status == 200);
    CHECK(seen.detail.empty());
    CHECK_FALSE(seen.phase.resolve);
    REQUIRE(seen.phase.connect);
    REQUIRE(seen.phase.first_byte);
    REQUIRE(seen.phase.transfer);
    CHECK(*seen.phase.connect + *seen.phase.first_byte + *seen.phase.transfer <= seen.latency);
    CHECK_THAT(server.peers().at(0)->request(), Catch::StartsWith("GET /ready HTTP/1.1\r\n"));
}

TEST_CASE("an unexpected status is told in the peer's own words", "[probes][http]") {
    probing p;
    scripted_server server{p.io, answering(status_line("503 Service Unavailable"))};
    auto spec = http_signal(server.port());
    const auto seen = p.run(spec);
    CHECK(seen.why == reason::status_mismatch);
    CHECK(seen.status == 503);
    CHECK(seen.detail == "HTTP 503 Service Unavailable");
    http_of(spec).expect.status = {{200, 200}, {500, 503}};
    CHECK(p.run(spec).why == reason::ok);
}

TEST_CASE("what a peer says is shown printable and bounded", "[probes][http]") {
    probing p;
    scripted_server server{p.io, answering(status_line("500 \x80" + std::string(5000, 'x')))};
    const auto seen = p.run(http_signal(server.port()));
    CHECK(seen.why == reason::status_mismatch);
    CHECK(seen.detail.size() <= model::max_detail);
    CHECK_THAT(seen.detail, Catch::StartsWith("HTTP 500 ?xxx"));
}

TEST_CASE("every text that is expected must be in the body", "[probes][http]") {
    probing p;
    scripted_server server{p.io, answering(ok_hi)};
    auto spec = http_signal(server.port());
    http_of(spec).expect.body = {{.text = "h"}, {.text = "hi"}};
    CHECK(p.run(spec).why == reason::ok);
    http_of(spec).expect.body = {{.text = "hi"}, {.text = "ho"}};
    const auto seen = p.run(spec);
    CHECK(seen.why == reason::body_mismatch);
    CHECK(seen.detail == "the body does not contain \"ho\"");
}

TEST_CASE("fields that conditions need are read from a JSON body", "[probes][http]") {
    probing p;
    const std::string body = R"({"queue":{"depth":7}})";
    scripted_server server{p.io, answering("HTTP/1.1 200 OK\r\n\r\n" + body)};
    auto spec = http_signal(server.port());
    spec.body_paths = {{"queue", "depth"}, {"queue", "age"}};
    const auto seen = p.run(spec);
    CHECK(seen.why == reason::ok);
    REQUIRE(seen.body.size() == 2);
    CHECK(std::get<double>(seen.body[0].value()) == 7.0);
    CHECK_FALSE(seen.body[1]);

    scripted_server html{p.io, answering(ok_hi)};
    auto other = http_signal(html.port());
    other.body_paths = spec.body_paths;
    const auto failed = p.run(other);
    CHECK(failed.why == reason::body_mismatch);
    CHECK(failed.detail == "the body is not JSON");
    CHECK(failed.body.size() == 2);
}

TEST_CASE("answers without a body end with their header", "[probes][http]") {
    probing p;
    struct row {
        const char *method, *answer;
        reason why;
    };
    const row r = GENERATE(
        row{"HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n", reason::ok},
        row{"GET", "HTTP/1.1 204 No Content\r\n\r\n", reason::ok},
        row{"GET", "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n", reason::status_mismatch});
    // Left open: only the framing can say that it is over.
    scripted_server server{p.io, on_request([r](peer& c) { c.send(r.answer); })};
    auto spec = http_signal(server.port());
    http_of(spec).method = r.method;
    CHECK(p.run(spec).why == r.why);
}

TEST_CASE("a hostile or broken server gets the reason that fits, and no memory", "[probes][http][hostile]") {
    struct row {
        const char* what;
        scripted_server::script script;
        reason why;
        const char* detail;
        int status = 0;
    };
    const std::string big(64 * 1024, 'x');
    std::string chunks;
    for (int i = 0; i < 1000; ++i) chunks += "4\r\nabcd\r\n";
    const std::vector<row> table{
        {"never answers", [](peer&) {}, reason::timeout, "no complete answer in time"},
        {"closes at once", [](peer& c) { c.close(); }, reason::closed, ""},
        {"closes after the request", on_request([](peer& c) { c.close(); }), reason::closed,
         "closed without an answer"},
        {"resets after the request", on_request([](peer& c) { c.reset(); }), reason::closed,
         "connection reset by peer"},
        {"garbage", answering("\x16\x03\x01 garbage\r\n\r\n"), reason::protocol_error, "not HTTP"},
        {"a greeting", answering("220 mail.test ESMTP\r\n"), reason::protocol_error, "not HTTP"},
        {"endless garbage", on_request([big](peer& c) { c.flood(big); }), reason::protocol_error, "not HTTP"},
        {"an endless body",
         on_request([big](peer& c) { c.send("HTTP/1.1 200 OK\r\n\r\n", [&c, big] { c.flood(big); }); }),
         reason::too_large, "the body is larger than", 200},
        {"endless chunks", on_request([chunks](peer& c) {
             c.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
                    [&c, chunks] { c.flood(chunks); });
         }),
         reason::too_large, "the body is larger than", 200},
        {"endless headers", on_request([](peer& c) {
             c.send("HTTP/1.1 200 OK\r\n", [&c] { c.flood("X-Filler: filler\r\n"); });
         }),
         reason::too_large, "the header is larger than"},
        {"10 MB of headers",
         answering("HTTP/1.1 200 OK\r\nX: " + std::string(10'000'000, 'x') + "\r\nContent-Length: 0\r\n\r\n"),
         reason::too_large, "the header is larger than"},
        {"a length beyond the limit", answering("HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n"),
         reason::too_large, "the body is larger than", 200},
        {"a byte at a time",
         on_request([](peer& c) { c.drip("HTTP/1.1 200 OK\r\nX: " + std::string(100'000, 'x'), 1ms); }),
         reason::timeout, "no complete answer in time"},
        {"a body a byte at a time", on_request([](peer& c) {
             c.send("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n",
                    [&c] { c.drip(std::string(100'000, 'x'), 1ms); });
         }),
         reason::timeout, "no complete answer in time", 200},
        {"less than its length", answering("HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\nhi"), reason::closed,
         "closed before the end", 200},
        {"a truncated chunk", answering("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhi"),
         reason::closed, "closed before the end", 200},
        {"a half close before the end", on_request([](peer& c) {
             c.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhi", [&c] { c.half_close(); });
         }),
         reason::closed, "closed before the end", 200},
        {"interim responses for ever", on_request([](peer& c) { c.flood("HTTP/1.1 100 Continue\r\n\r\n"); }),
         reason::protocol_error, ""},
    };
    const row r = GENERATE_COPY(from_range(table));
    CAPTURE(r.what);
    probing p;
    scripted_server server{p.io, r.script};
    // Only what ends by the deadline should meet it, however slow the machine.
    const auto seen = p.run(http_signal(server.port()), r.why == reason::timeout ? 200ms : 10s);
    CHECK(model::to_string(seen.why) == model::to_string(r.why));
    CHECK_THAT(seen.detail, Catch::Contains(r.detail));
    CHECK(seen.status == r.status);
    CHECK(seen.latency < 10s);
    REQUIRE(server.peers().size() == 1);
    // What the kernel's buffers and one limit hold, not what the server had to say.
    CHECK(server.peers().at(0)->sent() < 9'000'000);
}

TEST_CASE("a half close after a whole answer, and an answer before the whole request was read, are fine",
          "[probes][http]") {
    probing p;
    scripted_server half{
        p.io, on_request([](peer& c) { c.send("HTTP/1.1 200 OK\r\n\r\nhi", [&c] { c.half_close(); }); })};
    CHECK(p.run(http_signal(half.port())).why == reason::ok);

    scripted_server hasty{
        p.io, [](peer& c) { c.send(status_line("413 Content Too Large"), [&c] { c.half_close(); }); }};
    auto spec = http_signal(hasty.port());
    http_of(spec).method = "POST";
    http_of(spec).body = "much";
    CHECK(p.run(spec).status == 413);
}

TEST_CASE("redirects are followed up to the limit, each over a new connection", "[probes][http][redirect]") {
    probing p;
    scripted_server last{p.io, answering(ok_hi)};
    scripted_server second{
        p.io, answering(status_line("307 Temporary Redirect", "Location: " + last.url("/end") + "\r\n"))};
    scripted_server first{p.io,
                          answering(status_line("302 Found", "Location: " + second.url("/mid") + "\r\n"))};
    auto spec = http_signal(first.port());

    http_of(spec).max_redirects = 2;
    const auto seen = p.run(spec);
    CHECK(seen.why == reason::ok);
    CHECK(seen.status == 200);
    CHECK_THAT(last.peers().at(0)->request(), Catch::StartsWith("GET /end "));

    http_of(spec).max_redirects = 1;
    const auto over = p.run(spec);
    CHECK(over.why == reason::redirect);
    CHECK(over.detail == "more than 1 redirects");
    CHECK(over.status == 307);

    http_of(spec).max_redirects = 0;  // an answer like any other
    CHECK(p.run(spec).why == reason::status_mismatch);
}

TEST_CASE("no header with a secret follows a redirect to another origin", "[probes][http][redirect]") {
    probing p;
    scripted_server away{p.io, scripted_server::answering(ok_hi)};
    scripted_server first{p.io, scripted_server::answering("HTTP/1.1 302 Found\r\nLocation: " + away.url() +
                                                           "\r\nContent-Length: 0\r\n\r\n")};
    auto spec = http_signal(first.port());
    spec.secrets = {"s3same"};
    http_of(spec).headers = {{"X-Door", "open s3same"}, {"X-Kept", "1"}};
    http_of(spec).max_redirects = 1;
    CHECK(p.run(spec).why == reason::ok);
    CHECK_THAT(first.peers().at(0)->request(), Catch::Contains("X-Door: open s3same"));
    CHECK_THAT(away.peers().at(0)->request(), Catch::Contains("X-Kept: 1") && !Catch::Contains("X-Door"));
}

TEST_CASE("a relative Location stays with its server", "[probes][http][redirect]") {
    probing p;
    scripted_server server{
        p.io, [](peer& c) {
            c.read_request([&c] {
                const bool first = c.request().rfind("GET /old/a ", 0) == 0;
                c.send(first ? status_line("301 Moved Permanently", "Location: ../new\r\n") : ok_hi);
            });
        }};
    auto spec = http_signal(server.port(), "/old/a");
    http_of(spec).max_redirects = 3;
    CHECK(p.run(spec).why == reason::ok);
    CHECK_THAT(server.peers().at(1)->request(), Catch::StartsWith("GET /new "));
}

TEST_CASE("a redirect that leads in a circle or nowhere is a redirect failure", "[probes][http][redirect]") {
    probing p;
    const std::string header = GENERATE("Location: /again\r\n", "Location: ftp://files.test/\r\n", "");
    scripted_server server{p.io, answering(status_line("302 Found", header))};
    auto spec = http_signal(server.port());
    http_of(spec).max_redirects = 5;
    CHECK(p.run(spec).why == reason::redirect);
    CHECK(server.peers().size() == (header == "Location: /again\r\n" ? 6 : 1));
}

TEST_CASE("the deadline holds for all hops together", "[probes][http][redirect]") {
    probing p;
    scripted_server mute{p.io, [](peer&) {}};
    scripted_server server{p.io, answering(status_line("302 Found", "Location: " + mute.url() + "\r\n"))};
    auto spec = http_signal(server.port());
    http_of(spec).max_redirects = 5;
    const auto seen = p.run(spec, 100ms);
    CHECK(seen.why == reason::timeout);
    CHECK(seen.latency < 5s);
}

TEST_CASE("one run by itself is made of the same parts, and judged", "[probes][once]") {
    boost::asio::io_context io{1};
    scripted_server server{io, answering(status_line("503 Service Unavailable"))};
    auto spec = std::make_shared<model::signal_spec>(http_signal(server.port()));
    std::thread serving{[&io] { io.run_for(20s); }};
    const auto seen = probes::run_once(spec, {});
    CHECK(seen.why == reason::status_mismatch);
    CHECK(seen.judged == model::state::unhealthy);

    std::get<model::http_spec>(spec->probe).to.host = "a..b";
    CHECK(probes::run_once(spec, {}).why == reason::dns_failure);
    io.stop();
    serving.join();
}

TEST_CASE("one run by itself ends at its timeout", "[probes][once]") {
    boost::asio::io_context io{1};
    scripted_server mute{io, [](peer&) {}};  // accepted by the kernel, never by us
    auto spec = std::make_shared<model::signal_spec>(http_signal(mute.port()));
    spec->when.timeout = 50ms;
    const auto seen = probes::run_once(spec, {});
    CHECK(seen.why == reason::timeout);
    CHECK(seen.latency >= 50ms);
}

// A peer that writes in two pieces waits, before the second, for our acknowledgement of the first.
TEST_CASE("our own thrift with packets does not make a peer look slow", "[probes][http]") {
    probing p;
    scripted_server server{p.io, on_request([](peer& c) {
                               c.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n",
                                      [&c] { c.send("ab", [&c] { c.send("cd", [&c] { c.close(); }); }); });
                           })};
    model::duration least = 1s;
    for (int i = 0; i < 5; ++i) least = std::min(least, p.run(http_signal(server.port())).latency);
    CHECK(least < 30ms);  // a delayed acknowledgement comes after 40
}
