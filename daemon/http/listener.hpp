// A listening address of the daemon: accepts connections on its thread's loop and serves them by a router.
// Everything here runs on that loop; the constructor and start() may be called before the loop runs.
#pragma once

#include "daemon/http/limits.hpp"
#include "daemon/http/router.hpp"

#include <cstdint>
#include <memory>
#include <string>

namespace boost::asio {
class io_context;
}

namespace hm::daemon::http {

class listener {
public:
    // Binds and listens. Throws std::runtime_error, e.g.
    //   cannot listen on 127.0.0.1:8640: Address already in use
    listener(boost::asio::io_context& io, const std::string& address, std::uint16_t port, router routes,
             limits granted = {});
    ~listener();  // closes everything
    listener(const listener&) = delete;
    listener& operator=(const listener&) = delete;

    std::uint16_t port() const;  // the real one, when 0 was asked for
    std::size_t connections() const;

    void start();
    // No new connections; idle ones close now, answers in flight have limits::drain. Nothing is left on the
    // loop afterwards.
    void stop();

private:
    class impl;
    std::shared_ptr<impl> impl_;
};

}  // namespace hm::daemon::http
