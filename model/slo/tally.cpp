#include "model/slo/tally.hpp"

#include <algorithm>

namespace hm::model::slo {

using std::chrono::sys_seconds;

namespace {

__extension__ using wide = __int128;

// The part of a slice about which something is known.
tally known_time(const slice& s) {
    const std::int64_t bad = s.unhealthy.count();
    const std::int64_t counted = duration{s.length}.count() - s.unknown.count() - s.maintenance.count();
    return {bad, bad + s.degraded.count(), counted};
}

bool misses(std::int64_t bad, std::int64_t total, parts_per_billion target) {
    return wide{bad} * whole > wide{total} * (whole - target);
}

}  // namespace

std::int64_t share_of(std::int64_t value, std::int64_t part, std::int64_t of) {
    return static_cast<std::int64_t>(wide{value} * part / of);
}

tally share_of(const tally& t, std::int64_t part, std::int64_t of) {
    return {share_of(t.unavailable, part, of), share_of(t.impaired, part, of), share_of(t.total, part, of)};
}

slice_counts tally_counter::judged(const slice& s) const {
    const tally t = time_of(s);
    if (t.total == 0) return {};
    return {1, misses(t.unavailable, t.total, wanted_->slice_target),
            misses(t.impaired, t.total, wanted_->slice_target)};
}

tally tally_counter::of(const slice& s) {
    const tally time = time_of(s);
    if (const tally seen = known_time(s); seen.total > 0) last_ = known{seen, s.targets, s.end()};
    switch (wanted_->how) {
        case method::time:
            return time;
        case method::slices:
            return {s.targets.missed, s.targets.impaired, s.targets.judged};
        case method::events: {
            const std::int64_t bad = s.events.total - s.events.good;
            return {bad, bad, s.events.total};
        }
    }
    return {};
}

tally tally_counter::of_gap(sys_seconds begin, sys_seconds end) const {
    if (wanted_->how == method::events) return {};
    if (wanted_->unknown == unknown_rule::hold && last_) end = std::min(end, last_->until + wanted_->hold);
    if (end <= begin) return {};
    if (wanted_->how == method::time) return time_of_unknown(end - begin, end);
    const std::int64_t slices = (end - begin) / wanted_->slice;
    switch (wanted_->unknown) {
        case unknown_rule::excluded:
            return {};
        case unknown_rule::good:
            return {0, 0, slices};
        case unknown_rule::bad:
            return {slices, slices, slices};
        case unknown_rule::hold:
            break;
    }
    if (!last_ || last_->targets.judged == 0) return {};
    const slice_counts& held = last_->targets;
    return {share_of(held.missed, slices, held.judged), share_of(held.impaired, slices, held.judged), slices};
}

tally tally_counter::time_of(const slice& s) const {
    const tally seen = known_time(s);
    if (wanted_->unknown != unknown_rule::hold || seen.total == 0)
        return seen + time_of_unknown(s.unknown, s.end());
    // What is known of the slice itself says more than what came before it.
    return seen + share_of(seen, s.unknown.count(), seen.total);
}

tally tally_counter::time_of_unknown(duration unknown, sys_seconds at) const {
    const std::int64_t t = unknown.count();
    switch (wanted_->unknown) {
        case unknown_rule::excluded:
            return {};
        case unknown_rule::good:
            return {0, 0, t};
        case unknown_rule::bad:
            return {t, t, t};
        case unknown_rule::hold:
            break;
    }
    return still_held(at) ? share_of(last_->time, t, last_->time.total) : tally{};
}

bool tally_counter::still_held(sys_seconds at) const {
    return last_ && at - last_->until <= wanted_->hold;
}

}  // namespace hm::model::slo
