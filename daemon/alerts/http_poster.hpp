// Requests by HTTP for whoever is not a probe, made of what probes are made of: resolver, TLS, deadlines, and
// answers within limits. On one thread, which is not a shard's: what waits here delays no probe.
#pragma once

#include "model/probe_spec.hpp"
#include "probes/dns_channel.hpp"
#include "probes/poller.hpp"
#include "probes/probe.hpp"
#include "probes/resolver.hpp"
#include "probes/stats.hpp"
#include "probes/tls_contexts.hpp"

#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <functional>
#include <list>
#include <memory>
#include <string>
#include <vector>

namespace hm::daemon {

class http_poster {
public:
    // Throws as dns_channel does when the resolver cannot start.
    http_poster(boost::asio::io_context& io, const probes::resolver_options& dns);
    ~http_poster();

    // `done` is called once, later; with nothing when an expected status came. `secrets`: what words of the
    // other side must not show.
    void post(model::http_spec what, std::vector<std::string> secrets, std::chrono::milliseconds timeout,
              std::function<void(std::string trouble)> done);
    void stop();  // what is under way ends without a word

private:
    struct flight {
        std::unique_ptr<probes::probe> what;
        std::shared_ptr<probes::run> run;
        model::steady_time deadline;
        std::function<void(std::string)> done;
        bool over = false;
    };

    void ended(flight& f, const model::observation& seen);
    void await_tick();
    void on_tick();

    boost::asio::io_context& io_;
    probes::shard_stats stats_;
    std::vector<char> scratch_;
    probes::poller sockets_;
    probes::resolver names_;
    probes::tls_contexts tls_;
    boost::asio::steady_timer timer_;
    std::list<flight> flights_;
    bool ticks_ = false, stopped_ = false;
};

}  // namespace hm::daemon
