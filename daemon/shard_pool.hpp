// All probe shards, each on its own thread with its own share of the signals. A signal's name says which has
// it, so that it stays there across reloads and restarts.
#pragma once

#include "daemon/shard_host.hpp"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace hm::daemon {

class shard_pool {
public:
    shard_pool(int shards, const probes::shard_options& options, const std::shared_ptr<generation>& first,
               config::log_settings::checks runs);

    void start();
    void adopt(const std::shared_ptr<generation>& next);  // from any thread: from now on its signals
    void stop();                                          // returns when every thread has ended

    std::vector<const probes::shard_stats*> stats() const;
    // Fetches the last runs of a signal; `done` is called on its shard's thread.
    void recent(const std::string& signal, std::function<void(std::vector<model::observation>)> done);

private:
    std::vector<std::unique_ptr<shard_host>> hosts_;
};

}  // namespace hm::daemon
