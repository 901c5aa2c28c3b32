// A port that takes connections while a region takes traffic, and refuses them while it does not: for
// balancers that can only try to connect. Who is let in is let go at once; nothing is read or said.
//
// While shut the port stays bound, so that nobody else can take it; the system refuses who connects.
#pragma once

#include "daemon/tcp/listening.hpp"

#include <memory>
#include <string>

namespace boost::asio {
class io_context;
}

namespace hm::daemon::tcp {

class gate final : public listening {
public:
    // Binds, and stays shut. Throws std::runtime_error like any listener.
    gate(boost::asio::io_context& io, const std::string& address, std::uint16_t port);
    ~gate() override;
    gate(const gate&) = delete;
    gate& operator=(const gate&) = delete;

    std::uint16_t port() const override;
    void start() override;
    void stop() override;

    void open(bool wanted);  // costs nothing when it is so already
    bool is_open() const;

private:
    class impl;
    std::shared_ptr<impl> impl_;
};

}  // namespace hm::daemon::tcp
