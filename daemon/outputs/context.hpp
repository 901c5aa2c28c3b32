// What the outputs of one reader thread are made from: its view, and the few things that are not in a
// snapshot. Filled by the composition, once per thread, and outliving the thread's listeners.
#pragma once

#include "config/settings.hpp"
#include "daemon/clock.hpp"
#include "daemon/view.hpp"
#include "model/observation.hpp"
#include "probes/stats.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace hm::daemon {

class alert_desk;
class events_hub;

class push_desk;
class override_desk;
class history_desk;

// The counters of the probe shards that feed one generation. Read with relaxed loads while they are written.
struct probe_figures {
    std::span<const std::shared_ptr<probes::signal_stats>> signals;  // by signal_id; empty: none are known
    std::vector<const probes::shard_stats*> shards;
};

// What came of a wish to reload.
struct reload_report {
    int status = 200;    // as an HTTP answer: 200, 409 too much is taken away, 422 the files have mistakes
    std::string detail;  // in words, and every mistake with its place
    std::uint64_t generation = 0;
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
    // The last runs of a signal, fetched from its shard: answers later, on this thread. A name that the shard
    // does not know gives none.
    std::function<void(const std::string& signal, std::function<void(observations)>)> last_observations{};
    std::function<probe_figures(std::uint64_t generation)> figures{};
    events_hub* events = nullptr;        // without it there is no /api/v1/events
    push_desk* pushed = nullptr;         // without it nothing can be pushed
    override_desk* overrides = nullptr;  // without it there are no overrides
    history_desk* history = nullptr;     // without it there is no past
    alert_desk* alerts = nullptr;        // without it there are no alerts: nobody is to be told
    // Runs something later, on this thread; for what another thread calls back.
    std::function<void(std::function<void()>)> on_this_thread{};
    std::vector<config::access_token> tokens{};
    // Loads the model anew; `done` is called on this thread. Absent: this daemon has no files to load.
    std::function<void(bool force, std::function<void(const reload_report&)> done)> reload{};
};

// The daemon counts as alive while core looked within this time.
inline constexpr std::chrono::seconds heartbeat_limit{5};

}  // namespace hm::daemon
