#include "daemon/tcp/acceptor.hpp"

#include <fmt/format.h>
#include <boost/asio/ip/address.hpp>

#include <stdexcept>

namespace hm::daemon::tcp {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {

std::string shown(const std::string& address, std::uint16_t port) {
    return address.find(':') == std::string::npos ? fmt::format("{}:{}", address, port)
                                                  : fmt::format("[{}]:{}", address, port);
}

}  // namespace

void bind(acceptor& a, const std::string& address, std::uint16_t port, error_code& ec) {
    const asio::ip::tcp::endpoint at{asio::ip::make_address(address, ec), port};
    if (!ec) a.open(at.protocol(), ec);
    if (!ec) a.set_option(asio::socket_base::reuse_address{true}, ec);
    // Who is accepted inherits it, which is a system call less for each.
    if (!ec) a.set_option(asio::ip::tcp::no_delay{true}, ec);
    if (!ec) a.bind(at, ec);
    if (!ec) return;
    error_code ignored;
    a.close(ignored);
}

void listen(acceptor& a, const std::string& address, std::uint16_t port) {
    error_code ec;
    bind(a, address, port, ec);
    if (!ec) a.listen(backlog, ec);
    throw_if(ec, address, port);
}

void throw_if(error_code ec, const std::string& address, std::uint16_t port) {
    if (ec)
        throw std::runtime_error(fmt::format("cannot listen on {}: {}", shown(address, port), ec.message()));
}

}  // namespace hm::daemon::tcp
