// `healthmodeld replay`: what would have been told in the past, had another model been in use.
#pragma once

#include "daemon/cli/past_source.hpp"

#include <optional>
#include <string>
#include <vector>

namespace hm::daemon::cli {

struct replay_options {
    std::vector<std::string> models;
    std::string from, to;                 // as instant_of() reads them
    std::optional<std::string> settings;  // whose rules of alerts; else the default ones
    past_source past;
    bool json = false;
};

// 0: nothing would have been different; 1: something would; 2: usage, or unreadable input.
int replay(const replay_options& options);

}  // namespace hm::daemon::cli
