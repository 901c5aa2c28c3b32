#include "model/signal_spec.hpp"

#include <algorithm>

namespace hm::model {

duration default_fast_every(duration every) {
    constexpr duration floor = std::chrono::seconds{1};
    return std::min(every, std::max(floor, every / 5));
}

duration default_ttl(const schedule& s) {
    return 3 * std::max({s.every, s.fast_every, s.down_every}) + s.timeout;
}

}  // namespace hm::model
