// `healthmodeld drain`, `force-up`, `freeze`, `maintain`, `ack`, `undo` and `overrides`: what operators say,
// to a running daemon. 0: it is so; 1: the daemon refuses or is not there; 2: usage, or a name that nobody
// has.
#pragma once

#include "daemon/cli/api_client.hpp"
#include "model/override.hpp"

#include <optional>
#include <string>
#include <vector>

namespace hm::daemon::cli {

struct override_options {
    daemon_access access;
    model::override_kind kind = model::override_kind::drain;
    std::string subject;  // REGION, REGION/FLOW or a node
    std::string reason;
    std::optional<std::string> length, until, ticket, rate;
    std::vector<std::string> breaks;
    bool json = false;
};

struct undo_options {
    daemon_access access;
    std::string name;  // an id, or what the override is about
    std::string reason;
    bool json = false;
};

struct list_options {
    daemon_access access;
    bool all = false;
    bool json = false;
};

int place_override(const override_options& options);
int undo_override(const undo_options& options);
int list_overrides(const list_options& options);

}  // namespace hm::daemon::cli
