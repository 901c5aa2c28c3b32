// The server and the clients against each other and against raw bytes, over loopback, port 0.
#include "test/contoso/http/client.hpp"
#include "test/contoso/http/server.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <catch2/catch.hpp>

using namespace contoso;
using namespace std::chrono_literals;
namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

const tcp::endpoint anywhere{asio::ip::address_v4::loopback(), 0};

asio::awaitable<http::response> echo(http::request asked) {
    http::response r;
    r.body = asked.method + " " + asked.target + " " + asked.body;
    if (asked.target == "/silent") r = http::silence();
    if (asked.target == "/fails") throw std::runtime_error("not for the wire");
    co_return r;
}

// Runs one coroutine to its end, beside the server, and rethrows what it threw.
template <class Task>
void run(asio::io_context& loop, http::server& server, Task task) {
    std::exception_ptr failure;
    bool ended = false;
    asio::co_spawn(loop, std::move(task), [&](std::exception_ptr e) {
        failure = e;
        ended = true;
        server.close();
    });
    loop.run_for(10s);
    if (failure) std::rethrow_exception(failure);
    REQUIRE(ended);
}

asio::awaitable<std::string> raw(tcp::endpoint where, std::string bytes) {
    tcp::socket socket(co_await asio::this_coro::executor);
    co_await socket.async_connect(where, asio::use_awaitable);
    co_await asio::async_write(socket, asio::buffer(bytes), asio::use_awaitable);
    std::string received(64 * 1024, '\0');
    boost::system::error_code error;
    const auto size = co_await asio::async_read(socket, asio::buffer(received),
                                                asio::redirect_error(asio::use_awaitable, error));
    received.resize(size);
    co_return received;
}

}  // namespace

TEST_CASE("requests and answers pass unchanged, over one kept connection", "[contoso][http]") {
    asio::io_context loop{1};
    http::server server(loop, anywhere, echo);
    REQUIRE_FALSE(server.open());
    http::client client(loop.get_executor(), server.endpoint(), 1s);

    const auto talk = [](http::client& to) -> asio::awaitable<void> {
        for (int i = 0; i < 3; ++i) {
            http::request asked = http::post("/a?b=c", boost::json::object());
            http::answer received = co_await to.send(std::move(asked));
            REQUIRE(received.has_value());
            CHECK(received->status == 200);
            CHECK(received->body == "POST /a?b=c {}");
        }
    };
    run(loop, server, talk(client));
}

TEST_CASE("a server that hangs is a timeout, a closed one is refused, a reopened one answers",
          "[contoso][http]") {
    asio::io_context loop{1};
    http::server server(loop, anywhere, echo);
    REQUIRE_FALSE(server.open());
    http::client client(loop.get_executor(), server.endpoint(), 100ms);

    const auto talk = [](http::client& to, http::server& peer) -> asio::awaitable<void> {
        http::request silent = http::get("/silent");
        http::answer hung = co_await to.send(std::move(silent));
        REQUIRE(hung.has_error());
        CHECK(http::is_timeout(hung.error()));

        peer.close();
        http::request first = http::get("/");
        http::answer refused = co_await to.send(std::move(first));
        REQUIRE(refused.has_error());
        CHECK(refused.error() == asio::error::connection_refused);

        REQUIRE_FALSE(peer.open());
        http::request second = http::get("/");
        http::answer good = co_await to.send(std::move(second));
        REQUIRE(good.has_value());
        CHECK(good->body == "GET / ");
    };
    run(loop, server, talk(client, server));
}

TEST_CASE("a kept connection that the peer has closed is replaced", "[contoso][http]") {
    asio::io_context loop{1};
    http::server server(loop, anywhere, echo);
    REQUIRE_FALSE(server.open());
    http::client client(loop.get_executor(), server.endpoint(), 1s);

    const auto talk = [](http::client& to, http::server& peer) -> asio::awaitable<void> {
        for (int i = 0; i < 3; ++i) {
            http::request asked = http::get("/");
            http::answer received = co_await to.send(std::move(asked));
            CHECK(received.has_value());
            peer.close();
            REQUIRE_FALSE(peer.open());
        }
    };
    run(loop, server, talk(client, server));
}

