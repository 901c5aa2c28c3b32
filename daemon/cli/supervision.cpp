#include "daemon/cli/supervision.hpp"

#include "daemon/log.hpp"

#include <fmt/format.h>

#include <csignal>
#include <cstring>

namespace hm::daemon::cli {

supervision::supervision(boost::asio::io_context& main, engine& e, reloading& reload, notifier manager)
    : main_(main),
      engine_(e),
      reload_(reload),
      manager_(std::move(manager)),
      ending_(main, SIGTERM, SIGINT),
      hangup_(main, SIGHUP),
      watchdog_(main) {}

void supervision::run() {
    ending_.async_wait([this](boost::system::error_code, int number) {
        log::info("stopping", {{"signal", strsignal(number)}});
        main_.stop();
    });
    await_hangup();
    manager_.ready(status());
    feed_watchdog();
    main_.run();
    ending_.clear();  // back to the default action
    manager_.stopping();
    engine_.stop();
    log::info("stopped", {});
}

void supervision::await_hangup() {
    hangup_.async_wait([this](boost::system::error_code ec, int) {
        if (ec) return;
        manager_.reloading();
        reload_.now(false, "SIGHUP");
        manager_.ready(status());
        await_hangup();
    });
}

// A core that stands still leaves the watchdog hungry: to be restarted is better than to go on telling what
// was true once.
void supervision::feed_watchdog() {
    const auto every = manager_.watchdog_every();
    if (!every) return;
    if (engine_.heartbeat_age() < heartbeat_limit) manager_.alive();
    watchdog_.expires_after(*every);
    watchdog_.async_wait([this](boost::system::error_code ec) {
        if (!ec) feed_watchdog();
    });
}

std::string supervision::status() const {
    const auto s = engine_.newest();
    return fmt::format("model {}, generation {}", s->graph->source().name, s->number);
}

}  // namespace hm::daemon::cli
