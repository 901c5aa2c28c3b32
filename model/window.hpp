// The last runs of one signal, as far as its conditions look back: the samples behind `p95(latency over 5m)`.
// Stands in the tracker between an observation and the conditions that judge it. Every figure is exact over
// the samples it keeps; nothing is estimated.
//
// A run brings a sample of what it has: its latency when it has not failed, a body field when the answer has
// it, and whether a condition holds of it when that can be told. A sample is inside while it is younger than
// the window; of more than max_window_samples the newest count.
#pragma once

#include "model/observation.hpp"
#include "model/signal_spec.hpp"

#include <vector>

namespace hm::model {

// Of one field or one counted condition: 64 KiB. config/ refuses windows that hold more runs than this.
inline constexpr std::size_t max_window_samples = 4096;

class signal_windows {
public:
    // `spec` outlives it.
    explicit signal_windows(const signal_spec& spec);

    // A run of the target has ended, `now` never goes back. Whatever is outside every window is let go.
    void add(const observation& run, steady_time now);
    // The last run once more, when judging made it another one: a failed one, that lacks a field.
    void correct(const observation& run);

    // By index into signal_spec::windowed, at the time of the last run.
    // Absent with fewer than min_samples inside.
    std::optional<double> figure(std::size_t index) const;
    // Whether the last run brought no sample for it.
    bool lacks(std::size_t index) const { return !series_[series_of_[index]].has_last_run; }
    const windowed_value& at(std::size_t index) const { return spec_.windowed[index]; }

private:
    // What several figures of one thing share: p95 and avg of the latency, over 5 minutes and over one.
    struct series {
        const windowed_value* what;  // any of them
        duration longest;            // of their windows
        std::vector<sample> samples = {};
        bool has_last_run = false;
    };

    static void let_go(series& s, steady_time now);
    static void take(series& s, const observation& run, steady_time now);

    const signal_spec& spec_;
    std::vector<series> series_;
    std::vector<std::size_t> series_of_;  // by index into signal_spec::windowed
    steady_time now_{};
};

}  // namespace hm::model
