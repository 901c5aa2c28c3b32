// A listening socket, as all our listeners open theirs: on its thread's loop, with one clear line when it
// cannot be.
#pragma once

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <cstdint>
#include <string>

namespace hm::daemon::tcp {

// The concrete executor: nothing is type-erased on the way of an answer.
using executor = boost::asio::io_context::executor_type;
using acceptor = boost::asio::basic_socket_acceptor<boost::asio::ip::tcp, executor>;
using socket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, executor>;

// A burst that does not fit costs its clients a second of retransmission.
inline constexpr int backlog = 4096;

// Opens and binds, without listening yet: who connects is refused, and the port is ours.
// After an error it is closed.
void bind(acceptor& a, const std::string& address, std::uint16_t port, boost::system::error_code& ec);

// Binds and listens. Throws as throw_if does.
void listen(acceptor& a, const std::string& address, std::uint16_t port);

// Throws std::runtime_error: cannot listen on 127.0.0.1:8640: Address already in use
void throw_if(boost::system::error_code ec, const std::string& address, std::uint16_t port);

}  // namespace hm::daemon::tcp
