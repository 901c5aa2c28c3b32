#include "model/verdict_machine.hpp"

#include "model/traffic_weight.hpp"

#include <algorithm>
#include <utility>

namespace hm::model {

verdict_machine::verdict_machine(std::vector<weight> shares, traffic_rules rules)
    : shares_(std::move(shares)),
      rules_(rules),
      guard_(shares_.size()),
      verdicts_(shares_.size()),
      memory_(shares_.size()) {}

bool verdict_machine::step(std::span<const region_evidence> evidence, moment now) {
    before_ = verdicts_;
    deadline_ = steady_time::max();
    view_.clear();
    for (std::size_t r = 0; r < verdicts_.size(); ++r) {
        take_evidence(r, evidence[r], now);
        take_words(r, now);
        view_.push_back(seen_by_guard(r));
    }
    const std::span<const ruling> rulings = guard_.rule(view_, rules_, now.steady);
    expect(guard_.due());

    bool changed = false;
    for (std::size_t r = 0; r < verdicts_.size(); ++r) {
        const answer a = answer_of(r, rulings[r], now.steady);
        changed = tell(r, a, before_[r], now) || changed;
    }
    return changed;
}

void verdict_machine::take_evidence(std::size_t region, const region_evidence& e, moment now) {
    region_verdict& v = verdicts_[region];
    memory& m = memory_[region];
    m.computed.see(e.routing, e.total_failure, rules_, now.steady);
    const bool was_known = std::exchange(m.known, is_known(e.routing));
    if (m.known || was_known) {
        m.known_at = now.steady;
        v.evidence_at = now.wall;
    }
    if (!m.known) hold(region, now.steady);
    v.due = m.known ? m.computed.due(rules_) : steady_time::max();
    v.stays_until = m.computed.stays_until(rules_);
    expect(v.due);
    if (!m.known) return;

    m.given_up = false;
    v.routing = verdict_of(e.routing);
    v.value = e.routing_score;
    v.total_failure = e.total_failure;
    // A bad first round needs its dwell like any other, and until then has told nothing.
    m.warm = m.warm || v.routing != verdict::down || m.computed.is_down();
    if (v.routing != verdict::down) m.weight = weight_by_score(v.value, rules_);
    // Unhealthy, but not for long enough: until then it goes on with the weight that it had.
    v.computed = m.computed.is_down() ? verdict::down : std::min(v.routing, verdict::degraded);
}

// Nothing is known: the last verdict, for a while.
void verdict_machine::hold(std::size_t region, steady_time now) {
    memory& m = memory_[region];
    if (!m.warm || rules_.after_hold == on_unknown::last) return;
    const verdict after = rules_.after_hold == on_unknown::open ? verdict::up : verdict::down;
    const steady_time ends = m.known_at + rules_.hold;
    m.given_up = now >= ends;
    region_verdict& v = verdicts_[region];
    // Also one that is down, but was well when last seen: only now may the guard let it go.
    const bool matters = v.computed != after || (after == verdict::down && v.routing != after);
    if (m.given_up)
        v.computed = after;
    else if (matters)
        expect(ends);
    // Told up, it must not be taken out again because of good news.
    if (m.given_up && after == verdict::up && m.computed.is_down()) m.computed.forgive(now);
}

// What a freeze and a slow drain begin with is seen once, when they are new.
void verdict_machine::take_words(std::size_t region, moment now) {
    memory& m = memory_[region];
    if (!m.words.freeze) {
        m.freeze.reset();
    } else if (!m.freeze || m.freeze->by != m.words.freeze->id) {
        answer as_it_was = told(region);
        const bool by_operator =
            as_it_was.source == verdict_source::drain || as_it_was.source == verdict_source::force_up;
        const verdict computed = verdicts_[region].computed;
        if (by_operator)
            as_it_was = {computed, verdict_source::computed, computed == verdict::down ? 0 : m.weight};
        m.freeze = frozen{m.words.freeze->id, as_it_was};
    }
    if (!m.words.drain || !m.words.drain->rate_percent_per_minute)
        m.drain.reset();
    else if (!m.drain || m.drain->by != m.words.drain->id)
        begin_drain(region, now);
}

// It may have begun before a restart.
void verdict_machine::begin_drain(std::size_t region, moment now) {
    memory& m = memory_[region];
    const bool resumes = m.drain && m.drain->by.empty();
    const int from = resumes ? m.drain->from : told(region).weight_percent;
    const auto since = std::max(now.wall - m.words.drain->since, std::chrono::milliseconds::zero());
    m.drain = slow_drain{m.words.drain->id, from, now.steady - since};
}

guarded verdict_machine::seen_by_guard(std::size_t region) const {
    const memory& m = memory_[region];
    const region_verdict& v = verdicts_[region];
    guarded g;
    g.down = v.computed == verdict::down;
    g.unhealthy = v.routing == verdict::down || m.given_up;
    g.total_failure = v.total_failure;
    g.value = v.value;
    g.share = shares_[region];
    if (m.words.drain || !m.warm) {
        g.told_by = guarded::by::absent;
        g.serves = !m.words.drain;
    } else if (m.words.force_up) {
        g.told_by = guarded::by::forced;
    } else if (m.freeze) {
        g.told_by = guarded::by::frozen;
        g.serves = m.freeze->told.effective != verdict::down;
    }
    return g;
}

verdict_machine::answer verdict_machine::answer_of(std::size_t region, ruling by_guard, steady_time now) {
    const memory& m = memory_[region];
    if (m.words.drain) return drained(region, by_guard, now);
    if (m.words.force_up) return {verdict::up, verdict_source::force_up, 100};
    if (m.freeze) return {m.freeze->told.effective, verdict_source::freeze, m.freeze->told.weight_percent};
    return by_evidence(region, by_guard, now);
}

verdict_machine::answer verdict_machine::drained(std::size_t region, ruling by_guard, steady_time now) {
    const answer out{verdict::down, verdict_source::drain, 0};
    const memory& m = memory_[region];
    if (!m.drain) return out;
    const int rate = *m.words.drain->rate_percent_per_minute;
    const int left = drain_weight(m.drain->from, rate, now - m.drain->began, rules_);
    if (left == 0) return out;
    answer a = by_evidence(region, by_guard, now);
    if (a.effective == verdict::down) return out;
    a.weight_percent = std::min(a.weight_percent, left);
    expect(m.drain->began + drain_falls_below(a.weight_percent, m.drain->from, rate, rules_));
    return {a.effective, verdict_source::drain, a.weight_percent};
}

verdict_machine::answer verdict_machine::by_evidence(std::size_t region, ruling by_guard, steady_time now) {
    const memory& m = memory_[region];
    const region_verdict& v = verdicts_[region];
    if (!m.warm) return {verdict::up, verdict_source::warming, 100};
    // All look alike: the configured shares are the best that is known.
    if (by_guard == ruling::panic) return {verdict::degraded, verdict_source::panic, 100};
    if (by_guard == ruling::kept)
        return {verdict::degraded, verdict_source::guard, weight_by_score(v.value, rules_)};
    const verdict_source source = m.known ? verdict_source::computed : verdict_source::held;
    if (v.computed == verdict::down) return {verdict::down, source, 0};
    return ramped(region, {v.computed, source, m.weight}, now);
}

// Who was told to take nothing comes back step by step.
verdict_machine::answer verdict_machine::ramped(std::size_t region, answer a, steady_time now) {
    memory& m = memory_[region];
    if (!before_[region].serves()) m.ramp_began = now;
    if (!m.ramp_began) return a;
    const int reached = ramp_weight(now - *m.ramp_began, rules_);
    if (reached == 100) {
        m.ramp_began.reset();
    } else if (reached < a.weight_percent) {
        expect(*m.ramp_began + next_ramp_step(reached, rules_));
        a.weight_percent = reached;
        if (a.source == verdict_source::computed) a.source = verdict_source::ramp;
    }
    return a;
}

verdict_machine::answer verdict_machine::told(std::size_t region) const {
    const region_verdict& v = verdicts_[region];
    return {v.effective, v.source, v.weight_percent};
}

bool verdict_machine::tell(std::size_t region, const answer& a, const region_verdict& before, moment now) {
    region_verdict& v = verdicts_[region];
    memory& m = memory_[region];
    v.effective = a.effective;
    v.source = a.source;
    v.weight_percent = a.weight_percent;
    v.said = a.source == verdict_source::drain      ? m.words.drain
             : a.source == verdict_source::force_up ? m.words.force_up
             : a.source == verdict_source::freeze   ? m.words.freeze
                                                    : nullptr;
    if (v.serves()) {
        if (m.out_since) v.last_outage = now.steady - *m.out_since;
        m.out_since.reset();
    } else {
        if (!m.out_since) m.out_since = now.steady;
        m.ramp_began.reset();
    }

    if (before.since == wall_time{} || v.effective != before.effective) v.since = now.wall;
    if (before.computed_since == wall_time{} || v.computed != before.computed) v.computed_since = now.wall;
    region_verdict same_age = v;
    same_age.evidence_at = before.evidence_at;
    return !(same_age == before);
}

}  // namespace hm::model
