// The daemon without its command line: a model that is probed, evaluated, published and served. It wires the
// threads (design: shards, core, answer, serve) and owns everything they use. main runs one; an application
// can embed one.
#pragma once

#include "config/settings.hpp"
#include "daemon/core.hpp"
#include "model/definition.hpp"
#include "probes/shard.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace hm::daemon {

struct engine_options {
    config::settings settings;
    std::string version = "unknown";
    core_timing timing;
    model::verdict_rules verdicts;
};

struct bound_listener {
    std::string address;
    std::uint16_t port = 0;
    std::vector<config::service> serves;
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

private:
    class impl;
    std::unique_ptr<impl> impl_;
};

}  // namespace hm::daemon
