#include "test/model/watched_region.hpp"

#include <algorithm>

namespace hm::model::test {

bool is_bad(const region_evidence& e) {
    return e.routing == state::unhealthy;
}

void watched::count(duration passed) {
    if (!is_known(shows.routing)) return;
    if (is_bad(shows)) bad += passed;
    if (is_bad(shows) && shows.total_failure) failed += passed;
    if (!is_bad(shows)) well += passed;
}

// Called when `shows` may be new.
void watched::judge(const traffic_rules& rules, steady_time now) {
    if (!is_known(shows.routing)) {
        const bool over = warm && now - unknown_since >= rules.hold;
        if (over && rules.after_hold == on_unknown::open) {
            computed = verdict::up;
            if (down) {  // its outage is over, and what comes now counts from the beginning
                came_back = now;
                down = false;
                bad = failed = well = {};
            }
        }
        if (over && rules.after_hold == on_unknown::closed) computed = verdict::down;
        if (over && rules.after_hold == on_unknown::closed) last_bad = true;
        return;
    }
    last_score = shows.routing_score;
    last_total = shows.total_failure;
    last_bad = is_bad(shows);
    if (is_bad(shows)) well = {};
    if (!is_bad(shows)) bad = {}, last_well_score = shows.routing_score;
    if (!is_bad(shows) || !shows.total_failure) failed = {};

    const bool long_enough =
        bad >= rules.down_after || (shows.total_failure && failed >= rules.total_failure_after);
    if (!down && is_bad(shows) && long_enough) {
        flaps = came_back && now < *came_back + rules.forget_flaps ? flaps + 1 : 0;
        went_down = now;
        down = true;
    } else if (down && !is_bad(shows)) {
        double out = static_cast<double>(rules.min_down.count());
        for (int i = 0; i < flaps; ++i) out = std::min(out * 2, static_cast<double>(rules.max_down.count()));
        if (well >= rules.up_after && static_cast<double>(duration{now - *went_down}.count()) >= out) {
            came_back = now;
            down = false;
        }
    }
    warm = warm || down || !is_bad(shows);
    computed = down ? verdict::down : shows.routing == state::healthy ? verdict::up : verdict::degraded;
}

}  // namespace hm::model::test
