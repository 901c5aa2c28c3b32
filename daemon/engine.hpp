// The daemon without its command line: a model that is probed, evaluated, published and served. It wires the
// threads (shards, core, answer, serve, store, history) and owns everything they use. main runs one; an
// application can embed one.
#pragma once

#include "config/settings.hpp"
#include "daemon/core.hpp"
#include "daemon/outputs/context.hpp"
#include "model/definition.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace hm::daemon {

// A wish from outside (the API) to load the model anew; `done` may be called on any thread, once.
using reload_request = std::function<void(bool force, std::function<void(const reload_report&)> done)>;

struct engine_options {
    config::settings settings;
    std::string version = "unknown";
    core_timing timing;
    reload_request on_reload_request{};  // absent: the API has no reload
};

// What the engine shows of itself, for whoever embeds it.
struct engine_picture {
    std::shared_ptr<const model::snapshot> snapshot;
    std::shared_ptr<const model::verdict_table> verdicts;  // may be a little newer than the snapshot's
    std::shared_ptr<const generation> in_use;              // with the counters of the snapshot's signals
};

struct bound_listener {
    std::string address;
    std::uint16_t port = 0;
    std::vector<config::service> serves;
    std::optional<config::verdict_name> pinned{};
};

class engine {
public:
    // Binds every listener. Throws std::runtime_error with one clear line when one cannot be bound, or when
    // the resolver's settings cannot be used.
    engine(std::shared_ptr<const model::definition> model, engine_options options);
    ~engine();  // stop()
    engine(const engine&) = delete;
    engine& operator=(const engine&) = delete;

    void start();
    // Answers in flight are finished within a limit, runs under way end without a result. Returns when every
    // thread has ended.
    void stop();

    const std::vector<bound_listener>& listeners() const;

    // Changes over to another model; whatever both have in common goes on. Refused (409) when it takes away
    // too much and is not forced, or lacks the daemon's own region (422). From one thread at a time.
    reload_report reload(std::shared_ptr<const model::definition> next, bool force);
    // The files could not be used: the model stays, and the metrics say so.
    void reload_failed();

    // The model that was last changed over to, at once: pictures of it follow. For the thread that reloads.
    std::shared_ptr<const generation> newest() const;
    // The newest picture, from any thread.
    engine_picture latest() const;
    // How long ago core last looked at its signals, from any thread: for a watchdog.
    model::duration heartbeat_age() const;

private:
    class impl;
    std::unique_ptr<impl> impl_;
};

}  // namespace hm::daemon
