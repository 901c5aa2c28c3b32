// The options of the commands to a running daemon; what they do is in overrides.hpp. Each adds its options,
// and returns what to do once they are read.
#pragma once

#include <functional>

namespace CLI {
class App;
}

namespace hm::daemon::cli {

std::function<int()> prepare_drain(CLI::App& app);
std::function<int()> prepare_force_up(CLI::App& app);
std::function<int()> prepare_freeze(CLI::App& app);
std::function<int()> prepare_maintain(CLI::App& app);
std::function<int()> prepare_ack(CLI::App& app);
std::function<int()> prepare_undo(CLI::App& app);
std::function<int()> prepare_overrides(CLI::App& app);

}  // namespace hm::daemon::cli
