// `healthmodeld gate MODEL…|URL --flow F --for 5m`: exits 0 when nothing spoke against a rollout for the
// whole time, and 1 at the first objection. Of a running daemon it asks /api/v1/gate; of a model it runs the
// probes itself, like `run` without listeners and without a memory.
#pragma once

#include "daemon/cli/api_client.hpp"
#include "daemon/outputs/gate.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace hm::daemon::cli {

struct gate_options {
    std::vector<std::string> targets;  // one URL, or the files of a model
    std::optional<std::string> settings;
    std::optional<std::string> token_file;
    gate_names names;
    std::string length = "5m";
    bool json = false;
};

inline constexpr std::chrono::milliseconds gate_interval{500};  // between two looks
// A daemon that is not there for so long, or a model's first round that takes so long, closes the gate.
inline constexpr std::chrono::seconds gate_patience{30};

std::function<int()> prepare_gate(CLI::App& app);

int gate(const gate_options& options);

}  // namespace hm::daemon::cli
