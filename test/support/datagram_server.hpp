// A UDP server on a free loopback port that answers each datagram with what its script says: nothing, one or
// many. Lives on the test's own io_context.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/udp.hpp>

#include <array>
#include <functional>
#include <string>
#include <vector>

namespace hm::test {

class datagram_server {
public:
    using script = std::function<std::vector<std::string>(const std::string& question)>;

    datagram_server(boost::asio::io_context& io, script what, const char* address = "127.0.0.1");

    std::uint16_t port() const { return socket_.local_endpoint().port(); }
    const std::vector<std::string>& questions() const { return questions_; }

private:
    void receive();

    boost::asio::ip::udp::socket socket_;
    boost::asio::ip::udp::endpoint from_;
    std::array<char, 4096> buffer_{};
    std::vector<std::string> questions_;
    script what_;
};

// A loopback port that refuses datagrams, held so that nobody else gets it: it only listens to itself.
class deaf_port {
public:
    explicit deaf_port(boost::asio::io_context& io);
    std::uint16_t port() const { return held_.local_endpoint().port(); }

private:
    boost::asio::ip::udp::socket held_;
};

}  // namespace hm::test
