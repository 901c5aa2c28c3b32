// Cuts time into slices, by the wall clock: what is told about shares goes in, closed slices come out. Time
// in which nobody looked (a stall of ours, a clock that was set) is unknown in its slice, never bad; slices
// in which nobody looked at all are not made.
#pragma once

#include "model/slo/slice.hpp"
#include "model/slo/traffic_shares.hpp"
#include "model/time.hpp"

#include <cstddef>
#include <optional>
#include <vector>

namespace hm::model::slo {

struct slicer_limits {
    duration stall = std::chrono::seconds{2};              // a longer pause between two steps: nobody looked
    duration clock_step = std::chrono::milliseconds{250};  // the clocks drift apart by more: one was set
    // Set back by less, the time that was there already is passed over; by more, it begins again.
    std::chrono::seconds repeat = std::chrono::hours{1};
};

class slicer {
public:
    explicit slicer(slicer_limits limits = {}) : limits_(limits) {}

    // The next subject, which is unknown until shares are told. Before or after the first step.
    std::size_t add_subject(std::chrono::seconds slice_length);

    struct closed_slice {
        std::size_t subject;
        slice what;  // without a key, events, or targets
    };
    // Time has come to `now`. The slices that ended since, by subject and time; valid until the next call.
    const std::vector<closed_slice>& step(moment now);
    // From the last step on.
    void tell(std::size_t subject, const traffic_shares& shares);

    // By how much the clock was set back, to where everything begins again, in the last step.
    std::optional<std::chrono::sys_seconds> rewound() const { return rewound_; }

    // Takes the place of an older one, before the first step: first its time, with all subjects there, …
    void adopt_time(const slicer& before);
    // … then a subject that goes on.
    void adopt(std::size_t subject, const slicer& before, std::size_t subject_before);

private:
    struct open_slice {
        std::chrono::seconds length;
        traffic_shares now{0, 0, whole, 0};
        wall_time since{};                 // `now` holds from here
        std::chrono::sys_seconds begin{};  // of the slice
        duration unhealthy{0}, degraded{0}, maintenance{0}, known{0}, looked{0};
        std::chrono::sys_seconds closed_until{};  // what ends before is not told again
    };

    bool nobody_looked(moment now) const;
    void settle(open_slice& s, wall_time until);
    void run(std::size_t subject, wall_time until);
    void skip(std::size_t subject, wall_time to);
    void close(std::size_t subject);
    void find_next_end();

    slicer_limits limits_;
    std::vector<open_slice> open_;
    std::vector<closed_slice> closed_;
    std::optional<moment> last_;
    std::optional<std::chrono::sys_seconds> rewound_;
    wall_time next_end_ = wall_time::max();
};

}  // namespace hm::model::slo
