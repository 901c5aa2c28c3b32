// From observations of one signal to its state: judge (conditions), then debounce (rise and fall).
// Runs on the probe shard that owns the signal; what it returns is what the shard hands to core.
// Keeps the windows of its conditions (window.hpp), so that they are as old as the tracker.
// No staleness here: that needs a clock that runs when no result comes, and is core's (daemon/staleness).
#pragma once

#include "model/observation.hpp"
#include "model/signal_spec.hpp"
#include "model/window.hpp"

#include <array>
#include <cstdint>
#include <memory>
#include <string>

namespace hm::model {

// Fills why, detail and judged of an observation by the conditions of its signal. Pure.
// `unhealthy` first, then `degraded`, else healthy; a failed run by on_failure; prober trouble is unknown.
// `seen` is the last run of `windows`.
void judge(const signal_spec& spec, observation& seen, const signal_windows* windows = nullptr);

// The state of a signal after debounce, over known results only.
// Down to the least bad of the last `fall` results when that is worse than now, up to the worst of the last
// `rise` when that is better; the very first known result counts at once.
class debounce {
public:
    explicit debounce(debounce_rule rule) : rule_(rule) {}

    // Returns true when the state changed. Unknown results leave everything as it is.
    bool add(state result);

    state current() const { return current_; }
    // The last known result differs from the current state: a change may be under way.
    bool pending() const { return current_ != state::unknown && last() != current_; }
    // The state that the pending change goes to if the next results are like the last one.
    state last() const { return count_ == 0 ? state::unknown : at(0); }

private:
    state at(int back) const;  // 0 is the newest
    state least_bad_of_last(int n) const;
    state worst_of_last(int n) const;

    debounce_rule rule_;
    std::array<state, max_debounce> ring_{};
    int next_ = 0;
    int count_ = 0;
    state current_ = state::unknown;
};

// How soon the signal wants to run again.
enum class pace : std::uint8_t { normal, fast, down };

duration interval_for(const schedule& when, pace p);

// What core and the outputs know of a signal: handed over only when something of it changed.
struct judged_signal {
    state now = state::unknown;
    reason why = reason::pending;
    std::string detail;              // why, in words: `latency > 500ms (612ms)`, or the peer's own
    state pending = state::unknown;  // the state it moves towards, or unknown when nothing is pending
    wall_time since{};               // of `now`
    wall_time last_result{};         // the run that brought this about
    bool ever_known = false;

    friend bool operator==(const judged_signal&, const judged_signal&) = default;
};

class signal_tracker {
public:
    explicit signal_tracker(std::shared_ptr<const signal_spec> spec);

    struct step {
        bool changed = false;  // state, reason, or pending changed: core should hear of it
        pace next = pace::normal;
    };

    // Judges `seen` in place, takes secrets out of its detail and applies it. `now` is when it ended, for the
    // windows: it never goes back, whatever the wall clock does.
    step add(observation& seen, steady_time now);

    const judged_signal& current() const { return current_; }
    const signal_spec& spec() const { return *spec_; }

private:
    void judge_over_windows(observation& seen, steady_time now);
    void explain(const observation& seen, bool moved);

    std::shared_ptr<const signal_spec> spec_;
    std::unique_ptr<signal_windows> windows_;  // null when no condition looks over one
    debounce debounce_;
    judged_signal current_;
    // Of the last result that was degraded; null before the first. The state that lies between two may be
    // reached when the last result is another.
    struct explanation {
        reason why;
        std::string detail;
    };
    std::unique_ptr<explanation> degraded_;
};

}  // namespace hm::model
