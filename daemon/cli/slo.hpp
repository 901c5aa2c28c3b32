// `healthmodeld slo`: what the design can promise, and what each part of it costs.
#pragma once

#include "daemon/cli/past_source.hpp"

#include <string>
#include <vector>

namespace hm::daemon::cli {

struct slo_options {
    std::vector<std::string> models;
    std::string flow;                  // empty: all
    std::vector<std::string> what_if;  // regions=3
    std::vector<std::string> set;      // cosmos-db=99.999%
    // What was seen beside what is calculated, when there is a file or a daemon to ask.
    past_source past;
    bool asks_daemon = false;
    std::string from = "30d", to;  // as instant_of() reads them
    bool json = false;
};

// 0: every objective is reachable, or may be; 1: one is not; 2: usage, or unreadable input.
int slo(const slo_options& options);

}  // namespace hm::daemon::cli
