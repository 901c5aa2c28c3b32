#include "model/signal_spec.hpp"

#include <algorithm>

namespace hm::model {

// In two steps, because nanoseconds times parts per billion are too much for 64 bits.
duration longest_delay(duration interval, parts_per_billion jitter) {
    return interval / whole * jitter + interval % whole * jitter / whole;
}

duration default_fast_every(duration every) {
    constexpr duration floor = std::chrono::seconds{1};
    return std::min(every, std::max(floor, every / 5));
}

duration default_ttl(const schedule& s) {
    return 3 * std::max({s.every, s.fast_every, s.down_every}) + s.timeout;
}

}  // namespace hm::model
