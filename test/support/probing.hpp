// Runs single probes against servers that live on the same io_context.
#pragma once

#include "probes/poller.hpp"
#include "probes/probe.hpp"
#include "probes/resolver.hpp"
#include "probes/tls_contexts.hpp"
#include "test/support/event_loop.hpp"
#include "test/support/fake_dns.hpp"

#include <boost/asio/steady_timer.hpp>

#include <stdexcept>

namespace hm::test {

class probing {
public:
    // Names are asked of `dns`, which lives on the same loop.
    probing()
        : dns(io),
          names_{io, {{dns.address()}, std::chrono::milliseconds{200}, 1}, probes::system_time(), stats} {}

    model::observation run(const model::signal_spec& spec,
                           std::chrono::milliseconds deadline = std::chrono::seconds{10}) {
        return run(*probes::make_probe(std::make_shared<model::signal_spec>(spec)), deadline);
    }

    // One that keeps something from run to run.
    model::observation run(probes::probe& what,
                           std::chrono::milliseconds deadline = std::chrono::seconds{10}) {
        std::vector<model::observation> seen;
        const auto run = what.begin({io, sockets_, names_, tls_, probes::system_time(), scratch_},
                                    [&seen](model::observation o) { seen.push_back(std::move(o)); });
        boost::asio::steady_timer timer{io, deadline};
        timer.async_wait([run](const boost::system::error_code& error) {
            if (!error) run->expire();
        });
        run->start();
        run_until(io, [&] {
            names_.tick();
            return !seen.empty();
        });
        timer.cancel();
        io.restart();
        io.poll();  // whatever is left of the run must be harmless
        if (seen.size() != 1) throw std::logic_error{"a run completes exactly once"};
        return seen.front();
    }

    boost::asio::io_context io{1};
    probes::shard_stats stats;
    fake_dns dns;

private:
    probes::poller sockets_{io};
    std::vector<char> scratch_ = std::vector<char>(probes::scratch_bytes);
    probes::resolver names_;
    probes::tls_contexts tls_;
};

inline model::signal_spec http_signal(std::uint16_t port, std::string target = "/") {
    model::http_spec http;
    http.to.host = "127.0.0.1";
    http.to.port = port;
    http.path = std::move(target);
    model::signal_spec spec;
    spec.probe = http;
    return spec;
}

inline model::http_spec& http_of(model::signal_spec& spec) {
    return std::get<model::http_spec>(spec.probe);
}

inline model::signal_spec tcp_signal(std::uint16_t port, std::string host = "127.0.0.1") {
    model::signal_spec spec;
    spec.probe = model::tcp_spec{.to = {std::move(host), port}};
    return spec;
}

}  // namespace hm::test
