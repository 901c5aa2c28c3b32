#include "daemon/listeners.hpp"

#include "daemon/http/listener.hpp"
#include "daemon/outputs/agent_answer.hpp"
#include "daemon/outputs/routes.hpp"
#include "daemon/outputs/subject.hpp"
#include "daemon/tcp/agent_listener.hpp"

#include <algorithm>

#include <sys/resource.h>

namespace hm::daemon {

namespace {

std::size_t granted_connections(std::size_t listeners) {
    rlimit descriptors{};
    if (getrlimit(RLIMIT_NOFILE, &descriptors) != 0) return http::limits{}.connections;
    return http::connections_within(descriptors.rlim_cur, listeners);
}

std::unique_ptr<tcp::listening> open_agent(boost::asio::io_context& io, const config::listener& wanted,
                                           const output_context& outputs, std::size_t of) {
    const auto answers = std::make_shared<agent_answers>(outputs);
    tcp::agent_limits granted;
    granted.connections = std::min(granted.connections, granted_connections(of));
    tcp::agent_protocol protocol{[answers](std::string_view name) { return answers->answer(name); }};
    if (wanted.pinned)
        protocol = {
            [answers, name = text_of(*wanted.pinned)](std::string_view) { return answers->answer(name); },
            false};
    return std::make_unique<tcp::agent_listener>(io, wanted.address, wanted.port, std::move(protocol),
                                                 granted);
}

}  // namespace

std::unique_ptr<tcp::listening> open_listener(boost::asio::io_context& io, const config::listener& wanted,
                                              const output_context& outputs, std::size_t of) {
    if (wanted.offers(config::service::agent)) return open_agent(io, wanted, outputs, of);
    http::limits granted;
    granted.connections = granted_connections(of);
    if (wanted.is_for_balancers()) granted.body_bytes = http::check_body_bytes;
    return std::make_unique<http::listener>(
        io, wanted.address, wanted.port,
        wanted.pinned ? make_pinned_routes(*wanted.pinned, outputs) : make_routes(wanted.serves, outputs),
        granted);
}

std::unique_ptr<tcp::listening> pinned_gates::add(boost::asio::io_context& io,
                                                  const config::listener& wanted) {
    auto made = std::make_unique<tcp::gate>(io, wanted.address, wanted.port);
    gates_.emplace_back(wanted.pinned.value(), made.get());
    return made;
}

void pinned_gates::follow(const view& v) {
    for (const auto& [name, gate] : gates_) {
        const auto about = subject_of(*v.verdicts, name.region, name.flow);
        gate->open(about && about->told.serves());
    }
}

}  // namespace hm::daemon
