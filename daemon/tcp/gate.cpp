#include "daemon/tcp/gate.hpp"

#include "daemon/log.hpp"
#include "daemon/tcp/acceptor.hpp"

#include <fmt/format.h>
#include <boost/asio/basic_waitable_timer.hpp>

#include <chrono>

namespace hm::daemon::tcp {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {

using timer_type = asio::basic_waitable_timer<std::chrono::steady_clock,
                                              asio::wait_traits<std::chrono::steady_clock>, executor>;

// After an error: out of descriptors, or somebody took the port in the moment it was free.
constexpr std::chrono::seconds again{1};

}  // namespace

class gate::impl : public std::enable_shared_from_this<impl> {
public:
    impl(asio::io_context& io, std::string address)
        : acceptor_(io.get_executor()), timer_(io.get_executor()), address_(std::move(address)) {}

    void bind_first(std::uint16_t port) {
        error_code ec;
        bind(acceptor_, address_, port, ec);
        throw_if(ec, address_, port);
        port_ = acceptor_.local_endpoint().port();
    }

    std::uint16_t port() const { return port_; }
    bool is_open() const { return open_; }

    void want(bool open) {
        wanted_ = open;
        if (running_) follow();
    }

    void start() {
        running_ = true;
        follow();
    }

    void stop() {
        running_ = false;
        open_ = false;
        ++round_;
        error_code ignored;
        acceptor_.close(ignored);
        timer_.cancel();
    }

private:
    void follow() {
        if (wanted_ == open_) return;
        const error_code ec = wanted_ ? lift() : lower();
        if (ec) complain(ec);
    }

    error_code lift() {
        error_code ec;
        if (!acceptor_.is_open()) bind(acceptor_, address_, port_, ec);
        if (!ec) acceptor_.listen(backlog, ec);
        if (ec) {
            error_code ignored;
            acceptor_.close(ignored);
            return ec;
        }
        open_ = true;
        accept(++round_);
        return {};
    }

    // A socket that listens cannot be made to stop: another one takes its place.
    error_code lower() {
        open_ = false;
        ++round_;
        error_code ec;
        acceptor_.close(ec);
        ec = {};
        bind(acceptor_, address_, port_, ec);
        return ec;
    }

    void accept(unsigned round) {
        acceptor_.async_accept([self = shared_from_this(), round](error_code ec, socket) {
            if (round != self->round_) return;
            if (ec && ec != asio::error::connection_aborted) return self->complain(ec);
            self->accept(round);
        });
    }

    void complain(error_code ec) {
        log::warning("gate_failed", {{"address", fmt::format("{}:{}", address_, port_)},
                                     {"wanted", wanted_ ? "open" : "shut"},
                                     {"error", ec.message()}});
        timer_.expires_after(again);
        timer_.async_wait([self = shared_from_this(), round = round_](error_code cancelled) {
            if (cancelled || !self->running_) return;
            if (self->open_ && self->round_ == round) self->accept(round);
            self->follow();
        });
    }

    acceptor acceptor_;
    timer_type timer_;
    const std::string address_;
    std::uint16_t port_ = 0;
    unsigned round_ = 0;  // which time it is open; what an earlier one left is ignored
    bool running_ = false, wanted_ = false, open_ = false;
};

gate::gate(asio::io_context& io, const std::string& address, std::uint16_t port)
    : impl_(std::make_shared<impl>(io, address)) {
    impl_->bind_first(port);
}

gate::~gate() {
    impl_->stop();
}

std::uint16_t gate::port() const {
    return impl_->port();
}
void gate::start() {
    impl_->start();
}
void gate::stop() {
    impl_->stop();
}
void gate::open(bool wanted) {
    impl_->want(wanted);
}
bool gate::is_open() const {
    return impl_->is_open();
}

}  // namespace hm::daemon::tcp
