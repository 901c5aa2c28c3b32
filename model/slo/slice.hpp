// What became of one tracked thing in one time slice: the record that budgets and burn rates are summed from,
// and the only thing about them that has to outlive a restart. Closed slices come from slicer.hpp, go through
// objective_tracker.hpp, and to whoever stores them (daemon/), who gives them back in their order at the
// start. Integers only, so that sums of them are exact.
#pragma once

#include "model/time.hpp"

#include <chrono>
#include <cstdint>
#include <string>

namespace hm::model::slo {

inline constexpr std::chrono::seconds default_slice_length{10};

// Events that somebody else counted (never our own probes).
struct event_counts {
    std::int64_t good = 0;
    std::int64_t total = 0;  // ≥ good

    friend bool operator==(const event_counts&, const event_counts&) = default;
};

// How many slices there were, and how many missed their target: 1 and 0 or 1 for a slice as it was closed,
// more for one that stands for several (merged). Nothing where the target says nothing of a slice.
struct slice_counts {
    std::int64_t judged = 0;
    std::int64_t missed = 0;    // by what was unhealthy
    std::int64_t impaired = 0;  // by what was unhealthy or degraded

    friend bool operator==(const slice_counts&, const slice_counts&) = default;
};

// Times are weighted by traffic: 10 s in which a region that gets a quarter of the traffic is unhealthy are
// 2.5 s. Healthy is what is left: none is negative, and together they are not more than `length`.
struct slice {
    // Names the subject, and stays the same over reloads and restarts: a node ("browse", over its regions;
    // "browse@westeurope"), or a composite of `slos:` ("slo:shop", which no node can be called).
    std::string key;
    std::chrono::sys_seconds begin;  // a multiple of `length` since 1970 in UTC
    std::chrono::seconds length = default_slice_length;

    duration unhealthy{0};
    duration degraded{0};     // and not unhealthy
    duration unknown{0};      // also while nobody looked: before the start, in a stall, over a clock step
    duration maintenance{0};  // leaves both sides
    event_counts events;      // in it, for objectives that count them
    slice_counts targets;     // for objectives that count slices

    std::chrono::sys_seconds end() const { return begin + length; }
    duration healthy() const { return length - unhealthy - degraded - unknown - maintenance; }

    friend bool operator==(const slice&, const slice&) = default;
};

// One slice that stands for two of the same key, of which `later` does not begin before the other ends. Time
// between them is unknown. Sums over the merged one are those over both, but for `unknown: hold`.
slice merged(const slice& earlier, const slice& later);

}  // namespace hm::model::slo
