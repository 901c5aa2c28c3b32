// `healthmodeld budget`: how long a balancer takes to follow, and what a failover costs the error budgets.
#pragma once

#include "model/time.hpp"

#include <optional>
#include <string>
#include <vector>

namespace hm::daemon::cli {

struct budget_options {
    std::vector<std::string> models;
    std::string consumer;  // the name of a preset; the others are laid over it
    std::optional<std::string> interval, timeout, ttl;
    std::optional<int> rise, fall;
    std::string flow;  // empty: all
    bool json = false;
};

inline constexpr int max_consumer_count = 100;  // rise and fall

// 0; 1: one failover costs more than a flow may be down in 30 days; 2: usage, or unreadable input.
int budget(const budget_options& options);

}  // namespace hm::daemon::cli
