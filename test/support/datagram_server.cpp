#include "test/support/datagram_server.hpp"

#include <boost/asio/buffer.hpp>

namespace hm::test {

namespace asio = boost::asio;
using asio::ip::udp;
using boost::system::error_code;

datagram_server::datagram_server(asio::io_context& io, script what, const char* address)
    : socket_(io, udp::endpoint{asio::ip::make_address(address), 0}), what_(std::move(what)) {
    receive();
}

void datagram_server::receive() {
    socket_.async_receive_from(asio::buffer(buffer_), from_, [this](error_code error, std::size_t n) {
        if (error) return;
        questions_.emplace_back(buffer_.data(), n);
        error_code ignored;
        for (const std::string& answer : what_(questions_.back()))
            socket_.send_to(asio::buffer(answer), from_, 0, ignored);
        receive();
    });
}

deaf_port::deaf_port(asio::io_context& io) : held_(io, udp::endpoint{asio::ip::address_v4::loopback(), 0}) {
    held_.connect(held_.local_endpoint());
}

}  // namespace hm::test
