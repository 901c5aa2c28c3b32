// Pictures on their way from core to history: some seconds of them, so that a disk that takes its time costs
// nothing. Beyond that two become one: what a node is now is always told, what it was in between may be lost,
// and that is counted.
#pragma once

#include "model/snapshot.hpp"

#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>

namespace hm::daemon {

class picture_queue {
public:
    using picture = std::shared_ptr<const model::snapshot>;

    static constexpr std::size_t capacity = 64;
    // Each changed row may hold a block of rows that no other picture has (12 KiB).
    static constexpr std::size_t max_changed_rows = 4'000;

    struct taken {
        picture what;         // null: none is there
        bool merged = false;  // it stands for several
    };

    // core's thread. True when it is about to be full: the other side should come.
    bool put(picture p);
    // The other's.
    taken take();
    bool empty() const;
    std::uint64_t merged() const;  // pictures so far that became part of the next

private:
    mutable std::mutex mutex_;  // held for a few pointers
    std::deque<taken> waiting_;
    std::size_t changed_rows_ = 0;
    std::uint64_t merged_ = 0;
};

}  // namespace hm::daemon
