// When each signal of a shard runs: the first thing after the spec on the way of the data. Decides from times
// it is told, on a wheel; it neither reads a clock nor starts anything itself.
//
// Every signal has a phase in its interval, a hash of its name, so that runs are spread evenly and stay where
// they are across restarts; due times are absolute and never drift. Jitter moves a run after its due time,
// not the due times after it.
#pragma once

#include "model/signal_spec.hpp"
#include "model/tracker.hpp"
#include "probes/wheel.hpp"

#include <array>
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
    // Is handed out no more; what is under way goes on.
    void suspend(slot s);
    // Not while the slot is under way.
    void remove(slot s);

    // Hands out every slot that is due by `now` to `due(slot)`. A slot handed out is under way until
    // finished() is called, and is not handed out again before, unless its runs may overlap. After a stall
    // nothing is handed out at once: the overdue are spread again.
    template <class Due>
    void advance(model::steady_time now, Due&& due) {
        const bool stalled = now - now_ > stall_after;
        now_ = now;
        wheel_.advance(
            grid_.at_or_before(now),
            [&](wheel::item i) {
                if (stalled) return spread_again(i);
                plans_[i].handed_out = due_of(i);
                due(i);
                if (plans_[i].overlap) plan_next(i, now, now);
            },
            [this](wheel::item i) { __builtin_prefetch(&plans_[i]); });
    }

    // The run that started at `started` is over; `pace` says how soon the signal wants the next.
    void finished(slot s, model::pace pace, model::steady_time started, model::steady_time now);

    // Due times without a run, since the beginning: for want of a place to run, or because the process stood
    // still; and because the run before was still under way.
    std::uint64_t missed() const { return missed_; }
    std::uint64_t overlapped() const { return overlapped_; }

    model::steady_time due_of(slot s) const { return grid_.time_of(plans_[s].due); }
    // When the slot that was last handed out was due.
    model::steady_time handed_out(slot s) const { return plans_[s].handed_out; }
    std::size_t size() const { return plans_.size(); }  // with the free ones

private:
    // What planning looks at, in one line of the cache: with 100,000 signals, to fetch that is what it costs.
    struct alignas(64) plan {
        plan(std::uint64_t of_name, const model::schedule& when);
        model::duration interval() const { return intervals[static_cast<std::size_t>(pace)]; }

        std::uint64_t hash;
        std::array<model::duration, 3> intervals;  // by pace
        model::steady_time base{};                 // the due time in phase, before jitter
        model::steady_time handed_out{};           // the due time of the run under way
        tick due = 0;
        std::uint32_t jitter;  // parts per billion
        bool overlap;
        model::pace pace = model::pace::normal;
    };
    static_assert(sizeof(plan) == 64);

    model::steady_time first_run(const plan& p) const;
    void spread_again(slot s);
    void plan_next(slot s, model::steady_time started, model::steady_time now);
    void put(slot s, model::steady_time base, model::duration after = {});
    model::duration jitter_of(const plan& p, model::steady_time base, model::duration interval) const;
    // The first instant after `t` that is in the plan's phase of `interval`.
    model::steady_time in_phase_after(model::steady_time t, const plan& p, model::duration interval) const;

    tick_grid grid_;
    wheel wheel_;
    model::steady_time now_;
    std::vector<plan> plans_;
    std::vector<slot> free_;
    std::uint64_t missed_ = 0, overlapped_ = 0;
};

}  // namespace hm::probes
