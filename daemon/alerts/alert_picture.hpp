// How alerts stand at one instant, for the API and the metrics: immutable, made on hm-alerts.
#pragma once

#include "daemon/alerts/alert_keeper.hpp"
#include "model/alerts/delivery_book.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace hm::daemon {

struct alert_row {
    model::alerts::alert is;
    std::string rule;
    std::string node;  // empty: the daemon itself, or it is not in the model any more
};

struct destination_row {
    model::alerts::destination of;
    model::alerts::target_health health;
    std::size_t waiting = 0;
};

struct alert_picture {
    std::vector<alert_row> alerts;                             // by key
    std::map<std::string, model::alerts::incident> incidents;  // open, and those somebody has to hear of yet
    std::vector<destination_row> destinations;
    std::map<std::string, std::uint64_t> begun;  // incidents by rule, since the start
    std::uint64_t left_out = 0;
    std::optional<alert_store_health> store;  // absent: nothing outlives this process
};

}  // namespace hm::daemon
