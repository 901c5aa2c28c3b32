#include "test/contoso/stamp/message_queue.hpp"

#include <algorithm>

namespace contoso {

std::optional<std::uint64_t> message_queue::send(time_point now, std::string body, bool probe) {
    drop_expired(now);
    if (messages_.size() >= max_backlog) return std::nullopt;
    message sent;
    sent.id = ++last_id_;
    sent.sent = now;
    sent.body = std::move(body);
    if (probe) sent.expires = now + probe_life;
    messages_.push_back(std::move(sent));
    return last_id_;
}

std::optional<leased_message> message_queue::receive(time_point now) {
    drop_expired(now);
    const auto free = [now](const message& m) { return m.lease == 0 || now >= m.leased_until; };
    const auto next = std::find_if(messages_.begin(), messages_.end(), free);
    if (next == messages_.end()) return std::nullopt;

    next->lease = ++last_lease_;
    next->leased_until = now + lease_;
    return leased_message{next->id, next->lease, now - next->sent, next->body};
}

bool message_queue::complete(std::uint64_t id, std::uint64_t lease, time_point now) {
    const auto held = [=](const message& m) {
        return m.id == id && m.lease == lease && now < m.leased_until;
    };
    const auto done = std::find_if(messages_.begin(), messages_.end(), held);
    if (done == messages_.end()) return false;
    messages_.erase(done);
    return true;
}

std::size_t message_queue::backlog() const {
    const auto users = [](const message& m) { return !m.probe(); };
    return static_cast<std::size_t>(std::count_if(messages_.begin(), messages_.end(), users));
}

void message_queue::drop_expired(time_point now) {
    std::erase_if(messages_, [now](const message& m) { return now >= m.expires; });
}

}  // namespace contoso
