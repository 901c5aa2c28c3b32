#include "probes/once.hpp"

#include "model/tracker.hpp"
#include "probes/poller.hpp"
#include "probes/probe.hpp"
#include "probes/resolver.hpp"
#include "probes/tls_contexts.hpp"

#include <boost/asio/steady_timer.hpp>

namespace hm::probes {

namespace {

constexpr std::chrono::milliseconds tick_length{10};

// The resolver's ticks and the deadline of a single run.
class single_run {
public:
    single_run(const model::signal_spec& spec, const resolver_options& dns, dialogue* listener)
        : listener_(listener),
          scratch_(scratch_bytes),
          sockets_(io_),
          names_(io_, dns, system_time(), stats_),
          timer_(io_),
          deadline_(std::chrono::steady_clock::now() + spec.when.timeout) {}

    model::observation of(probe& what) {
        run_ = what.begin({io_, sockets_, names_, tls_, system_time(), scratch_, listener_},
                          [this](model::observation seen) {
                              seen_ = std::move(seen);
                              over_ = true;
                              timer_.cancel();
                              sockets_.stop();
                              names_.stop();
                          });
        await_tick();
        run_->start();
        io_.run();
        run_.reset();  // looks into its probe, which goes before us
        return std::move(seen_);
    }

private:
    void await_tick() {
        timer_.expires_after(tick_length);
        timer_.async_wait([this](const boost::system::error_code&) { on_tick(); });
    }

    void on_tick() {
        if (over_) return;
        names_.tick();
        if (std::chrono::steady_clock::now() >= deadline_) run_->expire();
        if (!over_) await_tick();
    }

    dialogue* listener_;
    boost::asio::io_context io_{1};
    shard_stats stats_;
    std::vector<char> scratch_;
    poller sockets_;
    resolver names_;
    tls_contexts tls_;
    boost::asio::steady_timer timer_;
    std::chrono::steady_clock::time_point deadline_;
    std::shared_ptr<run> run_;
    model::observation seen_;
    bool over_ = false;
};

}  // namespace

model::observation run_once(std::shared_ptr<const model::signal_spec> spec, const resolver_options& dns,
                            dialogue* listener) {
    single_run once{*spec, dns, listener};  // outlives the probe, which may keep a connection
    const auto what = make_probe(spec);
    model::observation seen = once.of(*what);
    model::signal_tracker{spec}.add(seen, std::chrono::steady_clock::now());
    return seen;
}

}  // namespace hm::probes
