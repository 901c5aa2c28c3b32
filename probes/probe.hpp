// What a probe kind is: a spec made ready once, which can then begin runs. A run ends in exactly one
// observation. The table of kinds is in registry.cpp; the rules (judging, when to run) are elsewhere.
#pragma once

#include "model/observation.hpp"
#include "model/signal_spec.hpp"
#include "probes/time_source.hpp"

#include <boost/asio/io_context.hpp>

#include <functional>
#include <memory>

namespace hm::probes {

class resolver;

// What every run needs; outlives all of them. All of it belongs to one thread.
struct environment {
    boost::asio::io_context& io;
    resolver& names;
    const time_source& clock;
};

// Called exactly once per run, on the thread of the environment; possibly before start() or expire() returns.
using completion = std::function<void(model::observation)>;

class run {
public:
    virtual ~run() = default;
    virtual void start() = 0;
    // The deadline has passed (or nobody wants the result any more): closes everything and completes at once,
    // with the reason that fits how far the run had come. Nothing after the completion.
    virtual void expire() = 0;
};

class probe {
public:
    virtual ~probe() = default;
    // The probe must outlive the run.
    virtual std::shared_ptr<run> begin(const environment& env, completion done) const = 0;
};

// `spec` is kept.
std::unique_ptr<const probe> make_probe(std::shared_ptr<const model::signal_spec> spec);

}  // namespace hm::probes
