// How a verdict machine goes on after a reload or a restart.
#include "model/verdict_machine.hpp"

#include <algorithm>

namespace hm::model {

namespace {

// The same instant on the other clock. What would lie in the future, because a clock was set, is now.
wall_time to_wall(steady_time t, moment now) {
    return now.wall - std::chrono::floor<std::chrono::milliseconds>(now.steady - t);
}
steady_time to_steady(wall_time t, moment now) {
    return now.steady - std::max(now.wall - t, std::chrono::milliseconds::zero());
}

template <class To, class From, class Convert>
std::optional<To> converted(const std::optional<From>& t, Convert convert, moment now) {
    if (!t) return std::nullopt;
    return convert(*t, now);
}

}  // namespace

void verdict_machine::adopt(const verdict_machine& before, std::span<const std::optional<std::size_t>> was) {
    guard_.resume_pace(before.guard_.last_removal());
    for (std::size_t r = 0; r < verdicts_.size(); ++r) {
        if (!was[r]) continue;
        verdicts_[r] = before.verdicts_[*was[r]];
        memory_[r] = before.memory_[*was[r]];
        guard_.resume(r, before.guard_.removed_at(*was[r]));
    }
}

std::optional<remembered_verdict> verdict_machine::remember(std::size_t region, moment now) const {
    const memory& m = memory_[region];
    if (!m.warm && !m.freeze) return std::nullopt;
    const region_verdict& v = verdicts_[region];
    const auto wall = [&](const std::optional<steady_time>& t) {
        return converted<wall_time>(t, to_wall, now);
    };
    const dwell::memory& computed = m.computed.remember();
    remembered_verdict out;
    out.at = now.wall;
    out.warm = m.warm;
    out.routing = v.routing;
    out.computed = v.computed;
    out.effective = v.effective;
    out.source = v.source;
    out.weight_percent = v.weight_percent;
    out.value = v.value;
    out.total_failure = v.total_failure;
    out.since = v.since;
    out.computed_since = v.computed_since;
    out.evidence_at = m.known ? now.wall : to_wall(m.known_at, now);
    out.well_weight = m.weight;
    out.down = computed.down;
    out.went_down = wall(computed.went_down);
    out.came_back = wall(computed.came_back);
    out.flaps = computed.flaps;
    out.ramp_began = wall(m.ramp_began);
    out.removed = wall(guard_.removed_at(region));
    out.last_removal = wall(guard_.last_removal());
    if (m.drain) out.weight_before_drain = m.drain->from;
    if (m.freeze) {
        out.frozen_by = m.freeze->by;
        out.frozen = m.freeze->told.effective;
        out.frozen_weight = m.freeze->told.weight_percent;
    }
    return out;
}

void verdict_machine::resume(std::size_t region, const remembered_verdict& then, moment now) {
    const bool too_old = now.wall - then.at > rules_.remember;
    // A version that had no frozen_by told a freeze by its source alone.
    const bool is_frozen = !then.frozen_by.empty() || then.source == verdict_source::freeze;
    if (too_old && !is_frozen) return;
    region_verdict& v = verdicts_[region];
    memory& m = memory_[region];
    if (!then.frozen_by.empty())
        m.freeze = frozen{then.frozen_by, {then.frozen, verdict_source::freeze, then.frozen_weight}};
    v.effective = then.effective;
    v.source = then.source;
    v.weight_percent = then.weight_percent;
    v.since = then.since;
    if (!v.serves()) m.out_since = to_steady(then.since, now);
    if (then.weight_before_drain) m.drain = slow_drain{{}, *then.weight_before_drain, {}};
    if (too_old || !then.warm) return;

    const auto steady = [&](const std::optional<wall_time>& t) {
        return converted<steady_time>(t, to_steady, now);
    };
    v.routing = then.routing;
    v.computed = then.computed;
    v.value = then.value;
    v.total_failure = then.total_failure;
    v.computed_since = then.computed_since;
    v.evidence_at = then.evidence_at;
    m.warm = true;
    m.known_at = to_steady(then.evidence_at, now);
    m.weight = then.well_weight;
    m.computed.resume({then.down, steady(then.went_down), steady(then.came_back), then.flaps});
    m.ramp_began = steady(then.ramp_began);
    guard_.resume(region, steady(then.removed));
    guard_.resume_pace(steady(then.last_removal));
}

}  // namespace hm::model
