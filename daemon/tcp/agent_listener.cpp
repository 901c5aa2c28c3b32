#include "daemon/tcp/agent_listener.hpp"

#include "daemon/log.hpp"
#include "daemon/tcp/agent_session.hpp"

#include <boost/asio/basic_waitable_timer.hpp>

namespace hm::daemon::tcp {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {

using clock = std::chrono::steady_clock;
using timer_type = asio::basic_waitable_timer<clock, asio::wait_traits<clock>, executor>;

// After an error: out of descriptors, most likely.
constexpr std::chrono::seconds accept_again{1};

}  // namespace

class agent_listener::impl : public std::enable_shared_from_this<impl> {
public:
    impl(asio::io_context& io, agent_protocol protocol, agent_limits granted)
        : acceptor_(io.get_executor()),
          timer_(io.get_executor()),
          granted_(granted),
          group_(std::make_shared<agent_group>(agent_group{std::move(protocol), {}})) {}

    void listen(const std::string& address, std::uint16_t port) { tcp::listen(acceptor_, address, port); }

    std::uint16_t port() const { return acceptor_.local_endpoint().port(); }
    std::size_t connections() const { return group_->open.size(); }

    void start() {
        accept();
        arm_tick();
    }

    // A connection that ends without a line changes nothing at HAProxy: there is nothing to wait for.
    void stop() {
        stopped_ = true;
        error_code ignored;
        acceptor_.close(ignored);
        timer_.cancel();
        while (!group_->open.empty()) end_oldest();
    }

private:
    void accept() {
        acceptor_.async_accept([self = shared_from_this()](error_code ec, socket s) {
            if (self->stopped_) return;
            if (ec && ec != asio::error::connection_aborted) return self->accept_later(ec);
            if (!ec) self->admit(std::move(s));
            self->accept();
        });
    }

    void accept_later(error_code ec) {
        log::warning("accept_failed", {{"error", ec.message()}});
        accepts_at_ = clock::now() + accept_again;
    }

    void admit(socket s) {
        if (group_->open.size() >= granted_.connections) end_oldest();
        std::make_shared<agent_session>(std::move(s), group_, clock::now() + granted_.whole)->start();
    }

    void end_oldest() {
        const auto oldest = group_->open.front();  // it leaves the list
        oldest->end();
    }

    void arm_tick() {
        timer_.expires_after(granted_.tick);
        timer_.async_wait([self = shared_from_this()](error_code) {
            if (!self->stopped_) self->tick();
        });
    }

    void tick() {
        const auto now = clock::now();
        while (!group_->open.empty() && group_->open.front()->is_due(now)) end_oldest();
        if (accepts_at_ <= now) {
            accepts_at_ = clock::time_point::max();
            accept();
        }
        arm_tick();
    }

    acceptor acceptor_;
    timer_type timer_;
    const agent_limits granted_;
    std::shared_ptr<agent_group> group_;
    clock::time_point accepts_at_ = clock::time_point::max();  // only after an error
    bool stopped_ = false;
};

agent_listener::agent_listener(asio::io_context& io, const std::string& address, std::uint16_t port,
                               agent_protocol protocol, agent_limits granted)
    : impl_(std::make_shared<impl>(io, std::move(protocol), granted)) {
    impl_->listen(address, port);
}

agent_listener::~agent_listener() {
    impl_->stop();
}

std::uint16_t agent_listener::port() const {
    return impl_->port();
}
std::size_t agent_listener::connections() const {
    return impl_->connections();
}
void agent_listener::start() {
    impl_->start();
}
void agent_listener::stop() {
    impl_->stop();
}

}  // namespace hm::daemon::tcp
