// Where a command takes the past from: the file of a daemon that does not run, or a daemon that does.
#pragma once

#include "daemon/cli/past_client.hpp"

#include <optional>
#include <string>

namespace hm::daemon::cli {

struct past_source {
    std::optional<std::string> history;  // the file; else a running daemon is asked
    daemon_access access;
};

// RFC 3339, or how long ago: "2h"; empty: now.
std::optional<model::wall_time> instant_of(const std::string& text);
inline constexpr std::string_view instants_expected =
    "write times like 2026-12-01T21:00:30Z, or 2h for two hours ago";

fetched_past past_of(const past_source& source, model::wall_time from, model::wall_time to);

}  // namespace hm::daemon::cli
