#include "daemon/cli/probe_report.hpp"

#include <boost/json.hpp>
#include <catch2/catch.hpp>

using namespace hm;
using namespace hm::daemon::cli;
using namespace std::chrono_literals;
using step = probes::dialogue::step;
namespace json = boost::json;

namespace {

const model::wall_time noon{1'800'000'000s};

model::condition latency_above(double seconds, std::string text) {
    model::condition::node n;
    n.literal = seconds;
    n.text = text;
    return {{n}, std::move(text)};
}

model::signal_spec https_signal() {
    model::http_spec http;
    http.to = {"api.test", 443};
    http.tls = model::tls_settings{};
    http.path = "/health?key=k3y";
    http.headers = {{"X-Key", "k3y"}};
    model::signal_spec spec;
    spec.probe = http;
    spec.secrets = {"k3y"};
    spec.unhealthy = latency_above(0.5, "latency > 500ms");
    spec.degraded = latency_above(0.01, "latency > 10ms");
    return spec;
}

model::observation slow_answer() {
    model::observation seen;
    seen.at = noon;
    seen.latency = 12ms;
    seen.why = model::reason::condition;
    seen.detail = "latency > 10ms (12ms)";
    seen.status = 200;
    seen.judged = model::state::degraded;
    seen.peer = "127.0.0.1:443";
    seen.phase.connect = 250us;
    seen.phase.tls = 3ms;
    model::tls_facts facts{"TLSv1.3", "TLS_AES_256_GCM_SHA384", "http/1.1", true, {}, {}, {}};
    facts.chain = {
        {"CN=api.test", "CN=Test CA", {"api.test", "k3y.test"}, noon - 24h, noon + 12 * 24h, "ab12"}};
    facts.expires = noon + 12 * 24h;
    facts.client_expires = noon - 3h;
    seen.tls = std::make_shared<const model::tls_facts>(facts);
    return seen;
}

std::vector<conversation> short_talk() {
    conversation c;
    c.steps = {{step::resolved, 200us, 200us, "127.0.0.1", 9, 0},
               {step::connected, 500us, 500us, "127.0.0.1:443", 13, 0},
               {step::sent, 1ms, 1ms, "GET /health?key=*** HTTP/1.1\r\n\r\n", 32, 0},
               {step::received, 2ms, 4ms, "HTTP/1.1 200 OK\r\n\r\nh\\x00", 5000, 904},
               {step::closed, 5ms, 5ms, "", 0, 0}};
    return {c};
}

}  // namespace

TEST_CASE("a probe is told to people from its beginning to its end", "[daemon][probe]") {
    const model::signal_spec spec = https_signal();
    CHECK(to_text({"api@eu/health", spec, slow_answer(), short_talk(), spec.secrets}) ==
          R"(api@eu/health: http GET https://api.test:443/health, timeout 1s

     0.2ms  resolved to 127.0.0.1
     0.5ms  connected to 127.0.0.1:443
     1.0ms  > GET /health?key=*** HTTP/1.1
            >
     2.0ms  < HTTP/1.1 200 OK
            <
            < h\x00
            < (904 of 5000 bytes are not shown)
     4.0ms  (the last of it)
     5.0ms  closed by the peer

degraded: condition, after 12.0ms
  detail      latency > 10ms (12ms)
  status      200
  peer        127.0.0.1:443
  phases      connect 0.2ms, tls 3.0ms
  tls         TLSv1.3, TLS_AES_256_GCM_SHA384, http/1.1, resumed
  expires     2027-01-27T08:00:00.000Z (in 12 days)
  certificate CN=api.test
    issued by CN=Test CA
    for api.test, ***.test
    not before 2027-01-14T08:00:00.000Z, not after 2027-01-27T08:00:00.000Z (in 12 days)
    sha256 ab12
  own         our own certificate expires 2027-01-15T05:00:00.000Z (3 hours ago)
  unhealthy   does not hold: latency > 500ms (12ms)
  degraded    holds: latency > 10ms (12ms)
)");
}

TEST_CASE("a failed run is not asked, and says how each address fared", "[daemon][probe]") {
    const model::signal_spec spec = https_signal();
    model::observation seen;
    seen.why = model::reason::connect_refused;
    seen.judged = model::state::unhealthy;
    seen.detail = "1 of 1 addresses failed";
    seen.addresses = {{"10.0.0.7:443", model::reason::connect_refused, "refused by k3y", 2ms}};
    const std::string text = to_text({"api@eu/health", spec, seen, {}, spec.secrets});
    CHECK(text.find("\n  address     10.0.0.7:443: connect_refused, after 2.0ms: refused by ***\n") !=
          std::string::npos);
    CHECK(text.find("\n  degraded    not asked of a failed run: ") != std::string::npos);
}

TEST_CASE("the same as one document, without secrets either", "[daemon][probe]") {
    const model::signal_spec spec = https_signal();
    const std::string text = to_json({"api@eu/health", spec, slow_answer(), short_talk(), spec.secrets});
    CHECK(text.find("k3y") == std::string::npos);
    const json::value v = json::parse(text);
    const auto at = [&v](std::string_view path) { return v.at_pointer({path.data(), path.size()}); };
    CHECK(at("/signal") == "api@eu/health");
    CHECK(at("/state") == "degraded");
    CHECK(at("/probe/url") == "https://api.test:443/health");
    CHECK(at("/dialogue/2/step") == "sent");
    CHECK(at("/dialogue/2/text") == "GET /health?key=*** HTTP/1.1\r\n\r\n");
    CHECK(at("/dialogue/3/at_ms").to_number<double>() == 2);
    CHECK(at("/dialogue/3/until_ms").to_number<double>() == 4);
    CHECK(at("/dialogue/3/bytes_left_out") == 904);
    CHECK(at("/steps_left_out") == 0);
    CHECK(at("/observation/peer") == "127.0.0.1:443");
    CHECK(at("/observation/phases/tls_ms").to_number<double>() == 3);
    CHECK(at("/tls/chain/0/names/1") == "***.test");
    CHECK(at("/tls/resumed") == true);
    CHECK(at("/findings/0/holds") == false);
    CHECK(at("/findings/1/state") == "degraded");
    CHECK(at("/findings/1/holds") == true);
    CHECK(at("/findings/1/values") == "latency > 10ms (12ms)");
}

TEST_CASE("the time that is left is told in the largest unit that fits", "[daemon][probe]") {
    CHECK(time_left(noon + 12 * 24h + 3h, noon) == "in 12 days");
    CHECK(time_left(noon + 24h, noon) == "in 1 day");
    CHECK(time_left(noon + 5h, noon) == "in 5 hours");
    CHECK(time_left(noon + 59min, noon) == "in 59 minutes");
    CHECK(time_left(noon - 25h, noon) == "1 day ago");
}
