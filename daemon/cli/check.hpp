// `healthmodeld check`: reads a model (and settings) and reports every mistake with its place. Starts
// nothing.
#pragma once

#include <optional>
#include <string>

namespace hm::daemon::cli {

struct check_options {
    std::string model;
    std::optional<std::string> settings;
};

int check(const check_options& options);

}  // namespace hm::daemon::cli
