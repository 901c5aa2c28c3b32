#include "daemon/http/session.hpp"

#include "daemon/log.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>

#include <array>
#include <utility>

#include <sys/socket.h>

namespace hm::daemon::http {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {

constexpr std::size_t read_chunk = 4 * 1024;
constexpr std::size_t kept_memory =
    8 * 1024;                               // of each buffer, by a connection that waits for its next request
constexpr std::size_t usual_answer = 1024;  // head and body
constexpr std::size_t copied_body = 16 * 1024;  // smaller bodies go out in one buffer with their head

template <class T>
void release(T& value) {
    T gone{};
    std::swap(gone, value);
}

}  // namespace

session::session(socket_type socket, std::shared_ptr<session_group> group)
    : socket_(std::move(socket)),
      group_(std::move(group)),
      input_(group_->granted.header_bytes + group_->granted.body_bytes) {}

void session::start() {
    place_ = group_->open.add(shared_from_this());
    error_code ignored;
    socket_.non_blocking(true, ignored);  // see send_at_once
    next_request();
}

void session::enter(stage s, std::chrono::milliseconds at_most) {
    at_ = s;
    deadline_ = group_->now + at_most;
}

void session::next_request() {
    give_back_memory();
    request_.clear();
    parser_.emplace(request_, group_->granted);
    enter(stage::idle, group_->granted.idle);
    if (number_ != 0) group_->open.move(place_, standing::acquaintance);
    parse();  // the next one may be here already
}

// A connection may wait for a long time, and there may be thousands. Assigning `{}` would keep a string's
// memory.
void session::give_back_memory() {
    hold(0);
    release(response_);
    if (request_.capacity() > kept_memory) release(request_);
    if (output_.capacity() > kept_memory) release(output_);
    if (input_.size() == 0 && input_.capacity() > kept_memory) input_.shrink_to_fit();
}

void session::read() {
    const std::size_t room = input_.max_size() - input_.size();
    if (room == 0) return refuse(400, "this request does not end");
    socket_.async_read_some(input_.prepare(std::min(read_chunk, room)),
                            [self = shared_from_this()](error_code ec, std::size_t n) {
                                if (self->at_ == stage::closed) return;
                                if (ec) return self->abandon();
                                self->input_.commit(n);
                                self->parse();
                            });
}

void session::parse() {
    if (input_.size() == 0) return read();
    if (at_ == stage::idle) enter(stage::reading, group_->granted.read);
    const std::string_view bytes{static_cast<const char*>(input_.data().data()), input_.size()};
    std::size_t taken = 0;
    const auto outcome = parser_->feed(bytes, taken);
    input_.consume(taken);
    if (!request_.body.empty()) hold(request_.body.size());
    switch (outcome) {
        case request_parser::result::need_more:
            return read();
        case request_parser::result::done:
            return dispatch();
        case request_parser::result::refused:
            return refuse(parser_->refusal(), parser_->refusal_text());
    }
}

void session::dispatch() {
    keep_alive_ = request_.keep_alive;
    enter(stage::answering, group_->granted.answer);
    group_->open.move(place_, standing::stays);
    const std::uint64_t number = ++number_;
    try {
        group_->routes.handle(request_, responder{shared_from_this(), number});
    } catch (const std::exception& e) {
        log::error("request_failed", {{"target", request_.target}, {"error", e.what()}});
        answer(number, problem(500, "this request met an error of the daemon's own; its log says more"));
    }
}

void session::refuse(int status, std::string_view why) {
    refused_ = true;
    keep_alive_ = false;
    at_ = stage::answering;
    answer(++number_, text_answer(status, std::string{why}));
}

void session::answer(std::uint64_t number, response r) {
    if (at_ != stage::answering || number != number_) return;
    response_ = std::move(r);
    if (response_.streaming || group_->draining) keep_alive_ = false;
    write();
}

void session::write() {
    enter(stage::writing, group_->granted.write);
    output_.clear();
    output_.reserve(usual_answer);
    append_head(output_, response_, request_, keep_alive_, group_->date);
    std::string_view body;
    if (request_.verb != method::head && response_.status != 304) body = response_.body();
    if (body.size() <= copied_body) {
        output_.append(body);
        body = {};
    }
    hold(body.size(), response_.shared_body.get());
    const std::size_t sent = body.empty() ? send_at_once() : 0;
    if (sent == output_.size()) return written();
    group_->open.move(place_, standing::taker);
    const std::array<asio::const_buffer, 2> buffers{asio::buffer(output_) + sent,
                                                    asio::const_buffer{body.data(), body.size()}};
    asio::async_write(socket_, buffers, [self = shared_from_this()](error_code ec, std::size_t) {
        if (self->at_ == stage::closed) return;
        if (ec) return self->abandon();
        self->written();
    });
}

// What fits the socket's buffer, as nearly every answer does, needs no wait for it. The last answer of a
// connection leaves together with the end of the connection, in one packet: whoever is `written` next shuts
// it down. Returns how much was taken; an error is found by who writes the rest.
std::size_t session::send_at_once() {
    const bool is_last = !keep_alive_ && !response_.streaming;
    error_code ignored;
    return socket_.send(asio::buffer(output_), is_last ? MSG_MORE : 0, ignored);
}

// Many who are slow to send a body, or to take a large answer, could hold all memory: the slowest give way.
// A body that several take is there once, and is counted once: a page of metrics that is larger than the
// limit can still be taken by two. But it is counted: pages are made anew all the time, and the slow would
// hold many of them.
void session::hold(std::size_t bytes, const std::string* shared) {
    let_go();
    if (bytes == 0) return;
    held_ = bytes;
    held_body_ = shared;
    if (!shared || ++group_->takers[shared] == 1) group_->held_bytes += bytes;
    while (group_->held_bytes > group_->granted.held_bytes) {
        const auto slowest =
            group_->open.first_to_go([this](const session& s) { return s.gives_room_to(*this); });
        if (!slowest) return;
        slowest->abandon();
    }
}

void session::let_go() {
    const std::size_t bytes = std::exchange(held_, 0);
    if (bytes == 0) return;
    const std::string* shared = std::exchange(held_body_, nullptr);
    if (shared) {
        if (--group_->takers[shared] > 0) return;
        group_->takers.erase(shared);
    }
    group_->held_bytes -= bytes;
}

// Who holds nothing, or nothing but what the other one holds anyway, gives way in vain.
bool session::gives_room_to(const session& other) const {
    return this != &other && held_ > 0 && (!held_body_ || held_body_ != other.held_body_);
}

void session::written() {
    if (refused_) return linger();
    if (response_.streaming && request_.verb != method::head) return begin_streaming();
    if (!keep_alive_ || group_->draining) return abandon();
    if (input_.size() == 0) return next_request();
    // It was here before its turn. By the loop, so that a long row of them is no deep recursion.
    asio::post(socket_.get_executor(), [self = shared_from_this()] {
        if (self->at_ != stage::closed) self->next_request();
    });
}

// --- streaming

void session::begin_streaming() {
    at_ = stage::streaming;
    hold(0);
    group_->open.move(place_, standing::stays);
    deadline_ = time_point::max();
    input_.consume(input_.size());
    discard_input();
    response_.streaming(shared_from_this());
    if (group_->draining) close();  // who ends all streams has come by already, while the head was on its way
}

bool session::push(shared_text chunk) {
    if (at_ != stage::streaming || ends_after_queue_) return false;
    if (!chunks_.empty() && queued_bytes_ + chunk->size() > group_->granted.stream_queue_bytes) {
        abandon();
        return false;
    }
    queued_bytes_ += chunk->size();
    chunks_.push_back(std::move(chunk));
    if (chunks_.size() == 1) write_chunk();
    return true;
}

void session::write_chunk() {
    deadline_ = group_->now + group_->granted.write;
    asio::async_write(socket_, asio::buffer(*chunks_.front()),
                      [self = shared_from_this()](error_code ec, std::size_t n) {
                          if (self->at_ == stage::closed) return;
                          if (ec) return self->abandon();
                          self->chunk_written(n);
                      });
}

void session::chunk_written(std::size_t size) {
    queued_bytes_ -= size;
    chunks_.pop_front();
    if (!chunks_.empty()) return write_chunk();
    deadline_ = time_point::max();
    if (ends_after_queue_) abandon();
}

void session::close() {
    if (at_ != stage::streaming) return;
    ends_after_queue_ = true;
    if (chunks_.empty()) abandon();
}

// What a client says while it is streamed to, or after it was refused, goes nowhere; but its leaving is
// noticed.
void session::discard_input() {
    socket_.async_read_some(input_.prepare(read_chunk),
                            [self = shared_from_this()](error_code ec, std::size_t) {
                                if (self->at_ == stage::closed) return;
                                if (ec) return self->abandon();
                                self->discard_input();
                            });
}

// --- the end

// Closing with unread input would reset the connection, and the client might never see why it was refused.
void session::linger() {
    enter(stage::lingering, group_->granted.linger);
    input_.consume(input_.size());
    error_code ignored;
    socket_.shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
    discard_input();
}

void session::drain() {
    if (waits_for_request())
        abandon();
    else
        close();  // a stream ends; others see `draining` once they are written
}

void session::abandon() {
    if (at_ == stage::closed) return;
    at_ = stage::closed;
    let_go();
    error_code ignored;
    socket_.shutdown(asio::ip::tcp::socket::shutdown_both, ignored);
    socket_.close(ignored);
    group_->open.remove(place_);
}

}  // namespace hm::daemon::http