TEST_CASE("what is too large or no HTTP is refused and said so", "[contoso][http]") {
    asio::io_context loop{1};
    http::server server(loop, anywhere, echo);
    REQUIRE_FALSE(server.open());

    const auto talk = [](tcp::endpoint where) -> asio::awaitable<void> {
        std::string long_header =
            "GET / HTTP/1.1\r\nX: " + std::string(http::server::max_header_bytes, 'x') + "\r\n\r\n";
        std::string answer = co_await raw(where, std::move(long_header));
        CHECK(answer.starts_with("HTTP/1.1 431"));

        std::string long_body =
            "POST / HTTP/1.1\r\nContent-Length: " + std::to_string(http::server::max_body_bytes + 1) +
            "\r\n\r\n" + std::string(http::server::max_body_bytes + 1, 'x');
        answer = co_await raw(where, std::move(long_body));
        CHECK(answer.starts_with("HTTP/1.1 413"));

        std::string garbage = "no http at all\r\n\r\n";
        answer = co_await raw(where, std::move(garbage));
        CHECK(answer.starts_with("HTTP/1.1 400"));
    };
    run(loop, server, talk(server.endpoint()));
}

TEST_CASE("HEAD gets the length of what GET gets, and no body", "[contoso][http]") {
    asio::io_context loop{1};
    http::server server(loop, anywhere, echo);
    REQUIRE_FALSE(server.open());

    const auto talk = [](tcp::endpoint where) -> asio::awaitable<void> {
        std::string head = "HEAD /x HTTP/1.1\r\nConnection: close\r\n\r\n";
        const std::string answer = co_await raw(where, std::move(head));
        CHECK(answer.starts_with("HTTP/1.1 200"));
        CHECK(answer.find("Content-Length: 8\r\n") != std::string::npos);
        CHECK(answer.ends_with("\r\n\r\n"));
    };
    run(loop, server, talk(server.endpoint()));
}

TEST_CASE("a client has so many requests under way and no more", "[contoso][http]") {
    asio::io_context loop{1};
    http::server server(loop, anywhere, echo);
    REQUIRE_FALSE(server.open());
    http::client client(loop.get_executor(), server.endpoint(), 200ms);

    int timeouts = 0, turned_away = 0;
    const auto ask = [](http::client& to, int& late, int& refused) -> asio::awaitable<void> {
        http::request asked = http::get("/silent");
        http::answer received = co_await to.send(std::move(asked));
        REQUIRE(received.has_error());
        if (http::is_timeout(received.error())) ++late;
        if (received.error() == boost::system::errc::resource_unavailable_try_again) ++refused;
    };
    const auto pass = [](std::exception_ptr e) {
        if (e) std::rethrow_exception(e);
    };
    for (std::size_t i = 0; i < http::client::max_in_flight; ++i)
        asio::co_spawn(loop, ask(client, timeouts, turned_away), pass);
    run(loop, server, ask(client, timeouts, turned_away));

    CHECK(turned_away == 1);
}

TEST_CASE("a server has so many connections and closes one more at once", "[contoso][http]") {
    asio::io_context loop{1};
    http::server server(loop, anywhere, echo);
    REQUIRE_FALSE(server.open());

    const auto talk = [](tcp::endpoint where) -> asio::awaitable<void> {
        const auto executor = co_await asio::this_coro::executor;
        std::vector<tcp::socket> sockets;
        for (std::size_t i = 0; i < http::server::max_connections; ++i) {
            sockets.emplace_back(executor);
            co_await sockets.back().async_connect(where, asio::use_awaitable);
        }
        std::string get = "GET / HTTP/1.1\r\nConnection: close\r\n\r\n";
        tcp::socket one_more(executor);
        co_await one_more.async_connect(where, asio::use_awaitable);
        boost::system::error_code error;
        std::string byte(1, ' ');
        co_await asio::async_read(one_more, asio::buffer(byte),
                                  asio::redirect_error(asio::use_awaitable, error));
        CHECK(error);

        sockets.pop_back();
        sockets.pop_back();
        std::string answer;
        for (int attempt = 0; attempt < 100 && answer.empty(); ++attempt) {  // until the server has noticed
            std::string again = get;
            answer = co_await raw(where, std::move(again));
        }
        CHECK(answer.starts_with("HTTP/1.1 200"));
    };
    run(loop, server, talk(server.endpoint()));
}

TEST_CASE("a port in use is an error", "[contoso][http]") {
    asio::io_context loop{1};
    http::server first(loop, anywhere, echo);
    REQUIRE_FALSE(first.open());
    http::server second(loop, first.endpoint(), echo);

    CHECK(second.open() == asio::error::address_in_use);
    CHECK_FALSE(second.is_open());
}
