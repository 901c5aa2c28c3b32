// A listening address of the daemon: accepts connections on its thread's loop and serves them by a router.
// Everything here runs on that loop; the constructor and start() may be called before the loop runs.
#pragma once

#include "daemon/http/limits.hpp"
#include "daemon/http/router.hpp"
#include "daemon/tcp/listening.hpp"

#include <cstdint>
#include <memory>
#include <string>

namespace boost::asio {
class io_context;
}

namespace hm::daemon::http {

class listener final : public tcp::listening {
public:
    // Binds and listens. Throws std::runtime_error, e.g.
    //   cannot listen on 127.0.0.1:8640: Address already in use
    listener(boost::asio::io_context& io, const std::string& address, std::uint16_t port, router routes,
             limits granted = {});
    ~listener() override;  // closes everything
    listener(const listener&) = delete;
    listener& operator=(const listener&) = delete;

    std::uint16_t port() const override;
    std::size_t connections() const;

    void start() override;
    // Idle connections close now, answers in flight have limits::drain.
    void stop() override;

private:
    class impl;
    std::shared_ptr<impl> impl_;
};

}  // namespace hm::daemon::http
