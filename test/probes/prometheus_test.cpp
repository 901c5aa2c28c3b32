#include "test/support/probing.hpp"
#include "test/support/scripted_server.hpp"

#include <catch2/catch.hpp>

using namespace hm;
using namespace hm::test;
using namespace std::chrono_literals;
using model::reason;

namespace {

model::signal_spec query_signal(std::uint16_t port) {
    model::prometheus_spec asked;
    asked.to = {"127.0.0.1", port};
    asked.query = "sum(x) > 1";
    model::signal_spec spec;
    spec.probe = asked;
    spec.body_paths = {{"value"}};
    return spec;
}

model::prometheus_spec& asked_of(model::signal_spec& spec) {
    return std::get<model::prometheus_spec>(spec.probe);
}

std::string http(const std::string& body, const std::string& status = "200 OK") {
    return "HTTP/1.1 " + status +
           "\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) +
           "\r\n\r\n" + body;
}

std::string vector_of(const std::string& value) {
    const auto now =
        std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
    return R"({"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[)" +
           std::to_string(now) + ",\"" + value + "\"]}]}}";
}

// Reads the form before it answers.
scripted_server::script answering(std::string answer) {
    return [answer](peer& p) { p.read_until("timeout=1000ms", [&p, answer] { p.send(answer); }); };
}

}  // namespace

TEST_CASE("the value of a query is what conditions see", "[probes][prometheus]") {
    probing p;
    scripted_server server{p.io, answering(http(vector_of("0.25")))};
    const auto seen = p.run(query_signal(server.port()));
    CHECK(seen.why == reason::ok);
    CHECK(seen.detail == "");
    CHECK(seen.status == 200);
    REQUIRE(seen.body.size() == 1);
    CHECK(seen.body[0] == model::value{0.25});
    const std::string request = server.peers().at(0)->request();
    CHECK(request.starts_with("POST /api/v1/query HTTP/1.1\r\n"));
    CHECK(request.find("Content-Type: application/x-www-form-urlencoded\r\n") != std::string::npos);
    CHECK(request.ends_with("\r\n\r\nquery=sum%28x%29%20%3E%201&timeout=1000ms"));
}

TEST_CASE("how alerts stand is what conditions see", "[probes][prometheus]") {
    const std::string rules =
        R"({"status":"success","data":{"groups":[{"rules":[{"name":"A","type":"alerting","health":"ok",)"
        R"("lastEvaluation":"2099-01-01T00:00:00Z","alerts":[{"state":"firing"},{"state":"pending"}]}]}]}})";
    probing p;
    scripted_server server{p.io, scripted_server::answering(http(rules))};
    auto spec = query_signal(server.port());
    asked_of(spec).query.clear();
    asked_of(spec).alert = "A";
    spec.body_paths = {{"unhealthy"}, {"degraded"}};
    const auto seen = p.run(spec);
    CHECK(seen.why == reason::ok);
    CHECK(seen.body == std::vector<model::body_value>{model::value{1.0}, model::value{0.0}});
    CHECK(server.peers().at(0)->request().starts_with(
        "GET /api/v1/rules?type=alert&rule_name[]=A HTTP/1.1\r\n"));
}

TEST_CASE("what keeps Prometheus from an answer is our own trouble", "[probes][prometheus]") {
    struct row {
        std::string answer, detail;
    };
    const std::string bad = R"({"status":"error","errorType":"bad_data","error":"1:5: parse error"})";
    const row r = GENERATE_COPY(values<row>({
        {http(bad, "400 Bad Request"), "bad_data: 1:5: parse error"},
        {http(R"({"status":"error","errorType":"timeout","error":"query timed out"})",
              "503 Service Unavailable"),
         "timeout: query timed out"},
        {http("no backend", "502 Bad Gateway"), "HTTP 502 Bad Gateway: no backend"},
        {http("<html>", "401 Unauthorized"), "HTTP 401 Unauthorized"},
        {http("", "302 Found"), "HTTP 302 Found"},
        {http("<html>"), "the answer is not that of Prometheus's API"},
        {http(vector_of("NaN")), "the value is NaN: a quotient of nothing by nothing, perhaps"},
        {"SSH-2.0-OpenSSH_9.2\r\n\r\n", "cannot ask Prometheus: protocol_error: not HTTP: bad version"},
        {"HTTP/1.1 200 OK\r\nContent-Encoding: br\r\nContent-Length: 1\r\n\r\nx",
         "the answer is coded as br"},
    }));
    CAPTURE(r.answer);
    probing p;
    scripted_server server{p.io, answering(r.answer)};
    const auto seen = p.run(query_signal(server.port()));
    CHECK(seen.why == reason::prober_error);
    CHECK(seen.detail == r.detail);
    CHECK(seen.body.empty());
}

TEST_CASE("a Prometheus that is not there, hangs or says too much is our own trouble",
          "[probes][prometheus]") {
    probing p;
    const closed_port nobody{p.io};
    CHECK(p.run(query_signal(nobody.port())).why == reason::prober_error);
    CHECK(p.run(query_signal(nobody.port())).detail.starts_with("cannot ask Prometheus: connect_refused"));

    scripted_server silent{p.io, [](peer&) {}};
    const auto hung = p.run(query_signal(silent.port()), 200ms);
    CHECK(hung.why == reason::prober_error);
    CHECK(hung.detail == "cannot ask Prometheus: timeout: no complete answer in time");

    scripted_server talkative{p.io, answering(http(vector_of("1") + std::string(100, ' ')))};
    auto spec = query_signal(talkative.port());
    asked_of(spec).body_limit = 100;
    const auto large = p.run(spec);
    CHECK(large.why == reason::prober_error);
    CHECK(large.detail.starts_with("cannot ask Prometheus: too_large"));

    auto named = query_signal(1);
    asked_of(named).to.host = "gone.test";
    CHECK(p.run(named).why == reason::prober_error);
}

TEST_CASE("what Prometheus repeats of a secret is not told", "[probes][prometheus][secrets]") {
    probing p;
    const std::string body = R"({"status":"error","errorType":"x","error":"no tenant open-sesame"})";
    scripted_server server{p.io, answering(http(body, "401 Unauthorized"))};
    auto spec = query_signal(server.port());
    spec.secrets = {"open-sesame"};
    CHECK(p.run(spec).detail == "x: no tenant ***");
}
