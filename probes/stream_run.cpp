#include "probes/stream_run.hpp"

#include "probes/dialogue.hpp"

#include <netinet/tcp.h>
#include <sys/socket.h>

#include <cerrno>

namespace hm::probes {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using model::reason;

namespace {

error_code last_error() {
    return {errno, boost::system::system_category()};
}

bool would_block(int code) {
    return code == EAGAIN || code == EWOULDBLOCK;
}

std::string text_of(const tcp::endpoint& e) {
    return probes::text_of(e.address(), e.port());
}

}  // namespace

stream_run::stream_run(const environment& env, completion done) : env_(env), done_(std::move(done)) {}

// --- the way to a connection

void stream_run::connect_to(const model::target& to, const tls_choice& tls) {
    begin_clock();
    begin_connection();
    to_ = to;
    tls_ = tls;
    if (env_.only && connection_ == 1) {
        addresses_ = {*env_.only};
        progress_ = progress::connecting;
        return try_next_address();
    }
    progress_ = progress::resolving;
    env_.names.resolve(to.host,
                       [me = shared_from_this()](const resolver::result& found) { me->on_resolved(found); });
}

void stream_run::begin_connection() {
    ++connection_;
    link_.socket.close();
    note_facts();
    link_.tls.reset();
    in_dialogue_ = false;
    next_address_ = 0;
    failure_ = reason::ok;
    unsent_.clear();
    phase_started_ = now();
}

void stream_run::connect_to(const model::target& to, const tls_choice& tls, kept_link& kept,
                            bool start_over) {
    begin_clock();
    to_ = to;
    tls_ = tls;
    if (!take_over(kept)) return connect_to(to, tls);
    may_start_over_ = start_over;
    remark("the connection of the run before is used again");
    progress_ = progress::connected;
    on_connected();
    if (!finished()) listen();
}

bool stream_run::take_over(kept_link& kept) {
    if (!kept) return false;
    link_ = std::move(*kept);
    kept.reset();
    const bool leads_there = !env_.only || *env_.only == link_.peer.address();
    if (leads_there && is_quiet()) return true;
    link_.socket.close();
    return false;
}

// Neither closed by the peer nor in the middle of something.
bool stream_run::is_quiet() {
    if (link_.tls) return is_quiet_by_tls();
    char byte = 0;
    return ::recv(link_.socket.fd(), &byte, 1, MSG_PEEK | MSG_DONTWAIT) < 0 && would_block(errno);
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
    addresses_ = addresses_of(found->answer, to_.family);
    if (addresses_.empty()) return finish(reason::dns_failure, no_such_address(to_.family));
    if (env_.listener != nullptr)
        for (const auto& a : addresses_) env_.listener->note(dialogue::step::resolved, a.to_string());
    progress_ = progress::connecting;
    phase_started_ = now();
    try_next_address();
}

void stream_run::try_next_address() {
    if (next_address_ == addresses_.size()) return finish(failure_, std::move(failure_words_));
    link_.peer = {addresses_[next_address_++], to_.port};

    const error_code error = call_connect(link_.peer);
    if (!error) return connected();
    if (error != asio::error::in_progress) return attempt_failed(stage::calling, error);
    if (is_connected_already()) return connected();
    listen(poller::socket::wants::bytes_and_room);
}

// What fails here is an error of the call, which is ours; what fails later is one of the attempt, which is
// the network's.
error_code stream_run::call_connect(const tcp::endpoint& to) {
    const int fd = ::socket(to.protocol().family(), SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0) return last_error();
    link_.socket = {env_.sockets, fd};
    // The last packet of the handshake goes together with what is said at once: one packet less, and the peer
    // wakes up once instead of twice (2 to 7 % of a probe where both are on one machine).
    delays_acks_ = tls_ || speaks_first();
    if (delays_acks_) acknowledge(acks::later);
    return ::connect(fd, to.data(), static_cast<socklen_t>(to.size())) == 0 ? error_code{} : last_error();
}

// Later is no more than until something came: a peer that answers in two pieces waits for it before the
// second. At once is also what is due already.
void stream_run::acknowledge(acks what) {
    const int at_once = what == acks::at_once;
    ::setsockopt(link_.socket.fd(), IPPROTO_TCP, TCP_QUICKACK, &at_once, sizeof at_once);
}

// On loopback the handshake is over before connect() returns: one cheap call saves a turn of the event loop.
bool stream_run::is_connected_already() {
    sockaddr_storage peer;
    socklen_t size = sizeof peer;
    return ::getpeername(link_.socket.fd(), reinterpret_cast<sockaddr*>(&peer), &size) == 0;
}

void stream_run::on_attempt() {
    int code = 0;
    socklen_t size = sizeof code;
    if (::getsockopt(link_.socket.fd(), SOL_SOCKET, SO_ERROR, &code, &size) != 0) code = errno;
    if (code != 0) return attempt_failed(stage::connecting, {code, boost::system::system_category()});
    if (is_connected_already()) connected();
}

void stream_run::attempt_failed(stage when, const error_code& error) {
    const reason why = reason_of(when, error);
    if (env_.listener != nullptr)
        env_.listener->note(dialogue::step::connected, text_of(link_.peer) + ": " + words_of(error));
    if (failure_ == reason::ok || (is_prober_trouble(failure_) && !is_prober_trouble(why))) {
        failure_ = why;
        failure_words_ = words_of(error);
    }
    try_next_address();
}

void stream_run::connected() {
    progress_ = progress::connected;
    add_phase(seen_.phase.connect, phase_started_);
    if (env_.listener != nullptr) env_.listener->note(dialogue::step::connected, text_of(link_.peer));
    const unsigned connection = connection_;
    if (tls_)
        secure(tls_);
    else
        on_connected();
    if (!finished() && connection == connection_) listen();
}

// --- the dialogue

void stream_run::say(std::string_view bytes) {
    const bool is_unanswered = said_ != model::steady_time{} && answered_ == model::steady_time{};
    if (is_unanswered) send_without_delay();
    end_of_turn();
    if (env_.listener != nullptr) env_.listener->note(dialogue::step::sent, bytes);
    if (link_.tls)
        send_encrypted(bytes);
    else
        send(bytes);
    said_ = now();
}

// What is said while the peer has not acknowledged what was said before (the end of a handshake, the line
// before) would wait for that, up to 40 ms, and be taken for the peer's slowness.
void stream_run::send_without_delay() {
    const int yes = 1;
    ::setsockopt(link_.socket.fd(), IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
}

void stream_run::send(std::string_view bytes) {
    if (!unsent_.empty()) {
        unsent_.append(bytes);
        return;
    }
    const auto sent = ::send(link_.socket.fd(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0 && !would_block(errno)) return;
    unsent_ = bytes.substr(sent < 0 ? 0 : static_cast<std::size_t>(sent));
    if (!unsent_.empty()) listen(poller::socket::wants::bytes_and_room);
}

void stream_run::send_rest() {
    const auto sent = ::send(link_.socket.fd(), unsent_.data(), unsent_.size(), MSG_NOSIGNAL);
    if (sent < 0 && !would_block(errno)) return unsent_.clear();
    unsent_.erase(0, sent < 0 ? 0 : static_cast<std::size_t>(sent));
    if (said_ != model::steady_time{}) said_ = now();
}

void stream_run::listen(poller::socket::wants what) {
    if (const error_code error = link_.socket.watch(shared_from_this(), what)) finish(stage::calling, error);
}

void stream_run::on_ready(bool ended) {
    if (finished()) return;
    if (progress_ == progress::connecting) on_attempt();
    // It may be told of together that the connection stands and that something came: go on.
    if (finished() || progress_ == progress::connecting) return;
    if (!unsent_.empty()) send_rest();
    read(ended);
}

// What came less than there was room for was all: whatever comes later is told of anew.
void stream_run::read(bool to_the_end) {
    const auto is_over = [this, connection = connection_] { return finished() || connection != connection_; };
    const std::span<char> room = env_.scratch;
    for (bool more = true; more;) {
        const auto bytes = ::recv(link_.socket.fd(), room.data(), room.size(), 0);
        if (bytes == 0) return lost({});
        if (bytes < 0 && would_block(errno)) break;
        if (bytes < 0) return lost(last_error());
        const std::string_view came{room.data(), static_cast<std::size_t>(bytes)};
        more = to_the_end || came.size() == room.size();
        if (link_.tls)
            decrypt(came);
        else
            hand_on(came);
        if (is_over()) return;
    }
    if (std::exchange(delays_acks_, false)) acknowledge(acks::at_once);
}

void stream_run::hand_on(std::string_view came) {
    began_to_answer();
    if (env_.listener != nullptr) env_.listener->note(dialogue::step::received, came);
    on_bytes(came);
}

void stream_run::lost(const error_code& error) {
    if (starts_over()) return;
    if (progress_ == progress::securing) return lost_in_handshake(error);
    if (error) return finish(stage::talking, error);
    if (env_.listener != nullptr) env_.listener->note(dialogue::step::closed, {});
    on_closed();
}

// The peer of a kept connection may have closed it just when we spoke: that says nothing about it.
bool stream_run::starts_over() {
    if (!may_start_over_ || answered_ != model::steady_time{}) return false;
    may_start_over_ = false;
    remark("it was closed meanwhile: once more on a new one");
    connect_to(model::target{to_}, tls_choice{tls_});
    return true;
}

void stream_run::on_bytes(std::string_view) {}

void stream_run::on_closed() {
    finish(reason::closed, answered_ == model::steady_time{} ? "closed without an answer"
                                                             : "closed before the end of the answer");
}

std::string stream_run::unanswered() const {
    return "no complete answer in time";
}

void stream_run::began_to_answer() {
    may_start_over_ = false;
    if (answered_ != model::steady_time{}) return;
    answered_ = now();
    if (said_ != model::steady_time{}) add_phase(seen_.phase.first_byte, said_);
}

void stream_run::end_of_turn() {
    if (answered_ != model::steady_time{}) add_phase(seen_.phase.transfer, answered_);
    answered_ = said_ = {};
}

// --- the end

void stream_run::expire() {
    switch (progress_) {
        case progress::resolving:
            return finish(reason::prober_error, "no name server answered in time");
        case progress::connecting:
            return finish(reason::connect_timeout, "no answer to the connection attempt");
        case progress::securing:
            return finish(reason::timeout, "connected, but no complete TLS handshake in time");
        case progress::connected:
            return finish(reason::timeout, unanswered());
    }
}

void stream_run::finish(stage when, const error_code& error) {
    finish(reason_of(when, error), words_of(error));
}

void stream_run::finish(reason why, std::string detail) {
    if (finished()) return;
    end_tls();
    link_.socket.close();
    begin_clock();
    end_of_turn();
    seen_.latency = now() - started_;
    seen_.why = why;
    seen_.detail = std::move(detail);
    const bool is_asked = why != reason::ok || env_.listener != nullptr;
    if (is_asked && link_.peer.port() != 0) seen_.peer = text_of(link_.peer);
    const completion done = std::exchange(done_, nullptr);
    done(std::move(seen_));
}

void stream_run::close_at_once() {
    end_of_turn();
    const linger at_once{1, 0};
    ::setsockopt(link_.socket.fd(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    link_.socket.close();
}

void stream_run::keep(kept_link& into) {
    end_of_turn();
    note_facts();
    link_.socket.leave();
    into.emplace(std::move(link_));
}

void stream_run::add_phase(std::optional<model::duration>& phase, model::steady_time since) const {
    phase = phase.value_or(model::duration{0}) + (now() - since);
}

void stream_run::remark(std::string_view text) const {
    if (env_.listener != nullptr) env_.listener->note(dialogue::step::remark, text);
}

}  // namespace hm::probes
