// One connection of a listener: reads a request, has it answered, writes, and so on until either side is
// done. Plain callbacks and reused buffers, because the balancers' answers are the hottest path of the
// daemon. Keeps no timer: the listener's tick asks `overdue`.
#pragma once

#include "daemon/http/request_parser.hpp"
#include "daemon/http/roster.hpp"
#include "daemon/http/router.hpp"
#include "daemon/tcp/acceptor.hpp"

#include <boost/beast/core/flat_buffer.hpp>

#include <chrono>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>

namespace hm::daemon::http {

// What the connections of one listener share. `now` is as coarse as the tick.
struct session_group {
    router routes;
    limits granted;
    std::chrono::steady_clock::time_point now;
    std::string date;  // as HTTP writes it
    bool draining = false;
    roster open;
    std::size_t held_bytes = 0;  // of bodies being read and large answers being taken
    // How many take each body that they share: it is in there once.
    std::unordered_map<const std::string*, std::size_t> takers{};
};

class session final : public answer_sink, public stream, public std::enable_shared_from_this<session> {
public:
    using socket_type = tcp::socket;
    using time_point = std::chrono::steady_clock::time_point;

    session(socket_type socket, std::shared_ptr<session_group> group);

    void start();
    void drain();    // closes now when idle, else after the answer in flight
    void abandon();  // closes now

    bool overdue(time_point now) const { return now >= deadline_; }

    // answer_sink
    void answer(std::uint64_t number, response r) override;

    // stream
    bool push(shared_text chunk) override;
    bool is_open() const override { return at_ == stage::streaming; }
    void close() override;

private:
    enum class stage : std::uint8_t { idle, reading, answering, writing, streaming, lingering, closed };

    void enter(stage s, std::chrono::milliseconds at_most);
    bool waits_for_request() const { return at_ == stage::idle || at_ == stage::reading; }
    void read();
    void parse();
    void dispatch();
    void refuse(int status, std::string_view why);
    void write();
    std::size_t send_at_once();
    void hold(std::size_t bytes, const std::string* shared = nullptr);
    void let_go();
    bool gives_room_to(const session& other) const;
    void written();
    void next_request();
    void give_back_memory();

    void begin_streaming();
    void write_chunk();
    void chunk_written(std::size_t size);
    void discard_input();
    void linger();

    socket_type socket_;
    std::shared_ptr<session_group> group_;
    boost::beast::flat_buffer input_;
    request request_;
    std::optional<request_parser> parser_;
    response response_;
    std::string output_;  // head, and the body when it is small

    roster::place place_;
    std::size_t held_ = 0;                    // its part of the group's
    const std::string* held_body_ = nullptr;  // the same, when others may hold it, too
    std::uint64_t number_ = 0;                // of the request being answered
    stage at_ = stage::idle;
    bool keep_alive_ = true;
    bool refused_ = false;
    time_point deadline_{};

    std::deque<shared_text> chunks_;  // the first one is being written
    std::size_t queued_bytes_ = 0;
    bool ends_after_queue_ = false;
};

}  // namespace hm::daemon::http
