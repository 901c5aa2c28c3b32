// What the outputs of one reader thread are made from: its view, and the few things that are not in a
// snapshot. Filled by the composition, once per thread, and outliving the thread's listeners.
#pragma once

#include "daemon/clock.hpp"
#include "daemon/view.hpp"
#include "model/observation.hpp"
#include "probes/stats.hpp"

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace hm::daemon {

class events_hub;

// The counters of the probe shards that feed the view's generation. Read with relaxed loads while they are
// written.
struct probe_figures {
    std::span<const probes::signal_stats> signals;  // by signal_id; empty: none are known
    std::vector<const probes::shard_stats*> shards;
};

// About the process and its configuration.
struct daemon_facts {
    std::string version;
    model::wall_time started{};
    bool last_reload_successful = true;
    model::wall_time last_successful_reload{};
};

using observations = std::vector<model::observation>;  // newest first

struct output_context {
    const view& state;
    std::optional<std::string> own_region{};  // settings: region
    daemon_facts facts{};

    std::function<model::moment()> now = [] { return daemon::now(); };
    // How long ago core last looked at its signals; absent: not asked.
    std::function<model::duration()> core_heartbeat_age{};
    // The last runs of a signal, fetched from its shard: answers later, on this thread. An id that the shard
    // does not know gives none.
    std::function<void(model::signal_id, std::function<void(observations)>)> last_observations{};
    std::function<probe_figures()> figures{};
    events_hub* events = nullptr;  // without it there is no /api/v1/events
};

// The daemon counts as alive while core looked within this time.
inline constexpr std::chrono::seconds heartbeat_limit{5};

}  // namespace hm::daemon
