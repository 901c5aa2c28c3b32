#include "test/contoso/http/connection.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>

namespace contoso::http {

namespace asio = boost::asio;
namespace beast = boost::beast;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

beast::http::request<beast::http::string_body> to_wire(request&& asked, const std::string& host) {
    beast::http::request<beast::http::string_body> message;
    message.method_string(asked.method);
    message.target(asked.target);
    message.set(beast::http::field::host, host);
    if (!asked.authorization.empty()) message.set(beast::http::field::authorization, asked.authorization);
    if (!asked.body.empty()) message.set(beast::http::field::content_type, asked.content_type);
    message.body() = std::move(asked.body);
    message.prepare_payload();
    return message;
}

response from_wire(beast::http::response<beast::http::string_body>&& message) {
    response r;
    r.status = static_cast<int>(message.result_int());
    r.content_type = message[beast::http::field::content_type];
    r.body = std::move(message.body());
    return r;
}

}  // namespace

struct connection::wire {
    explicit wire(asio::any_io_executor executor) : stream(std::move(executor)) {}

    beast::tcp_stream stream;
    beast::flat_buffer buffer;
    bool reusable = false;
};

connection::connection(asio::any_io_executor executor) : wire_(std::make_unique<wire>(std::move(executor))) {}
connection::connection(connection&&) noexcept = default;
connection& connection::operator=(connection&&) noexcept = default;
connection::~connection() = default;

bool connection::reusable() const {
    return wire_->reusable;
}

bool is_timeout(error_code error) {
    return error == beast::error::timeout;
}

bool is_stale(error_code error) {
    return error == beast::http::error::end_of_stream || error == asio::error::connection_reset ||
           error == asio::error::broken_pipe;
}

asio::awaitable<error_code> connection::open(tcp::endpoint peer, time_point deadline) {
    error_code error;
    wire_->stream.expires_at(deadline);
    co_await wire_->stream.async_connect(peer, asio::redirect_error(asio::use_awaitable, error));
    if (!error) wire_->stream.socket().set_option(tcp::no_delay(true), error);
    co_return error;
}

asio::awaitable<answer> connection::exchange(request asked, std::string host, time_point deadline) {
    error_code error;
    wire_->reusable = false;
    wire_->stream.expires_at(deadline);

    auto message = to_wire(std::move(asked), host);
    co_await beast::http::async_write(wire_->stream, message,
                                      asio::redirect_error(asio::use_awaitable, error));
    if (error) co_return error;

    beast::http::response_parser<beast::http::string_body> parser;
    parser.header_limit(max_header_bytes);
    parser.body_limit(max_body_bytes);
    if (message.method() == beast::http::verb::head) parser.skip(true);
    co_await beast::http::async_read(wire_->stream, wire_->buffer, parser,
                                     asio::redirect_error(asio::use_awaitable, error));
    if (error) co_return error;

    wire_->stream.expires_never();
    wire_->reusable = parser.keep_alive();
    co_return from_wire(parser.release());
}

}  // namespace contoso::http
