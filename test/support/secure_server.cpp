#include "test/support/secure_server.hpp"

#include <boost/asio/write.hpp>

namespace hm::test {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

void secure_server::peer::send(std::string_view text) {
    if (!tls_) return write(text);
    tls_->send(text);
    std::string out;
    tls_->receive({}, out);
    write(out);
}

// What is sent is little: it goes out at once.
void secure_server::peer::write(std::string_view bytes) {
    error_code ignored;
    if (!bytes.empty()) asio::write(socket_, asio::buffer(bytes.data(), bytes.size()), ignored);
}

void secure_server::peer::close() {
    error_code ignored;
    socket_.close(ignored);
}

void secure_server::peer::read() {
    socket_.async_read_some(asio::buffer(room_),
                            [me = shared_from_this()](const error_code& error, std::size_t bytes) {
                                if (error) return me->close();
                                me->on_read(bytes);
                            });
}

void secure_server::peer::on_read(std::size_t bytes) {
    const std::string_view came{room_.data(), bytes};
    bool content = true;
    if (tls_) {
        std::string out;
        const std::size_t before = tls_->plain().size();
        content = tls_->receive(came, out);
        heard_ += tls_->plain().substr(before);
        write(out);
    } else {
        heard_ += came;
    }
    of_.what_(*this);
    if (!content) close();
    if (socket_.is_open()) read();
}

secure_server::secure_server(asio::io_context& io, tls_server_options tls, script what, bool at_once,
                             const char* address, std::uint16_t port)
    : acceptor_(io, tcp::endpoint{asio::ip::make_address(address), port}),
      tls_(std::move(tls)),
      what_(std::move(what)),
      at_once_(at_once) {
    accept();
}

secure_server::script secure_server::answering(std::string text) {
    return [text](peer& p) {
        if (p.heard().find("\r\n\r\n") == std::string::npos) return;
        p.send(text);
        p.close();
    };
}

void secure_server::accept() {
    acceptor_.async_accept([this](const error_code& error, tcp::socket socket) {
        if (error) return;
        peers_.push_back(std::make_shared<peer>(std::move(socket), *this));
        if (at_once_) peers_.back()->start_tls();
        what_(*peers_.back());
        if (peers_.back()->socket_.is_open()) peers_.back()->read();
        accept();
    });
}

}  // namespace hm::test
