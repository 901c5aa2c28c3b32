// When each signal of a shard runs: the first thing after the spec on the way of the data. Decides from times
// it is told, on a wheel; it neither reads a clock nor starts anything itself.
//
// Every signal has a phase in its interval, a hash of its name, so that runs are spread evenly and stay where
// they are across restarts; due times are absolute and never drift.
#pragma once

#include "model/signal_spec.hpp"
#include "model/tracker.hpp"
#include "probes/wheel.hpp"

#include <string_view>
#include <vector>

namespace hm::probes {

// The first run, and the first one after a stall, come within min(every, this).
inline constexpr model::duration longest_spread = std::chrono::seconds{5};
// Ticks that came this late mean that the process stood still (or was stopped), not that it is busy.
inline constexpr model::duration stall_after = std::chrono::milliseconds{500};

std::uint64_t hash_name(std::string_view name);

class schedule {
public:
    using slot = std::uint32_t;

    schedule(model::duration tick_length, model::steady_time now);

    // Plans the first run. Slots are numbered from 0 in the order of the calls, and removed ones are used
    // again.
    slot add(std::string_view name, const model::schedule& when);
    // Not while the slot is under way.
    void remove(slot s);

    // Hands out every slot that is due by `now` to `due(slot, due_time)`. A slot handed out is under way
    // until finished() is called, and is not handed out again before. After a stall nothing is handed out at
    // once: the overdue are spread again.
    template <class Due>
    void advance(model::steady_time now, Due&& due) {
        const bool stalled = now - now_ > stall_after;
        now_ = now;
        wheel_.advance(grid_.at_or_before(now), [&](wheel::item i) {
            if (stalled)
                spread_again(i);
            else
                due(i, due_of(i));
        });
    }

    // The run that started at `started` is over; `pace` says how soon the signal wants the next.
    void finished(slot s, model::pace pace, model::steady_time started, model::steady_time now);

    std::uint64_t missed() const { return missed_; }  // due times without a run, since the beginning
    model::steady_time due_of(slot s) const { return grid_.time_of(plans_[s].due); }
    std::size_t size() const { return plans_.size(); }  // with the free ones

private:
    struct plan {
        std::uint64_t hash;
        model::schedule when;
        tick due = 0;
    };

    model::steady_time first_run(const plan& p) const;
    void spread_again(slot s);
    void put(slot s, model::steady_time due);
    // The first instant after `t` that is in the plan's phase of `interval`.
    model::steady_time in_phase_after(model::steady_time t, const plan& p, model::duration interval) const;

    tick_grid grid_;
    wheel wheel_;
    model::steady_time now_;
    std::vector<plan> plans_;
    std::vector<slot> free_;
    std::uint64_t missed_ = 0;
};

}  // namespace hm::probes
