// One signal in one place, complete: what to probe, how often, and how to judge what comes back.
// Places whose text is the same share one signal_spec.
#pragma once

#include "model/condition.hpp"
#include "model/probe_spec.hpp"
#include "model/ratio.hpp"
#include "model/time.hpp"
#include "model/windowed_value.hpp"

#include <optional>
#include <string>
#include <vector>

namespace hm::model {

// When to run. Everything is positive; timeout ≤ the shortest gap between two runs, unless they may overlap.
struct schedule {
    duration every = std::chrono::seconds{5};
    duration timeout = std::chrono::seconds{1};
    duration fast_every = std::chrono::seconds{1};  // while a change of state is pending
    duration down_every = std::chrono::seconds{5};  // when surely down
    duration ttl = std::chrono::seconds{16};        // without a result for this long: unknown, stale
    // Each run comes up to this share of its interval after its due time, differently each time.
    parts_per_billion jitter = 0;
    bool overlap = false;  // a run may start while the one before is under way
    friend bool operator==(const schedule&, const schedule&) = default;
};

// The most that a run of a signal with this interval is put off by jitter.
duration longest_delay(duration interval, parts_per_billion jitter);
// min(every, max(1 s, every / 5))
duration default_fast_every(duration every);
// 3 × the longest interval in force + timeout
duration default_ttl(const schedule& s);

// How many consecutive results move the state. 1 moves at once.
struct debounce_rule {
    int rise = 2;
    int fall = 3;
    friend bool operator==(const debounce_rule&, const debounce_rule&) = default;
};
inline constexpr int max_debounce = 64;

// Fewer samples than this inside a window tell nothing: a condition that looks over it does not hold.
inline constexpr int default_min_samples = 3;

// What a failed run (no answer, or not what `expect` says) counts as.
enum class failure_policy : std::uint8_t { unhealthy, degraded, unknown, conditions };

struct signal_spec {
    probe_spec probe;
    schedule when;
    debounce_rule debounce;
    failure_policy on_failure = failure_policy::unhealthy;
    std::optional<condition> unhealthy;  // tried first
    std::optional<condition> degraded;
    // The JSON fields that the conditions look at, each a path of keys: {"queue", "depth"} for
    // body.queue.depth.
    std::vector<std::vector<std::string>> body_paths;
    std::vector<windowed_value> windowed;   // what the conditions look at over windows
    int min_samples = default_min_samples;  // for these
    std::vector<std::string> secrets;       // what details of its runs must not show

    friend bool operator==(const signal_spec&, const signal_spec&) = default;
};

// Results are sent to the daemon; no shard runs it.
inline bool is_pushed(const signal_spec& s) {
    return std::holds_alternative<push_spec>(s.probe);
}

}  // namespace hm::model
