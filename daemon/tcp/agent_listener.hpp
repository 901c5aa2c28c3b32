// Where HAProxy's agent-check connects: one line is asked, one line is answered, then the connection ends.
// What is answered is outputs/agent_answer.hpp's; here are sockets, times and numbers only.
#pragma once

#include "daemon/tcp/listening.hpp"

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace boost::asio {
class io_context;
}

namespace hm::daemon::tcp {

struct agent_limits {
    std::size_t connections = 1024;  // one more, and the oldest is let go
    // The question, the answer and the client's leaving, all together. HAProxy sends its question at once; a
    // lost segment takes 0.2 s, and HAProxy itself waits for 2 s unless told otherwise.
    std::chrono::milliseconds whole{1'500};
    std::chrono::milliseconds tick{100};  // how coarsely that is kept
};

struct agent_protocol {
    // With its line feed; empty: the connection ends without a word. `question` is without its end, and empty
    // where nothing is asked.
    std::function<std::string(std::string_view question)> answer;
    bool asks = true;  // false: answer at once, whatever the client may say
};

class agent_listener final : public listening {
public:
    // Binds and listens. Throws std::runtime_error like any listener.
    agent_listener(boost::asio::io_context& io, const std::string& address, std::uint16_t port,
                   agent_protocol protocol, agent_limits granted = {});
    ~agent_listener() override;
    agent_listener(const agent_listener&) = delete;
    agent_listener& operator=(const agent_listener&) = delete;

    std::uint16_t port() const override;
    std::size_t connections() const;

    void start() override;
    void stop() override;

private:
    class impl;
    std::shared_ptr<impl> impl_;
};

}  // namespace hm::daemon::tcp
