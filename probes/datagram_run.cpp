#include "probes/datagram_run.hpp"

#include "probes/dialogue.hpp"

#include <sys/socket.h>
#include <boost/asio/post.hpp>

#include <cerrno>

namespace hm::probes {

namespace asio = boost::asio;
using asio::ip::udp;
using boost::system::error_code;
using model::reason;

namespace {

// Then it is others' turn, however many more there are.
constexpr int datagrams_at_once = 16;

error_code last_error() {
    return {errno, boost::system::system_category()};
}

std::string text_of(const udp::endpoint& e) {
    return probes::text_of(e.address(), e.port());
}

}  // namespace

datagram_run::datagram_run(const environment& env, model::duration timeout, completion done)
    : env_(env), timeout_(timeout), done_(std::move(done)), half_time_(env.io) {
    const model::moment at = env_.clock.now();
    started_ = at.steady;
    seen_.at = at.wall;
}

void datagram_run::ask(const model::target& to, std::string question) {
    to_ = to;
    question_ = std::move(question);
    if (env_.only) {
        addresses_ = {*env_.only};
        return try_next_address();
    }
    env_.names.resolve(to.host,
                       [me = shared_from_this()](const resolver::result& found) { me->on_resolved(found); });
}

void datagram_run::on_resolved(const resolver::result& found) {
    if (finished()) return;
    if (!found->literal) seen_.phase.resolve = now() - started_;
    if (found->answer.why != reason::ok) return finish(found->answer.why, found->answer.detail);
    addresses_ = addresses_of(found->answer, to_.family);
    if (addresses_.empty()) return finish(reason::dns_failure, no_such_address(to_.family));
    if (env_.listener != nullptr)
        for (const auto& a : addresses_) env_.listener->note(dialogue::step::resolved, a.to_string());
    try_next_address();
}

void datagram_run::try_next_address() {
    if (next_address_ == addresses_.size()) return finish(failure_, std::move(failure_words_));
    peer_ = {addresses_[next_address_++], to_.port};
    error_code error = connect(peer_);
    if (!error) error = send();
    if (error) return attempt_failed(stage::calling, error);
    asked_ = now();
    await_half_time();
}

error_code datagram_run::connect(const udp::endpoint& to) {
    const int fd = ::socket(to.protocol().family(), SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0) return last_error();
    socket_ = {env_.sockets, fd};
    if (::connect(fd, to.data(), static_cast<socklen_t>(to.size())) != 0) return last_error();
    return socket_.watch(shared_from_this(), poller::socket::wants::bytes);
}

// A full buffer of ours is like a lost packet.
error_code datagram_run::send() {
    if (env_.listener != nullptr) env_.listener->note(dialogue::step::sent, question_);
    const auto sent = ::send(socket_.fd(), question_.data(), question_.size(), MSG_NOSIGNAL);
    return sent >= 0 || errno == EAGAIN ? error_code{} : last_error();
}

void datagram_run::attempt_failed(stage when, const error_code& error) {
    const reason why = reason_of(when, error);
    if (env_.listener != nullptr)
        env_.listener->note(dialogue::step::remark, text_of(peer_) + ": " + words_of(error));
    if (failure_ == reason::ok || (is_prober_trouble(failure_) && !is_prober_trouble(why))) {
        failure_ = why;
        failure_words_ = words_of(error);
    }
    try_next_address();
}

void datagram_run::on_ready(bool) {
    const std::size_t attempt = next_address_;
    const std::span<char> room = env_.scratch;
    for (int i = 0; i < datagrams_at_once; ++i) {
        const auto bytes = ::recv(socket_.fd(), room.data(), room.size(), 0);
        if (bytes < 0 && errno == EAGAIN) return;
        if (bytes < 0) return attempt_failed(stage::connecting, last_error());
        const std::string_view came{room.data(), static_cast<std::size_t>(bytes)};
        if (env_.listener != nullptr) env_.listener->note(dialogue::step::received, came);
        on_datagram(came);
        if (!socket_.is_open()) return;
    }
    asio::post(env_.io, [me = shared_from_this(), attempt] {
        if (me->socket_.is_open() && attempt == me->next_address_) me->on_ready(false);
    });
}

void datagram_run::await_half_time() {
    const model::duration left = std::max(started_ + timeout_ - asked_, model::duration{0});
    half_time_.expires_after(left / 2);
    half_time_.async_wait([me = shared_from_this(), attempt = next_address_](const error_code& error) {
        if (error || attempt != me->next_address_ || !me->socket_.is_open()) return;
        me->remark("no answer yet: once more");
        // The error of a call may be what came back of the datagram before.
        if (const error_code failed = me->send()) me->attempt_failed(stage::connecting, failed);
    });
}

void datagram_run::answered() {
    seen_.phase.first_byte = now() - asked_;
}

void datagram_run::expire() {
    if (asked_ == model::steady_time{})
        return finish(reason::prober_error, "no name server answered in time");
    std::string words = "no answer in time";
    if (others_ > 0) words += ", but " + std::to_string(others_) + " that belong to another question";
    finish(reason::timeout, std::move(words));
}

void datagram_run::close() {
    socket_.close();
    half_time_.cancel();
}

void datagram_run::finish(reason why, std::string detail) {
    if (finished()) return;
    close();
    seen_.latency = now() - started_;
    seen_.why = why;
    seen_.detail = std::move(detail);
    if (peer_.port() != 0) seen_.peer = text_of(peer_);
    const completion done = std::exchange(done_, nullptr);
    done(std::move(seen_));
}

void datagram_run::remark(std::string_view text) const {
    if (env_.listener != nullptr) env_.listener->note(dialogue::step::remark, text);
}

}  // namespace hm::probes
