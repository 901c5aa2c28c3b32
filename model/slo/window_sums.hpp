// Sums of tallies over the last so much time, for several windows at once, in bounded memory and O(1) a
// slice. Running totals are noted at whole multiples of a few steps, in rings; a window is the difference of
// two of them. So a window begins at a multiple of its step, and is up to one step longer than it says.
#pragma once

#include "model/slo/tally.hpp"

#include <chrono>
#include <cstdint>
#include <span>
#include <vector>

namespace hm::model::slo {

// A tally of a stretch of time, spread evenly over it.
struct stretch {
    std::chrono::sys_seconds begin, end;
    tally what;

    friend bool operator==(const stretch&, const stretch&) = default;
};

class window_sums {
public:
    explicit window_sums(std::span<const std::chrono::seconds> windows);

    // Begins where the one before ended, or later. Of the time between nothing is added.
    void add(const stretch& s);
    // Forgets what is later than `to`, as far back as it is noted: a clock was wrong, and has been set back.
    void rewind(std::chrono::sys_seconds to);

    // Up to the end of what was added, from a multiple of step_of(window) on.
    tally over(std::chrono::seconds window) const;
    // Of everything so far; what it was at an instant that is noted, or at the one noted before it.
    const tally& total() const { return total_; }
    tally total_at(std::chrono::sys_seconds at) const;

    bool empty() const { return !begun_; }
    std::chrono::sys_seconds begin() const { return begin_; }
    std::chrono::sys_seconds end() const { return end_; }

    // All that is noted, as stretches in their order: for sums over other windows.
    std::vector<stretch> stretches() const;

    // The largest of these steps of which a window has at least thirty.
    static std::chrono::seconds step_of(std::chrono::seconds window);

private:
    struct ring {
        std::chrono::seconds step;
        std::vector<tally> totals;  // of the boundary n × step, at n modulo size
        std::int64_t first = 0;     // boundaries that are noted: from here …
        std::int64_t next = 0;      // … to before this one

        bool has(std::int64_t boundary) const { return boundary >= first && boundary < next; }
        tally& at(std::int64_t boundary) {
            return totals[static_cast<std::size_t>(boundary) % totals.size()];
        }
        const tally& at(std::int64_t boundary) const {
            return totals[static_cast<std::size_t>(boundary) % totals.size()];
        }
        void keep_last();
    };

    void begin_at(std::chrono::sys_seconds begin);
    void note(ring& r, const stretch& s) const;
    const ring& ring_for(std::chrono::seconds window) const;

    std::vector<ring> rings_;  // by step, the finest first
    bool begun_ = false;
    std::chrono::sys_seconds begin_, end_;
    tally total_;
};

}  // namespace hm::model::slo
