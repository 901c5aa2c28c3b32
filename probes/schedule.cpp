#include "probes/schedule.hpp"

#include <algorithm>

namespace hm::probes {

namespace {

// MurmurHash3's finalizer.
std::uint64_t mix(std::uint64_t h) {
    h = (h ^ (h >> 33)) * 0xff51afd7ed558ccd;
    h = (h ^ (h >> 33)) * 0xc4ceb9fe1a85ec53;
    return h ^ (h >> 33);
}

}  // namespace

// FNV-1a, then mixed: names that differ in one letter must land far apart in any interval.
std::uint64_t hash_name(std::string_view name) {
    std::uint64_t h = 0xcbf29ce484222325;
    for (const char c : name) h = (h ^ static_cast<unsigned char>(c)) * 0x100000001b3;
    return mix(h);
}

schedule::plan::plan(std::uint64_t of_name, const model::schedule& when)
    : hash(of_name),
      intervals{interval_for(when, model::pace::normal), interval_for(when, model::pace::fast),
                interval_for(when, model::pace::down)},
      jitter(static_cast<std::uint32_t>(when.jitter)),
      overlap(when.overlap) {}

schedule::schedule(model::duration tick_length, model::steady_time now)
    : grid_(tick_length), wheel_(grid_.at_or_before(now)), now_(now) {}

schedule::slot schedule::add(std::string_view name, const model::schedule& when) {
    const plan made{hash_name(name), when};
    slot s = static_cast<slot>(plans_.size());
    if (free_.empty()) {
        plans_.push_back(made);
        wheel_.resize(plans_.size());
    } else {
        s = free_.back();
        free_.pop_back();
        plans_[s] = made;
    }
    put(s, first_run(plans_[s]));
    return s;
}

void schedule::suspend(slot s) {
    wheel_.remove(s);
}

void schedule::remove(slot s) {
    suspend(s);
    free_.push_back(s);
}

void schedule::finished(slot s, model::pace pace, model::steady_time started, model::steady_time now) {
    plan& p = plans_[s];
    p.pace = pace;
    if (!p.overlap) return plan_next(s, started, now);
    // The next one is planned already, by the pace before; it may have to come sooner.
    if (pace == model::pace::fast && due_of(s) > started + p.interval())
        put(s, std::max(started + p.interval(), now));
}

void schedule::plan_next(slot s, model::steady_time started, model::steady_time now) {
    const plan& p = plans_[s];
    // The fast pace has no phase: it counts from the last start, and a run that outlasted it is followed at
    // once.
    if (p.pace == model::pace::fast) return put(s, std::max(started + p.interval(), now));

    // From the due time, not from the start, so that lag does not add up. More than half an interval away, so
    // that a run out of phase (the first, a fast one) is not followed at once by one in phase.
    const model::duration interval = p.interval();
    model::steady_time next = in_phase_after(p.base + interval / 2, p, interval);
    const auto passed_by = [&](model::steady_time t) {
        return next <= t ? static_cast<std::uint64_t>((t - next) / interval) + 1 : 0;
    };
    const std::uint64_t passed = passed_by(now), before_start = std::min(passed_by(started), passed);
    missed_ += before_start;
    overlapped_ += passed - before_start;
    next += static_cast<std::int64_t>(passed) * interval;
    put(s, next, jitter_of(p, next, interval));
}

void schedule::spread_again(slot s) {
    const plan& p = plans_[s];
    missed_ += static_cast<std::uint64_t>((now_ - due_of(s)) / p.intervals.front()) + 1;
    put(s, first_run(p));
}

// In phase when that is soon enough, which it always is for intervals up to longest_spread.
model::steady_time schedule::first_run(const plan& p) const {
    const model::steady_time in_phase = in_phase_after(now_, p, p.intervals.front());
    if (in_phase - now_ <= longest_spread) return in_phase;
    return now_ + model::duration{p.hash % static_cast<std::uint64_t>(longest_spread.count())};
}

void schedule::put(slot s, model::steady_time base, model::duration after) {
    plan& p = plans_[s];
    p.base = base;
    p.due = std::max(grid_.at_or_after(base + after), wheel_.now() + 1);
    wheel_.insert(s, p.due);
}

// Different for every run, and the same for the same run.
model::duration schedule::jitter_of(const plan& p, model::steady_time base, model::duration interval) const {
    if (p.jitter == 0) return {};
    const std::int64_t ns = interval.count();  // in two parts, so that nothing overflows
    const auto most = static_cast<std::uint64_t>(ns / model::whole * p.jitter +
                                                 ns % model::whole * p.jitter / model::whole);
    const auto run = static_cast<std::uint64_t>(base.time_since_epoch().count());
    return model::duration{mix(p.hash ^ mix(run)) % (most + 1)};
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
