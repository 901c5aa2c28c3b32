// What counts of a slice for an objective: how much was bad, and of how much. In nanoseconds of traffic-
// weighted time, in slices or in events, as the objective's method says; nobody adds those of two objectives.
#pragma once

#include "model/slo/objective.hpp"
#include "model/slo/slice.hpp"

#include <cstdint>
#include <optional>

namespace hm::model::slo {

struct tally {
    std::int64_t unavailable = 0;
    std::int64_t impaired = 0;  // unavailable or degraded
    std::int64_t total = 0;

    tally& operator+=(const tally& more) {
        unavailable += more.unavailable;
        impaired += more.impaired;
        total += more.total;
        return *this;
    }
    friend tally operator+(tally a, const tally& b) { return a += b; }
    friend tally operator-(const tally& a, const tally& b) {
        return {a.unavailable - b.unavailable, a.impaired - b.impaired, a.total - b.total};
    }
    friend bool operator==(const tally&, const tally&) = default;
};

// floor(value × part / of), for 0 ≤ part ≤ of.
std::int64_t share_of(std::int64_t value, std::int64_t part, std::int64_t of);
tally share_of(const tally& t, std::int64_t part, std::int64_t of);

// Slices, in their order, to tallies. Looks back only for `unknown: hold`.
class tally_counter {
public:
    explicit tally_counter(std::shared_ptr<const objective> wanted) : wanted_(std::move(wanted)) {}

    // Whether it missed its target, in slice::targets. For a slice as it is closed, before of().
    slice_counts judged(const slice& s) const;
    tally of(const slice& s);
    // One that goes on from here, for another objective.
    tally_counter with(std::shared_ptr<const objective> wanted) const {
        tally_counter next = *this;
        next.wanted_ = std::move(wanted);
        return next;
    }
    // Time between two slices, when nobody looked.
    tally of_gap(std::chrono::sys_seconds begin, std::chrono::sys_seconds end) const;

private:
    // What was known last, until when.
    struct known {
        tally time;
        slice_counts targets;
        std::chrono::sys_seconds until;
    };

    tally time_of(const slice& s) const;
    tally time_of_unknown(duration unknown, std::chrono::sys_seconds at) const;
    bool still_held(std::chrono::sys_seconds at) const;

    std::shared_ptr<const objective> wanted_;
    std::optional<known> last_;
};

}  // namespace hm::model::slo
