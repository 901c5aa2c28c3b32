#include "test/contoso/http/server.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>

#include <array>

namespace contoso::http {

namespace asio = boost::asio;
namespace beast = boost::beast;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

using request_parser = beast::http::request_parser<beast::http::string_body>;

constexpr std::chrono::seconds farewell{1};            // for a refused peer to read why
constexpr std::chrono::milliseconds accept_pause{50};  // when descriptors have run out

request from_wire(beast::http::request<beast::http::string_body>&& message) {
    request r;
    r.method = message.method_string();
    r.target = message.target();
    r.content_type = message[beast::http::field::content_type];
    r.authorization = message[beast::http::field::authorization];
    r.body = std::move(message.body());
    return r;
}

beast::http::response<beast::http::string_body> to_wire(response&& answer, bool keep_alive) {
    beast::http::response<beast::http::string_body> message;
    message.result(static_cast<unsigned>(answer.status));
    message.set(beast::http::field::content_type, answer.content_type);
    message.set(beast::http::field::cache_control, "no-store");
    for (const auto& [name, value] : answer.headers) message.set(name, value);
    message.body() = std::move(answer.body);
    message.keep_alive(keep_alive);
    message.prepare_payload();
    return message;
}

// What a message that cannot be read deserves; absent for a peer that simply went away.
std::optional<response> refusal(error_code error) {
    if (error == beast::http::error::header_limit) return failure(431, "header too large");
    if (error == beast::http::error::body_limit) return failure(413, "body too large");
    if (error == beast::http::error::partial_message) return {};
    if (error.category() == make_error_code(beast::http::error::bad_method).category())
        return failure(400, error.message());
    return {};
}

asio::awaitable<error_code> read(beast::tcp_stream& stream, beast::flat_buffer& buffer,
                                 request_parser& parser) {
    error_code error;
    stream.expires_after(server::idle_timeout);
    co_await beast::http::async_read(stream, buffer, parser,
                                     asio::redirect_error(asio::use_awaitable, error));
    co_return error;
}

asio::awaitable<error_code> write(beast::tcp_stream& stream, response answer, bool keep_alive, bool head) {
    error_code error;
    stream.expires_after(server::idle_timeout);
    auto message = to_wire(std::move(answer), keep_alive);
    beast::http::response_serializer<beast::http::string_body> serializer(message);
    if (head) {
        co_await beast::http::async_write_header(stream, serializer,
                                                 asio::redirect_error(asio::use_awaitable, error));
    } else {
        co_await beast::http::async_write(stream, serializer,
                                          asio::redirect_error(asio::use_awaitable, error));
    }
    co_return error;
}

// Takes in whatever still comes, until the peer is gone or the time is over.
asio::awaitable<void> swallow(beast::tcp_stream& stream, std::chrono::seconds limit) {
    std::array<char, 1024> rest;
    error_code error;
    stream.expires_after(limit);
    while (!error) {
        const auto into = asio::buffer(rest);
        co_await stream.async_read_some(into, asio::redirect_error(asio::use_awaitable, error));
    }
}

void abort_on_close(tcp::socket& socket, bool abort) {
    error_code ignored;
    socket.set_option(asio::socket_base::linger(abort, 0), ignored);
}

asio::awaitable<void> part(beast::tcp_stream& stream) {
    error_code ignored;
    abort_on_close(stream.socket(), false);
    stream.socket().shutdown(tcp::socket::shutdown_send, ignored);
    co_await swallow(stream, farewell);
}

}  // namespace

server::server(asio::io_context& loop, tcp::endpoint where, handler answer)
    : where_(std::move(where)), answer_(std::move(answer)), acceptor_(loop), tasks_(loop.get_executor()) {}

error_code server::open() {
    if (is_open()) return {};
    error_code error;
    acceptor_.open(where_.protocol(), error);
    if (!error) acceptor_.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error) acceptor_.bind(where_, error);
    if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
    if (!error) where_ = acceptor_.local_endpoint(error);
    if (error) {
        error_code ignored;
        acceptor_.close(ignored);
        return error;
    }
    tasks_.spawn(accept());
    return {};
}

void server::close() {
    error_code ignored;
    acceptor_.close(ignored);
    tasks_.cancel();
}

asio::awaitable<void> server::accept() {
    asio::steady_timer pause(acceptor_.get_executor());
    for (;;) {
        error_code error;
        tcp::socket socket =
            co_await acceptor_.async_accept(asio::redirect_error(asio::use_awaitable, error));
        if (error == asio::error::operation_aborted) co_return;
        if (error) {
            pause.expires_after(accept_pause);
            co_await pause.async_wait(asio::use_awaitable);
            continue;
        }
        // A connection that does not end in good order ends in a reset: what a dying process leaves behind.
        abort_on_close(socket, true);
        if (tasks_.size() <= max_connections) tasks_.spawn(serve(std::move(socket)));
    }
}

asio::awaitable<void> server::serve(tcp::socket socket) {
    beast::tcp_stream stream(std::move(socket));
    beast::flat_buffer buffer;
    stream.socket().set_option(tcp::no_delay(true));

    for (bool keep_alive = true; keep_alive;) {
        request_parser parser;
        parser.header_limit(max_header_bytes);
        parser.body_limit(max_body_bytes);
        error_code error = co_await read(stream, buffer, parser);
        if (error == beast::http::error::end_of_stream) break;
        if (error) {
            auto refused = refusal(error);
            if (!refused) co_return;
            error = co_await write(stream, std::move(*refused), false, false);
            break;
        }

        stream.expires_never();
        keep_alive = parser.get().keep_alive();
        const bool head = parser.get().method() == beast::http::verb::head;
        request asked = from_wire(parser.release());
        response answer = co_await answer_(std::move(asked));
        if (answer.withheld) {
            co_await swallow(stream, withheld_for);
            co_return;
        }
        error = co_await write(stream, std::move(answer), keep_alive, head);
        if (error) co_return;
    }
    co_await part(stream);
}

}  // namespace contoso::http
