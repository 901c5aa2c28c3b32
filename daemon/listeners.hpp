// From a listener of the settings to one that listens: which protocol, which answers, which limits.
#pragma once

#include "config/settings.hpp"
#include "daemon/outputs/context.hpp"
#include "daemon/tcp/gate.hpp"

#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

namespace hm::daemon {

// HTTP or agent, by what it serves. `outputs` belongs to the thread of `io` and outlives the listener; `of`
// is how many share the process's descriptors. Throws std::runtime_error when it cannot be bound.
std::unique_ptr<tcp::listening> open_listener(boost::asio::io_context& io, const config::listener& wanted,
                                              const output_context& outputs, std::size_t of);

// The gates among the listeners, which somebody else owns. After construction on the answer thread.
class pinned_gates {
public:
    std::unique_ptr<tcp::listening> add(boost::asio::io_context& io, const config::listener& wanted);

    // Opens those whose region (or flow) takes traffic now, shuts the others. What the model does not have is
    // shut.
    void follow(const view& v);

private:
    std::vector<std::pair<config::verdict_name, tcp::gate*>> gates_;
};

}  // namespace hm::daemon
