// A probe shard on a thread of its own, leaving what it judges on core's board.
#pragma once

#include "config/settings.hpp"
#include "daemon/check_log.hpp"
#include "daemon/generation.hpp"
#include "daemon/loop_thread.hpp"
#include "probes/shard.hpp"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace hm::daemon {

class shard_host final : private probes::shard_sink {
public:
    // `part`: its signals. `runs`: what of the runs themselves is logged.
    shard_host(std::string thread_name, share part, probes::shard_options options,
               std::shared_ptr<generation> first, config::log_settings::checks runs);

    void start();
    void adopt(std::shared_ptr<generation> next);  // from any thread: from now on its signals
    void stop();                                   // from any thread; join() waits
    void join();

    const probes::shard_stats& stats() const { return stats_; }

    // Fetches the last runs of a signal; `done` is called on the shard's thread.
    void recent(const std::string& signal, std::function<void(std::vector<model::observation>)> done);

private:
    void on_result(model::signal_id signal, const model::observation& seen) override;
    void note_count(model::signal_id signal, const model::observation& seen);
    void on_change(model::signal_id signal, const model::judged_signal& judged) override;

    loop_thread thread_;
    const share part_;
    std::shared_ptr<generation> generation_;
    check_log checks_;
    probes::shard_stats stats_;
    probes::shard shard_;
};

}  // namespace hm::daemon
