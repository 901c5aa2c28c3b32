#include "probes/schedule.hpp"

#include <algorithm>

namespace hm::probes {

// FNV-1a, then MurmurHash3's finalizer: names that differ in one letter must land far apart in any interval.
std::uint64_t hash_name(std::string_view name) {
    std::uint64_t h = 0xcbf29ce484222325;
    for (const char c : name) h = (h ^ static_cast<unsigned char>(c)) * 0x100000001b3;
    h = (h ^ (h >> 33)) * 0xff51afd7ed558ccd;
    h = (h ^ (h >> 33)) * 0xc4ceb9fe1a85ec53;
    return h ^ (h >> 33);
}

schedule::schedule(model::duration tick_length, model::steady_time now)
    : grid_(tick_length), wheel_(grid_.at_or_before(now)), now_(now) {}

schedule::slot schedule::add(std::string_view name, const model::schedule& when) {
    slot s = static_cast<slot>(plans_.size());
    if (free_.empty()) {
        plans_.emplace_back();
        wheel_.resize(plans_.size());
    } else {
        s = free_.back();
        free_.pop_back();
    }
    plans_[s] = {hash_name(name), when};
    put(s, first_run(plans_[s]));
    return s;
}

void schedule::remove(slot s) {
    wheel_.remove(s);
    free_.push_back(s);
}

void schedule::finished(slot s, model::pace pace, model::steady_time started, model::steady_time now) {
    const plan& p = plans_[s];
    // The fast pace has no phase: it counts from the last start, and a run that outlasted it is followed at
    // once.
    if (pace == model::pace::fast) return put(s, std::max(started + p.when.fast_every, now));

    // From the due time, not from the start, so that lag does not add up. More than half an interval away, so
    // that a run out of phase (the first, a fast one) is not followed at once by one in phase.
    const model::duration interval = model::interval_for(p.when, pace);
    model::steady_time next = in_phase_after(due_of(s) + interval / 2, p, interval);
    if (next <= now) {
        const auto passed = (now - next) / interval + 1;
        missed_ += static_cast<std::uint64_t>(passed);
        next += passed * interval;
    }
    put(s, next);
}

void schedule::spread_again(slot s) {
    const plan& p = plans_[s];
    missed_ += static_cast<std::uint64_t>((now_ - due_of(s)) / p.when.every) + 1;
    put(s, first_run(p));
}

// In phase when that is soon enough, which it always is for intervals up to longest_spread.
model::steady_time schedule::first_run(const plan& p) const {
    const model::steady_time in_phase = in_phase_after(now_, p, p.when.every);
    if (in_phase - now_ <= longest_spread) return in_phase;
    return now_ + model::duration{p.hash % static_cast<std::uint64_t>(longest_spread.count())};
}

void schedule::put(slot s, model::steady_time due) {
    plans_[s].due = std::max(grid_.at_or_after(due), wheel_.now() + 1);
    wheel_.insert(s, plans_[s].due);
}

model::steady_time schedule::in_phase_after(model::steady_time t, const plan& p,
                                            model::duration interval) const {
    const auto phase = static_cast<std::int64_t>(p.hash % static_cast<std::uint64_t>(interval.count()));
    // On a tick where the interval allows it, so that the run is not late by a part of one.
    const model::duration on_tick{phase - phase % grid_.length().count()};
    const model::duration since = t.time_since_epoch() - on_tick;
    const auto before =
        since.count() >= 0 ? since / interval : -((-since - model::duration{1}) / interval + 1);
    return model::steady_time{on_tick + (before + 1) * interval};
}

}  // namespace hm::probes
