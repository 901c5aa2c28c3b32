// `healthmodeld check`: reads a model (and settings) and reports every mistake with its place. Starts
// nothing.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace hm::daemon::cli {

struct check_options {
    std::vector<std::string> models;  // files and directories
    std::optional<std::string> settings;
};

int check(const check_options& options);

}  // namespace hm::daemon::cli
