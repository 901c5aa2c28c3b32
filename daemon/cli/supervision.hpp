// What main's thread does while the daemon runs: waits for signals, reloads on SIGHUP, tells the service
// manager, and feeds its watchdog for as long as core is alive.
#pragma once

#include "daemon/cli/reloading.hpp"
#include "daemon/engine.hpp"
#include "daemon/notify.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>

namespace hm::daemon::cli {

class supervision {
public:
    // From now on SIGTERM, SIGINT and SIGHUP are caught.
    supervision(boost::asio::io_context& main, engine& e, reloading& reload, notifier manager);

    // Returns when SIGTERM or SIGINT came and the engine has ended. A second one, while it is ending, ends it
    // at once.
    void run();

private:
    void await_hangup();
    void feed_watchdog();
    std::string status() const;

    boost::asio::io_context& main_;
    engine& engine_;
    reloading& reload_;
    notifier manager_;
    boost::asio::signal_set ending_;
    boost::asio::signal_set hangup_;
    boost::asio::steady_timer watchdog_;
};

}  // namespace hm::daemon::cli
