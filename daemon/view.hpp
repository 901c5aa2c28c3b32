// What one reader thread (answer, serve) holds of the daemon's state: the last verdict table and snapshot
// that core posted to it. Owned and touched by that thread alone.
#pragma once

#include "model/snapshot.hpp"

#include <functional>
#include <memory>

namespace hm::daemon {

struct view {
    std::shared_ptr<const model::verdict_table> verdicts;  // never null once the engine runs
    std::shared_ptr<const model::snapshot> snapshot;       // likewise; null on a thread that does not want it
};

}  // namespace hm::daemon
