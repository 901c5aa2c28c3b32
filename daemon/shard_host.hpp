// A probe shard on a thread of its own, leaving what it judges on core's board.
#pragma once

#include "daemon/loop_thread.hpp"
#include "daemon/signal_board.hpp"
#include "model/graph.hpp"
#include "probes/shard.hpp"

#include <functional>
#include <span>
#include <string>
#include <vector>

namespace hm::daemon {

class shard_host final : private probes::shard_sink {
public:
    shard_host(std::string thread_name, probes::shard_options options, signal_board& board,
               std::span<probes::signal_stats> signals);

    void start(std::vector<probes::assignment> signals);
    void stop();  // from any thread; join() waits
    void join();

    const probes::shard_stats& stats() const { return stats_; }

    // Fetches the last runs of a signal; `done` is called on the shard's thread.
    void recent(model::signal_id signal, std::function<void(std::vector<model::observation>)> done);

private:
    void on_result(model::signal_id signal, const model::observation& seen) override;
    void on_change(model::signal_id signal, const model::judged_signal& judged) override;

    loop_thread thread_;
    signal_board& board_;
    probes::shard_stats stats_;
    probes::shard shard_;
};

}  // namespace hm::daemon
