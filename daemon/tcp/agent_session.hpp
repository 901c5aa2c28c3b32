// One connection of an agent's listener. Keeps no timer: the listener ends those that are due.
#pragma once

#include "daemon/outputs/agent_answer.hpp"
#include "daemon/tcp/acceptor.hpp"
#include "daemon/tcp/agent_listener.hpp"

#include <array>
#include <list>
#include <memory>
#include <string>

namespace hm::daemon::tcp {

class agent_session;

// What the connections of one listener share. The oldest stands first, and is due first.
struct agent_group {
    agent_protocol protocol;
    std::list<std::shared_ptr<agent_session>> open;
};

class agent_session : public std::enable_shared_from_this<agent_session> {
public:
    using time_point = std::chrono::steady_clock::time_point;

    agent_session(socket s, std::shared_ptr<agent_group> group, time_point due);

    void start();
    void end();
    bool is_due(time_point now) const { return now >= due_; }

private:
    void read();
    void received();
    void answer(std::string_view question);
    void wait_until_the_client_leaves();

    socket socket_;
    std::shared_ptr<agent_group> group_;
    const time_point due_;
    std::list<std::shared_ptr<agent_session>>::iterator place_;
    bool ended_ = false;
    std::array<char, max_agent_question> input_;
    std::size_t size_ = 0;
    std::string output_;
};

}  // namespace hm::daemon::tcp
