// `healthmodeld probe`: runs one signal of a model once, and prints what was said, what came of it and why.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace hm::daemon::cli {

struct probe_options {
    std::vector<std::string> words;  // the model's files and directories, and last the signal
    std::optional<std::string> settings;
    bool json = false;
};

// 0: healthy; 1: degraded, unhealthy or unknown; 2: usage, unreadable input, or no such signal to probe.
int probe(const probe_options& options);

}  // namespace hm::daemon::cli
