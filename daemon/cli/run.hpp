// `healthmodeld run`: the daemon, from reading its files to its last breath.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace hm::daemon::cli {

struct run_options {
    std::vector<std::string> models;  // files and directories
    std::optional<std::string> settings;
    std::optional<std::string> region;
};

int run(const run_options& options);

}  // namespace hm::daemon::cli
