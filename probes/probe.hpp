// What a probe kind is: a spec made ready once, which can then begin runs. A run ends in exactly one
// observation. The table of kinds is in registry.cpp; the rules (judging, when to run) are elsewhere.
#pragma once

#include "model/observation.hpp"
#include "model/secrets.hpp"
#include "model/signal_spec.hpp"
#include "probes/time_source.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <span>

namespace hm::probes {

class poller;
class resolver;
class tls_contexts;
class dialogue;

// What every run needs; outlives all of them. All of it belongs to one thread.
struct environment {
    boost::asio::io_context& io;
    poller& sockets;
    resolver& names;
    tls_contexts& tls;
    const time_source& clock;
    std::span<char> scratch;                         // what runs read into, each for the moment
    dialogue* listener = nullptr;                    // who wants to read along; null: nobody
    std::optional<boost::asio::ip::address> only{};  // the run goes here, whatever its target resolves to
};

// The size of the scratch that runs share: so much is read at once.
inline constexpr std::size_t scratch_bytes = 64 * 1024;

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
    // The probe must outlive the run. Not const: it may keep something for the next run.
    virtual std::shared_ptr<run> begin(const environment& env, completion done) = 0;
};

// What runs of every kind need of their signal, made ready once; a kind with more to prepare derives from it.
template <class Spec>
struct plan_of {
    explicit plan_of(std::shared_ptr<const model::signal_spec> s)
        : signal(std::move(s)), spec(std::get<Spec>(signal->probe)) {}
    // Of a spec that is not the signal's own but made of it; outlives the plan.
    plan_of(std::shared_ptr<const model::signal_spec> s, const Spec& made)
        : signal(std::move(s)), spec(made) {}

    // What a peer said, for a detail. Secrets go before the text is cut, so that no part of one is left at
    // its end.
    std::string words(const std::string& text) const {
        return model::printable(model::without_secrets(text, signal->secrets));
    }

    std::shared_ptr<const model::signal_spec> signal;
    const Spec& spec;
};

// A probe whose runs share a Plan, which is made of the spec once and may keep something for the next run.
template <class Plan, class Run>
class prepared_probe final : public probe {
public:
    explicit prepared_probe(std::shared_ptr<const model::signal_spec> spec) : plan_(std::move(spec)) {}

    std::shared_ptr<run> begin(const environment& env, completion done) override {
        return std::make_shared<Run>(plan_, env, std::move(done));
    }

private:
    Plan plan_;
};

// `spec` is kept. Null for a pushed signal: nobody runs it.
std::unique_ptr<probe> make_probe(std::shared_ptr<const model::signal_spec> spec);

}  // namespace hm::probes
