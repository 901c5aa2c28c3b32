// Events that somebody counts for us: numbers that only grow, each read when a slice is closed. The first
// reading is where counting begins; one that is smaller than the one before began at 0 again, as counters do
// when their process restarts. A sum over many such counters gets smaller when one of them does or is gone:
// from there counting begins anew, and when a series is back, what it had before is not counted twice.
#pragma once

#include "model/ids.hpp"
#include "model/slo/slice.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

namespace hm::model::slo {

// The newest number of a counted signal; absent while there is none.
using counter_values = std::function<std::optional<std::int64_t>(signal_id)>;

class event_counter {
public:
    event_counter() = default;
    using is_sum_of_many = std::function<bool(signal_id)>;
    event_counter(
        std::vector<signal_id> good, std::vector<signal_id> total,
        const is_sum_of_many& is_sum = [](signal_id) { return false; });

    // Events since the last call. Good ones that run ahead of the total wait for it.
    event_counts take(const counter_values& values);

    // Goes on where an older one was, of signals of another graph that are the same.
    using same_signal = std::function<bool(signal_id ours, signal_id theirs)>;
    void adopt(const event_counter& before, const same_signal& same);

private:
    struct reading {
        signal_id from{};
        bool is_sum = false;
        std::optional<std::int64_t> last;
        std::int64_t gone = 0;  // of a sum: with series that are not in it now
    };
    static std::int64_t risen(reading& r, std::int64_t by);
    static std::int64_t growth(std::vector<reading>& all, const counter_values& values);

    std::vector<reading> good_, total_;
    std::int64_t good_ahead_ = 0;
};

}  // namespace hm::model::slo
