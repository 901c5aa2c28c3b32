#include "probes/connect.hpp"

#include <sys/socket.h>

#include <cerrno>

namespace hm::probes {

namespace asio = boost::asio;
using boost::system::error_code;
using model::reason;

stream_run::stream_run(const environment& env, completion done)
    : socket_(env.io), env_(env), done_(std::move(done)) {}

void stream_run::connect_to(const std::string& host, std::uint16_t port) {
    begin_clock();
    port_ = port;
    next_address_ = 0;
    failure_ = reason::ok;
    progress_ = progress::resolving;
    phase_started_ = now();
    env_.names.resolve(host,
                       [me = shared_from_this()](const resolver::result& found) { me->on_resolved(found); });
}

void stream_run::begin_clock() {
    if (started_ != model::steady_time{}) return;
    const model::moment at = env_.clock.now();
    started_ = at.steady;
    seen_.at = at.wall;
}

void stream_run::on_resolved(const resolver::result& found) {
    if (finished()) return;
    if (!found->literal) add_phase(seen_.phase.resolve, phase_started_);
    if (found->answer.why != reason::ok) return finish(found->answer.why, found->answer.detail);
    found_ = found;
    progress_ = progress::connecting;
    phase_started_ = now();
    try_next_address();
}

void stream_run::try_next_address() {
    const auto& addresses = found_->answer.addresses;
    if (next_address_ == addresses.size()) return finish(failure_, std::move(failure_words_));
    const asio::ip::tcp::endpoint to{addresses[next_address_++], port_};

    const error_code error = call_connect(to);
    if (!error) return connected();
    if (error != asio::error::in_progress) return attempt_failed(stage::calling, error);
    if (is_connected_already()) return connected();
    socket_.async_wait(tcp_socket::wait_write,
                       [me = shared_from_this()](const error_code& waited) { me->on_attempt(waited); });
}

// Not Asio's async_connect, which cannot tell an error of the call (ours) from one of the attempt (the
// network's).
error_code stream_run::call_connect(const asio::ip::tcp::endpoint& to) {
    error_code error;
    socket_.close(error);
    socket_.open(to.protocol(), error);
    if (!error) socket_.non_blocking(true, error);
    if (error) return error;
    if (::connect(socket_.native_handle(), to.data(), static_cast<socklen_t>(to.size())) == 0) return {};
    return {errno, boost::system::system_category()};
}

// On loopback the handshake is over before connect() returns: one cheap call saves a turn of the event loop.
bool stream_run::is_connected_already() {
    sockaddr_storage peer;
    socklen_t size = sizeof peer;
    return ::getpeername(socket_.native_handle(), reinterpret_cast<sockaddr*>(&peer), &size) == 0;
}

void stream_run::on_attempt(error_code error) {
    if (finished()) return;
    int code = 0;
    socklen_t size = sizeof code;
    if (!error && ::getsockopt(socket_.native_handle(), SOL_SOCKET, SO_ERROR, &code, &size) != 0)
        code = errno;
    if (code != 0) error = {code, boost::system::system_category()};
    if (error) return attempt_failed(stage::connecting, error);
    connected();
}

void stream_run::attempt_failed(stage when, const error_code& error) {
    const reason why = reason_of(when, error);
    if (failure_ == reason::ok || (is_prober_trouble(failure_) && !is_prober_trouble(why))) {
        failure_ = why;
        failure_words_ = words_of(error);
    }
    try_next_address();
}

void stream_run::connected() {
    progress_ = progress::connected;
    add_phase(seen_.phase.connect, phase_started_);
    on_connected();
}

void stream_run::expire() {
    switch (progress_) {
        case progress::resolving:
            return finish(reason::prober_error, "no name server answered in time");
        case progress::connecting:
            return finish(reason::connect_timeout, "no answer to the connection attempt");
        case progress::connected:
            return finish(reason::timeout, "no complete answer in time");
    }
}

void stream_run::finish(stage when, const error_code& error) {
    finish(reason_of(when, error), words_of(error));
}

void stream_run::finish(reason why, std::string detail) {
    if (finished()) return;
    error_code ignored;
    socket_.close(ignored);
    begin_clock();
    seen_.latency = now() - started_;
    seen_.why = why;
    seen_.detail = std::move(detail);
    const completion done = std::exchange(done_, nullptr);
    done(std::move(seen_));
}

void stream_run::close_at_once() {
    error_code ignored;
    socket_.set_option(asio::socket_base::linger{true, 0}, ignored);
    socket_.close(ignored);
}

void stream_run::add_phase(std::optional<model::duration>& phase, model::steady_time since) const {
    phase = phase.value_or(model::duration{0}) + (now() - since);
}

}  // namespace hm::probes
