#include "daemon/tcp/gate.hpp"
#include "test/support/event_loop.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <catch2/catch.hpp>

using namespace hm;
using namespace std::chrono_literals;
using daemon::tcp::gate;
using hm::test::run_until;
namespace asio = boost::asio;

namespace {

enum class met { let_in, refused };

// Connects as a balancer does, and waits for the other side to let go.
met connect(asio::io_context& io, std::uint16_t port) {
    asio::ip::tcp::socket s{io};
    boost::system::error_code ec;
    s.connect({asio::ip::address_v4::loopback(), port}, ec);
    if (ec) return met::refused;
    char byte = 0;
    bool ended = false;
    s.async_read_some(asio::buffer(&byte, 1), [&](boost::system::error_code end, std::size_t) {
        ec = end;
        ended = true;
    });
    REQUIRE(run_until(io, [&] { return ended; }));
    CHECK(ec == asio::error::eof);
    return met::let_in;
}

}  // namespace

TEST_CASE("a gate refuses until it is opened, and again once it is shut", "[tcp][gate]") {
    asio::io_context io{1};
    gate g{io, "127.0.0.1", 0};
    CHECK(connect(io, g.port()) == met::refused);
    g.start();
    CHECK(connect(io, g.port()) == met::refused);
    for (int round = 0; round < 3; ++round) {
        g.open(true);
        g.open(true);
        CHECK(g.is_open());
        for (int n = 0; n < 5; ++n) CHECK(connect(io, g.port()) == met::let_in);
        g.open(false);
        CHECK_FALSE(g.is_open());
        for (int n = 0; n < 5; ++n) CHECK(connect(io, g.port()) == met::refused);
    }
}

TEST_CASE("a gate that was opened before it starts is open from its start", "[tcp][gate]") {
    asio::io_context io{1};
    gate g{io, "::1", 0};
    g.open(true);
    CHECK_FALSE(g.is_open());
    g.start();
    CHECK(g.is_open());
}

TEST_CASE("the port of a shut gate is nobody else's", "[tcp][gate]") {
    asio::io_context io{1};
    gate g{io, "127.0.0.1", 0};
    g.start();
    g.open(true);
    g.open(false);
    asio::ip::tcp::socket thief{io, asio::ip::tcp::v4()};
    boost::system::error_code ec;
    thief.bind({asio::ip::address_v4::loopback(), g.port()}, ec);
    CHECK(ec == asio::error::address_in_use);
    CHECK_THROWS_WITH((asio::ip::tcp::acceptor{io, {asio::ip::address_v4::loopback(), g.port()}, false}),
                      Catch::Contains("Address already in use"));
}

TEST_CASE("a gate on a port in use is one clear line", "[tcp][gate]") {
    asio::io_context io{1};
    asio::ip::tcp::acceptor first{io, {asio::ip::address_v4::loopback(), 0}, false};
    const std::uint16_t port = first.local_endpoint().port();
    CHECK_THROWS_WITH((gate{io, "127.0.0.1", port}),
                      "cannot listen on 127.0.0.1:" + std::to_string(port) + ": Address already in use");
}

TEST_CASE("a stopped gate leaves nothing on the loop, and refuses", "[tcp][gate]") {
    asio::io_context io{1};
    gate g{io, "127.0.0.1", 0};
    g.start();
    g.open(true);
    const std::uint16_t port = g.port();
    g.stop();
    io.restart();
    io.run_for(5s);
    CHECK(io.stopped());
    CHECK(connect(io, port) == met::refused);
}
