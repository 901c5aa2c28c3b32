// The past of a running daemon, fetched page by page over its API, as a replay needs it.
#pragma once

#include "daemon/cli/api_client.hpp"
#include "daemon/history/recorded_past.hpp"

#include <string>

namespace hm::daemon::cli {

struct fetched_past {
    recorded_past past;
    std::string mistake;  // why there is none; empty when all is well
};

fetched_past fetch_past(const api_client& daemon, model::wall_time from, model::wall_time to);

}  // namespace hm::daemon::cli
