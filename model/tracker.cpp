#include "model/tracker.hpp"

#include "model/secrets.hpp"

#include <algorithm>

namespace hm::model {

namespace {

// What a failed run counts as, when it is not the conditions that decide.
state state_of_failure(failure_policy policy) {
    switch (policy) {
        case failure_policy::unhealthy:
            return state::unhealthy;
        case failure_policy::degraded:
            return state::degraded;
        default:
            return state::unknown;
    }
}

void judge_by_conditions(const signal_spec& spec, observation& seen, const signal_windows* windows) {
    const bool failed = seen.failed();
    for (const auto& [condition, verdict] :
         {std::pair{&spec.unhealthy, state::unhealthy}, std::pair{&spec.degraded, state::degraded}}) {
        if (!*condition) continue;
        const condition_result result = evaluate(**condition, seen, windows);
        if (result.field_missing && !failed) {
            seen.why = reason::body_mismatch;
            seen.detail = printable("the answer lacks a field of `" + (*condition)->text + "`");
            seen.judged = spec.on_failure == failure_policy::conditions ? state::unhealthy
                                                                        : state_of_failure(spec.on_failure);
            return;
        }
        if (!result.holds) continue;
        seen.judged = verdict;
        if (failed) return;  // the reason of the failure says more than the condition that caught it
        seen.why = reason::condition;
        seen.detail = printable(result.echo);
        return;
    }
    seen.judged = state::healthy;
}

}  // namespace

void judge(const signal_spec& spec, observation& seen, const signal_windows* windows) {
    if (seen.is_judged) return;
    if (is_prober_trouble(seen.why))
        seen.judged = state::unknown;
    else if (seen.failed() && spec.on_failure != failure_policy::conditions)
        seen.judged = state_of_failure(spec.on_failure);
    else
        judge_by_conditions(spec, seen, windows);
}

state debounce::at(int back) const {
    return ring_[static_cast<std::size_t>((next_ - 1 - back + 2 * max_debounce) % max_debounce)];
}

state debounce::least_bad_of_last(int n) const {
    state best = state::unhealthy;
    for (int i = 0; i < n; ++i) best = better_of(best, at(i));
    return best;
}

state debounce::worst_of_last(int n) const {
    state worst = state::healthy;
    for (int i = 0; i < n; ++i) worst = worse_of(worst, at(i));
    return worst;
}

bool debounce::add(state result) {
    if (!is_known(result)) return false;
    ring_[static_cast<std::size_t>(next_)] = result;
    next_ = (next_ + 1) % max_debounce;
    count_ = std::min(count_ + 1, max_debounce);

    const state before = current_;
    if (before == state::unknown) {
        current_ = result;
    } else if (result > before) {
        if (count_ >= rule_.fall) current_ = worse_of(before, least_bad_of_last(rule_.fall));
    } else if (result < before) {
        if (count_ >= rule_.rise) current_ = better_of(before, worst_of_last(rule_.rise));
    }
    return current_ != before;
}

duration interval_for(const schedule& when, pace p) {
    switch (p) {
        case pace::fast:
            return when.fast_every;
        case pace::down:
            return when.down_every;
        case pace::normal:
            break;
    }
    return when.every;
}

signal_tracker::signal_tracker(std::shared_ptr<const signal_spec> spec)
    : spec_(std::move(spec)),
      windows_(spec_->windowed.empty() ? nullptr : std::make_unique<signal_windows>(*spec_)),
      debounce_(spec_->debounce) {}

void signal_tracker::judge_over_windows(observation& seen, steady_time now) {
    if (!windows_ || is_prober_trouble(seen.why)) return judge(*spec_, seen);
    const bool answered = !seen.failed();
    windows_->add(seen, now);
    judge(*spec_, seen, windows_.get());
    const bool lacks_a_field = answered && seen.failed();
    if (lacks_a_field) windows_->correct(seen);
}

// The reason belongs to the state: while a change is pending, the old reason stands beside it.
void signal_tracker::explain(const observation& seen, bool moved) {
    if (seen.judged == state::degraded)
        degraded_ = std::make_unique<explanation>(explanation{seen.why, seen.detail});
    const bool explains_state = seen.judged == current_.now || !current_.ever_known;
    if (explains_state) {
        current_.why = seen.why;
        current_.detail = seen.detail;
    } else if (moved &&
               degraded_) {  // the least bad, or the worst, of the last results: one of them was degraded
        current_.why = degraded_->why;
        current_.detail = degraded_->detail;
    }
}

signal_tracker::step signal_tracker::add(observation& seen, steady_time now) {
    judge_over_windows(seen, now);
    if (!seen.detail.empty() && !spec_->secrets.empty())
        seen.detail = without_secrets(seen.detail, spec_->secrets);
    const judged_signal before = current_;

    const bool moved = debounce_.add(seen.judged);
    if (moved) current_.since = seen.at;
    current_.now = debounce_.current();
    current_.pending = debounce_.pending() ? debounce_.last() : state::unknown;
    current_.ever_known = debounce_.current() != state::unknown;

    explain(seen, moved);
    const bool same_story =
        current_.now == before.now && current_.why == before.why && current_.pending == before.pending;
    if (same_story)
        current_.detail = before.detail;  // a value that only moves is no news; it is in the observations
    if (!same_story) current_.last_result = seen.at;

    step result;
    result.changed = !(current_ == before);
    result.next = current_.pending != state::unknown ? pace::fast
                  : current_.now == state::unhealthy ? pace::down
                                                     : pace::normal;
    return result;
}

}  // namespace hm::model
