// One model in use, with what belongs to it alone. A reload makes the next one; results of an older one land
// on a board where nobody looks any more. Shared by all threads: the graph is immutable, board and counters
// have rules of their own.
#pragma once

#include "daemon/signal_board.hpp"
#include "model/graph.hpp"
#include "probes/shard.hpp"
#include "probes/stats.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>
#include <vector>

namespace hm::daemon {

// A shard's part of the probed signals: the index-th of so many.
struct share {
    std::size_t index = 0, of = 1;
};

// Which of so many shards has the signal of this name.
std::size_t share_of(std::string_view signal, std::size_t shards);

struct generation {
    // `before`: of a signal that was there already, the counters go on. `wake`: core should look at the
    // board.
    generation(std::uint64_t n, std::shared_ptr<const model::graph> model, const generation* before,
               std::function<void()> wake);

    // Signals by who looks after them.
    std::vector<probes::assignment> probed(share part = {}) const;
    std::vector<probes::assignment> pushed() const;

    const std::uint64_t number;
    const std::shared_ptr<const model::graph> graph;
    std::vector<std::shared_ptr<probes::signal_stats>> stats;  // by signal_id
    signal_board board;

private:
    probes::assignment assignment_of(model::signal_id s) const;
};

}  // namespace hm::daemon
