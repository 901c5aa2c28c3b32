#include "test/support/scripted_server.hpp"

#include <boost/asio/write.hpp>

namespace hm::test {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

peer::peer(tcp::socket socket) : socket_(std::move(socket)), timer_(socket_.get_executor()) {}

void peer::read_request(step next) {
    read_until("\r\n\r\n", std::move(next));
}

void peer::read_until(std::string end, step next) {
    if (request_.find(end) != std::string::npos) {
        if (next) next();
        return;
    }
    auto chunk = std::make_shared<std::array<char, 4096>>();
    socket_.async_read_some(asio::buffer(*chunk),
                            [me = shared_from_this(), chunk, end, next](error_code error, std::size_t n) {
                                if (error) return;
                                me->request_.append(chunk->data(), n);
                                me->read_until(end, next);
                            });
}

void peer::send(std::string text, step next) {
    out_ = std::move(text);
    asio::async_write(socket_, asio::buffer(out_),
                      [me = shared_from_this(), next](error_code error, std::size_t n) {
                          me->sent_ += n;
                          if (!error && next) next();
                      });
}

void peer::drip(std::string text, std::chrono::milliseconds gap) {
    if (text.empty()) return;
    const std::string first = text.substr(0, 1);
    send(first, [this, rest = text.substr(1), gap] {
        timer_.expires_after(gap);
        timer_.async_wait([me = shared_from_this(), rest, gap](error_code error) {
            if (!error) me->drip(rest, gap);
        });
    });
}

void peer::flood(std::string piece) {
    send(piece, [this, piece] { flood(piece); });
}

void peer::half_close() {
    error_code ignored;
    socket_.shutdown(tcp::socket::shutdown_send, ignored);
}

void peer::close() {
    error_code ignored;
    timer_.cancel();
    socket_.close(ignored);
}

void peer::reset() {
    error_code ignored;
    socket_.set_option(asio::socket_base::linger{true, 0}, ignored);
    close();
}

scripted_server::scripted_server(asio::io_context& io, script what, const char* address)
    : acceptor_(io, tcp::endpoint{asio::ip::make_address(address), 0}), what_(std::move(what)) {
    accept();
}

scripted_server::script scripted_server::answering(std::string answer) {
    return [answer](peer& p) { p.read_request([&p, answer] { p.send(answer, [&p] { p.close(); }); }); };
}

std::string scripted_server::url(const std::string& target) const {
    return "http://127.0.0.1:" + std::to_string(port()) + target;
}

void scripted_server::stop() {
    error_code ignored;
    acceptor_.close(ignored);
    for (const auto& p : peers_) p->close();
}

void scripted_server::accept() {
    acceptor_.async_accept([this](error_code error, tcp::socket socket) {
        if (error) return;
        peers_.push_back(std::make_shared<peer>(std::move(socket)));
        what_(*peers_.back());
        accept();
    });
}

closed_port::closed_port(asio::io_context& io)
    : held_(io, tcp::endpoint{asio::ip::make_address("127.0.0.1"), 0}) {}

}  // namespace hm::test
