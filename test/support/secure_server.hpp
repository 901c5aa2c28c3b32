// A server on a free loopback port that talks TLS, from the beginning or later, and does what its script
// says. Lives on the test's own io_context.
#pragma once

#include "test/support/tls_server.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <array>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace hm::test {

class secure_server {
public:
    // One connection, as the script sees it.
    class peer : public std::enable_shared_from_this<peer> {
    public:
        peer(boost::asio::ip::tcp::socket socket, secure_server& of) : socket_(std::move(socket)), of_(of) {}

        const std::string& heard() const { return heard_; }  // decrypted
        void forget() { heard_.clear(); }
        bool talks_tls() const { return tls_.has_value(); }
        bool is_secure() const { return tls_ && tls_->ready(); }
        void send(std::string_view text);
        void start_tls() { tls_.emplace(of_.tls_); }
        void close();

    private:
        friend class secure_server;
        void read();
        void on_read(std::size_t bytes);
        void write(std::string_view bytes);

        boost::asio::ip::tcp::socket socket_;
        secure_server& of_;
        std::optional<tls_server::connection> tls_;
        std::array<char, 16384> room_{};
        std::string heard_;
    };

    // Called for a new connection, and for each piece that it says, also when that is nothing but TLS's own.
    using script = std::function<void(peer&)>;

    secure_server(boost::asio::io_context& io, tls_server_options tls, script what, bool at_once = true,
                  const char* address = "127.0.0.1", std::uint16_t port = 0);
    // Reads a request up to the empty line, and sends `text`; then it closes.
    static script answering(std::string text);

    std::uint16_t port() const { return acceptor_.local_endpoint().port(); }
    std::size_t accepted() const { return peers_.size(); }
    const peer& last() const { return *peers_.back(); }

private:
    void accept();

    boost::asio::ip::tcp::acceptor acceptor_;
    tls_server tls_;
    script what_;
    bool at_once_;
    std::vector<std::shared_ptr<peer>> peers_;
};

}  // namespace hm::test
