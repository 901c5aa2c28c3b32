#include "test/support/probing.hpp"
#include "test/support/scripted_server.hpp"

#include <catch2/catch.hpp>

#include <sys/resource.h>

using namespace hm;
using namespace hm::test;
using namespace std::chrono_literals;
using model::reason;

namespace {

scripted_server::script silent() {
    return [](peer&) {};
}

}  // namespace

TEST_CASE("a port that accepts is ok, and says how long connecting took", "[probes][tcp]") {
    probing p;
    scripted_server server{p.io, silent()};
    const auto seen = p.run(tcp_signal(server.port()));
    CHECK(seen.why == reason::ok);
    CHECK(seen.phase.connect.has_value());
    CHECK_FALSE(seen.phase.resolve.has_value());
    CHECK(seen.latency >= *seen.phase.connect);
    CHECK(seen.at.time_since_epoch() > 0ms);
}

TEST_CASE("a port on which nobody listens is refused", "[probes][tcp]") {
    probing p;
    closed_port port{p.io};
    const auto seen = p.run(tcp_signal(port.port()));
    CHECK(seen.why == reason::connect_refused);
    CHECK(seen.detail == "connection refused");
}

TEST_CASE("an attempt that nobody answers is a connect timeout at the deadline", "[probes][tcp]") {
    probing p;
    // A listener whose queue is full answers no SYN.
    boost::asio::ip::tcp::acceptor full{p.io};
    full.open(boost::asio::ip::tcp::v4());
    full.bind({boost::asio::ip::address_v4::loopback(), 0});
    full.listen(0);
    std::vector<boost::asio::ip::tcp::socket> fillers;
    for (int i = 0; i < 4; ++i) {
        fillers.emplace_back(p.io);
        fillers.back().async_connect(full.local_endpoint(), [](const boost::system::error_code&) {});
    }
    p.io.poll();
    const auto seen = p.run(tcp_signal(full.local_endpoint().port()), 150ms);
    CHECK(seen.why == reason::connect_timeout);
    CHECK(seen.latency >= 150ms);
}

TEST_CASE("the addresses of a name are tried in order until one connects", "[probes][tcp]") {
    probing p;
    scripted_server server{p.io, silent(), "127.0.0.3"};
    p.dns.set("db.test", {.addresses = {"127.0.0.2", "127.0.0.3"}});
    const auto seen = p.run(tcp_signal(server.port(), "db.test"));
    CHECK(seen.why == reason::ok);
    CHECK(seen.phase.resolve.has_value());
}

TEST_CASE("when no address connects the first reason that is the target's is told", "[probes][tcp]") {
    probing p;
    closed_port port{p.io};
    p.dns.set("db.test",
              {.addresses = {"255.255.255.255", "127.0.0.1"}});  // broadcast: the kernel itself says no
    CHECK(p.run(tcp_signal(port.port(), "db.test")).why == reason::connect_refused);
    p.dns.set("none.test", {.addresses = {"255.255.255.255"}});
    CHECK(p.run(tcp_signal(port.port(), "none.test")).why == reason::prober_error);
}

TEST_CASE("an answered NXDOMAIN is a failure of the target's name", "[probes][tcp]") {
    probing p;
    const auto seen = p.run(tcp_signal(80, "nobody.test"));
    CHECK(seen.why == reason::dns_failure);
    CHECK(seen.detail == "answered NXDOMAIN");
}

TEST_CASE("a deadline that passes while names are asked for is the prober's own trouble", "[probes][tcp]") {
    probing p;
    p.dns.set("slow.test", {.silent = true});
    const auto seen = p.run(tcp_signal(80, "slow.test"), 30ms);
    CHECK(seen.why == reason::prober_error);
    CHECK(seen.detail == "no name server answered in time");
}

TEST_CASE("a name without answer from any server is the prober's own trouble", "[probes][tcp]") {
    probing p;
    p.dns.stop();
    const auto seen = p.run(tcp_signal(80, "db.example.test"));
    CHECK(seen.why == reason::prober_error);
    CHECK(seen.detail == "no name server answered");
}

TEST_CASE("out of descriptors is the prober's own trouble", "[probes][tcp]") {
    probing p;
    scripted_server server{p.io, silent()};
    rlimit before{};
    REQUIRE(getrlimit(RLIMIT_NOFILE, &before) == 0);
    rlimit none = before;
    none.rlim_cur = 3;
    REQUIRE(setrlimit(RLIMIT_NOFILE, &none) == 0);
    const auto seen = p.run(tcp_signal(server.port()));
    REQUIRE(setrlimit(RLIMIT_NOFILE, &before) == 0);
    CHECK(seen.why == reason::prober_error);
    CHECK(seen.detail == "too many open files");
}
