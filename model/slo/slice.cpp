#include "model/slo/slice.hpp"

namespace hm::model::slo {

slice merged(const slice& earlier, const slice& later) {
    slice both = earlier;
    both.length = later.end() - earlier.begin;
    both.unhealthy += later.unhealthy;
    both.degraded += later.degraded;
    both.unknown += later.unknown + (later.begin - earlier.end());
    both.maintenance += later.maintenance;
    both.events.good += later.events.good;
    both.events.total += later.events.total;
    both.targets.judged += later.targets.judged;
    both.targets.missed += later.targets.missed;
    both.targets.impaired += later.targets.impaired;
    return both;
}

}  // namespace hm::model::slo
