// A plain client for tests of the server: sends bytes as they are, and collects what comes back. Lives on the
// server's own loop, so that nothing has to be waited for but the server.
#pragma once

#include "test/support/event_loop.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>

#include <algorithm>
#include <array>
#include <cctype>
#include <string>
#include <string_view>

namespace hm::test {

struct http_answer {
    int status = 0;
    std::string head;  // status line and headers
    std::string body;

    std::string header(std::string name) const {
        const auto lower = [](std::string s) {
            std::transform(s.begin(), s.end(), s.begin(), [](unsigned char c) { return std::tolower(c); });
            return s;
        };
        const std::size_t at = lower(head).find("\r\n" + lower(std::move(name)) + ": ");
        if (at == std::string::npos) return {};
        const std::size_t begin = head.find(": ", at) + 2;
        return head.substr(begin, head.find("\r\n", begin) - begin);
    }
};

class client {
public:
    client(boost::asio::io_context& io, std::uint16_t port) : io_(io), socket_(io) {
        socket_.connect({boost::asio::ip::address_v4::loopback(), port});
        socket_.non_blocking(true);
    }

    void send(std::string_view bytes) {
        boost::system::error_code ignored;  // the server may have closed already: what it said is what counts
        socket_.non_blocking(false);
        boost::asio::write(socket_, boost::asio::buffer(bytes), ignored);
        socket_.non_blocking(true);
    }

    // The next answer; status 0 when none came before the connection was closed or time was up.
    http_answer answer(bool to_head = false) {
        http_answer a;
        run_until(io_, [&] { return take(a, to_head) || closed(); });
        if (a.status == 0) take(a, to_head);
        return a;
    }
    http_answer ask(std::string_view request) {
        send(request);
        return answer(request.substr(0, 4) == "HEAD");
    }

    bool wait_until_closed() {
        return run_until(io_, [&] { return closed(); });
    }
    bool wait_for(std::string_view text) {
        return run_until(io_, [&] {
            pump();
            return received_.find(text) != std::string::npos;
        });
    }
    const std::string& received() const { return received_; }
    boost::asio::ip::tcp::socket& socket() { return socket_; }
    void close() { socket_.close(); }

private:
    void pump() {
        std::array<char, 16384> buffer;
        boost::system::error_code ec;
        while (!ec) received_.append(buffer.data(), socket_.read_some(boost::asio::buffer(buffer), ec));
        if (ec != boost::asio::error::would_block) closed_ = true;
    }
    bool closed() {
        pump();
        return closed_;
    }

    bool take(http_answer& a, bool to_head) {
        pump();
        const std::size_t end = received_.find("\r\n\r\n");
        if (end == std::string::npos) return false;
        http_answer got;
        got.head = received_.substr(0, end + 2);
        const std::string length = got.header("Content-Length");
        const std::size_t body = to_head || length.empty() ? 0 : std::stoul(length);
        if (received_.size() < end + 4 + body) return false;
        got.body = received_.substr(end + 4, body);
        got.status = std::stoi(got.head.substr(9, 3));
        received_.erase(0, end + 4 + body);
        a = std::move(got);
        return true;
    }

    boost::asio::io_context& io_;
    boost::asio::ip::tcp::socket socket_;
    std::string received_;
    bool closed_ = false;
};

}  // namespace hm::test
