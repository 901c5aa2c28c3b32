// A TCP server on a free loopback port that does what its script says, well or badly. Lives on the test's own
// io_context: no thread, nothing to wait for.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace hm::test {

// One connection, as the script sees it. Steps that take time call `next`, which may be left out.
class peer : public std::enable_shared_from_this<peer> {
public:
    using step = std::function<void()>;

    explicit peer(boost::asio::ip::tcp::socket socket);

    void read_request(step next);                 // up to the empty line
    void read_until(std::string end, step next);  // until all that was read so far contains it
    void send(std::string text, step next = {});
    void drip(std::string text, std::chrono::milliseconds gap);  // a byte at a time
    void flood(std::string piece);                               // for as long as the other side takes it
    void half_close();                                           // nothing more from us, still reading
    void close();
    void reset();  // RST

    const std::string& request() const { return request_; }
    void forget_request() { request_.clear(); }  // before the next on the same connection
    std::size_t sent() const { return sent_; }

private:
    boost::asio::ip::tcp::socket socket_;
    boost::asio::steady_timer timer_;
    std::string request_, out_;
    std::size_t sent_ = 0;
};

class scripted_server {
public:
    using script = std::function<void(peer&)>;

    scripted_server(boost::asio::io_context& io, script what, const char* address = "127.0.0.1");
    // Reads a request, sends `answer`, closes.
    static script answering(std::string answer);

    std::uint16_t port() const { return acceptor_.local_endpoint().port(); }
    std::string url(const std::string& target = "/") const;
    const std::vector<std::shared_ptr<peer>>& peers() const { return peers_; }
    void stop();

private:
    void accept();

    boost::asio::ip::tcp::acceptor acceptor_;
    script what_;
    std::vector<std::shared_ptr<peer>> peers_;
};

// A loopback port on which nobody listens, held so that nobody will.
class closed_port {
public:
    explicit closed_port(boost::asio::io_context& io);
    std::uint16_t port() const { return held_.local_endpoint().port(); }

private:
    boost::asio::ip::tcp::socket held_;
};

}  // namespace hm::test
