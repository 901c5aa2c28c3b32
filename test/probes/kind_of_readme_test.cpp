// The kind that README.md shows, as it stands there.
#include "model/probe_spec.hpp"
#include "test/support/probing.hpp"
#include "test/support/scripted_server.hpp"

#include <catch2/catch.hpp>

// Its settings would be an alternative of probe_spec. One that has all that it needs stands in.
namespace hm::model {
using memcached_spec = tcp_spec;
}

#include "probes/memcached.cpp"

using namespace hm;
using namespace hm::test;
using namespace std::chrono_literals;
using model::reason;

namespace {

model::observation ask(probing& p, std::uint16_t port, std::vector<std::string> secrets = {}) {
    model::signal_spec spec = tcp_signal(port);
    spec.secrets = std::move(secrets);
    const auto probe = probes::make_memcached_probe(std::make_shared<model::signal_spec>(std::move(spec)));
    return p.run(*probe, 200ms);
}

scripted_server::script replying(std::string reply) {
    return [reply](peer& p) { p.read_until("version\r\n", [&p, reply] { p.send(reply); }); };
}

}  // namespace

TEST_CASE("the kind of the README is content with any version", "[probes][readme]") {
    probing p;
    scripted_server server{p.io, replying("VERSION 1.6.18\r\n")};
    const auto seen = ask(p, server.port());
    CHECK(seen.why == reason::ok);
    CHECK(seen.detail == "");
    CHECK(seen.phase.connect.has_value());
    CHECK(seen.phase.first_byte.has_value());
    CHECK(server.peers().at(0)->request() == "version\r\n");
}

TEST_CASE("to the kind of the README every bad answer has its reason", "[probes][readme]") {
    struct row {
        std::string what;
        scripted_server::script script;
        reason why;
        std::string detail;
    };
    const row r = GENERATE(values<row>({
        {"in pieces", [](peer& p) { p.drip("VERSION 1\r\n", 1ms); }, reason::ok, ""},
        {"an error", replying("ERROR\r\n"), reason::body_mismatch, "answered \"ERROR\""},
        {"its words", replying("SERVER_ERROR out of memory\r\n"), reason::body_mismatch,
         "answered \"SERVER_ERROR out of memory\""},
        {"a secret", replying("CLIENT_ERROR hunter2\r\n"), reason::body_mismatch,
         "answered \"CLIENT_ERROR ***\""},
        {"HTTP", replying("HTTP/1.1 400 Bad Request\r\n\r\n"), reason::protocol_error,
         "answered \"HTTP/1.1 400 Bad Request\""},
        {"a flood", [](peer& p) { p.flood(std::string(4000, 'x')); }, reason::too_large,
         "the line of the answer is too long"},
        {"silence", [](peer&) {}, reason::timeout, "no complete answer in time"},
        {"half", replying("VERSION 1.6"), reason::timeout, "no complete answer in time"},
        {"closes", [](peer& p) { p.read_until("version\r\n", [&p] { p.close(); }); }, reason::closed,
         "closed without an answer"},
    }));
    CAPTURE(r.what);
    probing p;
    scripted_server server{p.io, r.script};
    const auto seen = ask(p, server.port(), {"hunter2"});
    CHECK(seen.why == r.why);
    CHECK(seen.detail == r.detail);
}

TEST_CASE("the kind of the README reads as much of a line as it says", "[probes][readme][limits]") {
    const std::string version = "VERSION ";
    const std::size_t most = probes::longest_line - version.size() - 2;
    const std::size_t more = GENERATE(0u, 1u);
    probing p;
    scripted_server server{p.io, replying(version + std::string(most + more, '1') + "\r\n")};
    CHECK(ask(p, server.port()).why == (more == 0 ? reason::ok : reason::too_large));
}
