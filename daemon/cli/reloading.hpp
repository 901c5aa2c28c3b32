// Loading the model anew while the daemon runs: on SIGHUP, or when the API asks. Reads and checks everything
// first; what is wrong goes to the log and to whoever asked, and the old model stays. On main's thread.
#pragma once

#include "config/load.hpp"
#include "daemon/engine.hpp"

#include <boost/asio/io_context.hpp>

#include <functional>
#include <optional>
#include <string>

namespace hm::daemon::cli {

class reloading {
public:
    // `load`: the files, as at the start.
    reloading(boost::asio::io_context& main, std::function<config::loaded_model()> load)
        : main_(main), load_(std::move(load)) {}

    void of(engine& e) { engine_ = &e; }

    reload_report now(bool force, const std::string& asked_by);
    // From any thread; `done` is called on main's.
    void request(bool force, std::function<void(const reload_report&)> done);

private:
    boost::asio::io_context& main_;
    std::function<config::loaded_model()> load_;
    engine* engine_ = nullptr;
};

}  // namespace hm::daemon::cli
