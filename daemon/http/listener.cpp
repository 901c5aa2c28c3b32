#include "daemon/http/listener.hpp"

#include "daemon/http/session.hpp"
#include "daemon/log.hpp"
#include "daemon/tcp/acceptor.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <boost/asio/basic_waitable_timer.hpp>

namespace hm::daemon::http {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {

using timer_type = asio::basic_waitable_timer<std::chrono::steady_clock,
                                              asio::wait_traits<std::chrono::steady_clock>, tcp::executor>;

constexpr std::chrono::milliseconds drain_tick{20};  // the thread ends soon after the last connection

std::string http_date() {
    return fmt::format("{:%a, %d %b %Y %H:%M:%S GMT}", fmt::gmtime(std::time(nullptr)));
}

}  // namespace

class listener::impl : public std::enable_shared_from_this<impl> {
public:
    impl(asio::io_context& io, router routes, limits granted)
        : acceptor_(io.get_executor()),
          timer_(io.get_executor()),
          group_(std::make_shared<session_group>(
              session_group{std::move(routes), granted, {}, {}, {}, {}, {}})) {
        read_clocks();
    }

    void listen(const std::string& address, std::uint16_t port) { tcp::listen(acceptor_, address, port); }

    std::uint16_t port() const { return acceptor_.local_endpoint().port(); }
    std::size_t connections() const { return group_->open.size(); }

    void start() {
        read_clocks();
        arm_tick();
        accept();
    }

    void stop() {
        if (group_->draining) return;
        group_->draining = true;
        error_code ignored;
        acceptor_.close(ignored);
        read_clocks();
        drain_ends_ = group_->now + group_->granted.drain;
        for (const auto& s : group_->open.all()) s->drain();
        timer_.cancel();  // ticks are finer from here on
    }

    void close() {
        error_code ignored;
        acceptor_.close(ignored);
        group_->draining = true;
        for (const auto& s : group_->open.all()) s->abandon();
        timer_.cancel();
    }

private:
    void read_clocks() {
        group_->now = std::chrono::steady_clock::now();
        group_->date = http_date();
    }

    void accept() {
        accepting_ = true;
        acceptor_.async_accept([self = shared_from_this()](error_code ec, session::socket_type socket) {
            self->accepting_ = false;
            if (self->group_->draining) return;
            if (!ec) self->admit(std::move(socket));
            // Out of descriptors, most likely: the next tick tries again, so that we do not spin.
            if (ec && ec != asio::error::connection_aborted)
                return log::warning("accept_failed", {{"error", ec.message()}});
            self->accept();
        });
    }

    void admit(session::socket_type socket) {
        if (group_->open.size() >= group_->granted.connections && !make_room()) return;
        std::make_shared<session>(std::move(socket), group_)->start();
    }

    bool make_room() {
        const auto gives_way = group_->open.first_to_go();
        if (gives_way) gives_way->abandon();
        return gives_way != nullptr;
    }

    void arm_tick() {
        timer_.expires_after(group_->draining ? std::min(group_->granted.tick, drain_tick)
                                              : group_->granted.tick);
        timer_.async_wait([self = shared_from_this()](error_code) { self->tick(); });
    }

    void tick() {
        read_clocks();
        const bool too_late = group_->draining && group_->now >= drain_ends_;
        for (const auto& s : group_->open.all())
            if (too_late || s->overdue(group_->now)) s->abandon();
        if (group_->draining && group_->open.size() == 0) return;
        if (!group_->draining && !accepting_) accept();
        arm_tick();
    }

    tcp::acceptor acceptor_;
    timer_type timer_;
    std::shared_ptr<session_group> group_;
    bool accepting_ = false;
    std::chrono::steady_clock::time_point drain_ends_ = std::chrono::steady_clock::time_point::max();
};

listener::listener(asio::io_context& io, const std::string& address, std::uint16_t port, router routes,
                   limits granted)
    : impl_(std::make_shared<impl>(io, std::move(routes), granted)) {
    impl_->listen(address, port);
}

listener::~listener() {
    impl_->close();
}

std::uint16_t listener::port() const {
    return impl_->port();
}

std::size_t listener::connections() const {
    return impl_->connections();
}

void listener::start() {
    impl_->start();
}

void listener::stop() {
    impl_->stop();
}

}  // namespace hm::daemon::http
