// When a signal runs and how many results it takes to say something: the keys that `defaults: signal:` and
// every signal share.
#pragma once

#include "config/reader.hpp"
#include "model/signal_spec.hpp"
#include "model/window.hpp"

#include <optional>

namespace hm::config {

inline constexpr model::duration min_interval = std::chrono::milliseconds{10};
inline constexpr model::duration max_interval = std::chrono::hours{24};
inline constexpr model::duration min_timeout = std::chrono::milliseconds{1};
inline constexpr int max_min_samples = model::max_window_samples;
inline constexpr model::parts_per_billion max_jitter = model::whole / 2;
inline constexpr int max_overlapping = 10;  // intervals that a timeout may last when runs may overlap

// What is absent follows from the rest: see model::default_fast_every and default_ttl.
struct timing {
    model::duration every = std::chrono::seconds{5};
    model::duration timeout = std::chrono::seconds{1};
    std::optional<model::duration> fast_every, down_every, ttl;
    model::debounce_rule debounce;
    model::failure_policy on_failure = model::failure_policy::unhealthy;
    int min_samples = model::default_min_samples;
    model::parts_per_billion jitter = 0;
    bool overlap = false;
};

// `inherited`, changed by the keys of this map; checks that they go together.
timing read_timing(map_reader& keys, timing inherited, report& out);

// The same for a signal that measures a value and never fails: a run without one is unknown.
timing read_value_timing(map_reader& keys, timing inherited, report& out);

// The same for a signal that is pushed: `every` is how often results are expected, one result moves the state
// unless the signal itself says otherwise, and nothing is run.
timing read_push_timing(map_reader& keys, timing inherited, report& out);

// The schedule, complete.
model::schedule schedule_of(const timing& t);

}  // namespace hm::config
