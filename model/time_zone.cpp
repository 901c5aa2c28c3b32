#include "model/time_zone.hpp"

namespace hm::model {

using std::chrono::local_seconds;
using std::chrono::seconds;
using std::chrono::sys_seconds;

namespace {

// When the offset `before` ends, which holds just after `from` and no longer at `to`.
sys_seconds end_of(seconds before, sys_seconds from, sys_seconds to, const time_zone& zone) {
    while (to - from > seconds{1}) {
        const sys_seconds middle = from + (to - from) / 2;
        (zone.offset_at(middle) == before ? from : to) = middle;
    }
    return to;
}

}  // namespace

time_zone utc() {
    return {"UTC", [](sys_seconds) { return seconds{0}; }};
}

local_seconds clocks_at(sys_seconds instant, const time_zone& zone) {
    return local_seconds{instant.time_since_epoch() + zone.offset_at(instant)};
}

// No zone is a day away from UTC, and none changes its clocks twice within two days.
sys_seconds instant_of(local_seconds wanted, const time_zone& zone) {
    const sys_seconds as_utc{wanted.time_since_epoch()};
    const seconds before = zone.offset_at(as_utc - std::chrono::days{1});
    const seconds after = zone.offset_at(as_utc + std::chrono::days{1});
    for (const seconds offset : {before, after})
        if (zone.offset_at(as_utc - offset) == offset) return as_utc - offset;
    return end_of(before, as_utc - after, as_utc - before, zone);
}

}  // namespace hm::model
