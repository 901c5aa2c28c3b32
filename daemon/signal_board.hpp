// Where probe shards leave the latest judged state of every signal for core: one slot each, fixed memory
// however long core is busy. One board per model generation, so results of an older generation land where
// nobody looks any more.
#pragma once

#include "daemon/mailbox.hpp"
#include "model/ids.hpp"
#include "model/reason.hpp"
#include "model/time.hpp"
#include "model/tracker.hpp"

#include <atomic>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <vector>

namespace hm::daemon {

class signal_board {
public:
    // `wake` is called on a shard's thread when core should call drain(); once until it did.
    signal_board(std::size_t signals, std::function<void()> wake);

    // --- a shard's thread; each signal belongs to one shard
    void leave(model::signal_id signal, const model::judged_signal& judged);
    // Every run, changed or not. `known`: it said something about the target.
    void note_result(model::signal_id signal, model::steady_time at, bool known, model::reason why);

    // Of a signal that counts: its newest number. Whole; what is behind the point is cut off.
    void note_number(model::signal_id signal, double number);

    // --- core's thread
    // Calls visit(signal_id, unique_ptr<judged_signal>) for every signal that left something since the last
    // drain.
    template <class Visit>
    void drain(Visit&& visit) {
        awake_.store(false, std::memory_order_release);
        for (std::size_t w = 0; w < dirty_.size(); ++w) {
            std::uint64_t bits = dirty_[w].exchange(0, std::memory_order_acq_rel);
            for (; bits != 0; bits &= bits - 1) {
                const std::size_t i = w * 64 + static_cast<std::size_t>(__builtin_ctzll(bits));
                if (auto judged = slots_[i].judged.take())
                    visit(model::signal_id{static_cast<std::uint32_t>(i)}, std::move(judged));
            }
        }
    }

    struct last_run {
        bool any = false;             // it ran at least once
        model::steady_time result{};  // of any run
        model::steady_time
            known_result{};  // of a run that said something about the target; min() before the first
        model::reason why = model::reason::pending;
    };
    last_run last_of(model::signal_id signal) const;
    std::optional<std::int64_t> number_of(model::signal_id signal) const;  // absent before the first
    // Results so far that were failures: whether there is anything new to look for.
    std::uint64_t failures() const { return failures_.load(std::memory_order_relaxed); }
    // Of a signal that goes on from an older board, where it was `then`. From core: what is noted here
    // already is newer.
    void carry(model::signal_id signal, const signal_board& from, model::signal_id then);
    // From the thread that notes its results: what core carried here may be older.
    void carry_newest(model::signal_id signal, const signal_board& from, model::signal_id then);

    std::size_t size() const { return slots_.size(); }

private:
    static constexpr std::int64_t no_number = std::numeric_limits<std::int64_t>::min();
    struct slot {
        mailbox<model::judged_signal> judged;
        std::atomic<std::int64_t> result_ns{0};
        std::atomic<std::int64_t> known_ns{0};
        std::atomic<model::reason> why{model::reason::pending};
        std::atomic<std::int64_t> number{no_number};
    };

    std::vector<slot> slots_;
    std::vector<std::atomic<std::uint64_t>> dirty_;
    std::atomic<std::uint64_t> failures_{0};
    std::atomic<bool> awake_{false};
    std::function<void()> wake_;
};

}  // namespace hm::daemon
