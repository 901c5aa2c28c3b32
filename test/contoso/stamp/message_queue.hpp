// Messages in the order of their arrival, each handed out under a lease: not completed within it, the message
// is handed out again, so that a consumer who fails loses nothing. A probe's message lives for a while only,
// and is no part of the backlog. Pure: bodies are opaque, time is a parameter.
#pragma once

#include "test/contoso/common/clock.hpp"

#include <cstdint>
#include <deque>
#include <optional>
#include <string>

namespace contoso {

struct leased_message {
    std::uint64_t id = 0;
    std::uint64_t lease = 0;   // to be shown on completion
    clock::duration waited{};  // since it was sent
    std::string body;
};

class message_queue {
public:
    static constexpr std::size_t max_backlog = 10'000;
    static constexpr milliseconds probe_life{10'000};

    explicit message_queue(clock::duration lease) : lease_(lease) {}

    // Its id; absent when the queue is full. A `probe` is gone after probe_life, received or not.
    std::optional<std::uint64_t> send(time_point now, std::string body, bool probe = false);
    std::optional<leased_message> receive(time_point now);
    bool complete(std::uint64_t id, std::uint64_t lease,
                  time_point now);  // false: not leased so, or no longer

    std::size_t backlog() const;  // sent and not completed, without probes
    std::size_t size() const { return messages_.size(); }

private:
    struct message {
        std::uint64_t id;
        time_point sent;
        std::string body;
        std::uint64_t lease = 0;  // 0: never handed out
        time_point leased_until{};
        time_point expires = time_point::max();

        bool probe() const { return expires != time_point::max(); }
    };
    void drop_expired(time_point now);

    clock::duration lease_;
    std::deque<message> messages_;
    std::uint64_t last_id_ = 0;
    std::uint64_t last_lease_ = 0;
};

}  // namespace contoso
