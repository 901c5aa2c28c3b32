#include "test/model/verdict_world.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace hm::model::test {

using namespace std::chrono_literals;
using enum verdict_source;

namespace {

constexpr steady_time never = steady_time::max();

std::size_t index(override_kind k) {
    return static_cast<std::size_t>(k);
}

}  // namespace

bool is_automatic(verdict_source s) {
    return s == computed || s == ramp || s == held;
}

std::string text_of(const region_verdict& v) {
    return fmt::format("routing {} computed {} effective {} by {} at {} %", to_string(v.routing),
                       to_string(v.computed), to_string(v.effective), to_string(v.source), v.weight_percent);
}

verdict_world::verdict_world(const history& h) : history_(h), rules_(h.rules), lazy_({}, {}), eager_({}, {}) {
    for (std::size_t r = 0; r < h.regions; ++r) {
        regions_.push_back({});
        regions_.back().name = names_++;
        regions_.back().share = h.shares[r];
    }
    lazy_ = eager_ = fresh_machine();
    before_.assign(lazy_.verdicts().begin(), lazy_.verdicts().end());
}

verdict_machine verdict_world::fresh_machine() const {
    std::vector<weight> shares;
    for (const watched& w : regions_) shares.push_back(w.share);
    return {shares, rules_};
}

std::string verdict_world::live() {
    std::string wrong = step(false, now_.steady);
    for (std::size_t i = 0; i < history_.events.size() && wrong.empty(); ++i) {
        const event& e = history_.events[i];
        if (e.what != event::kind::restart) wrong = wait(e.after);
        if (wrong.empty()) wrong = happen(e);
        if (!wrong.empty()) wrong = fmt::format("at event {}: {}", i, wrong);
    }
    return wrong.empty() ? wait(2h) : wrong;
}

std::string verdict_world::wait(duration d) {
    const steady_time end = now_.steady + std::chrono::duration_cast<steady_time::duration>(d);
    for (int steps = 0; now_.steady < end; ++steps) {
        if (steps > 20'000) return "its deadlines never end";
        const steady_time deadline = lazy_.next_deadline(), words = next_end_of_words();
        if (deadline <= now_.steady) return "a deadline that has passed";
        const steady_time next = std::min({deadline, words, end});
        std::string wrong = step(deadline == next && words != next, next);
        if (!wrong.empty()) return wrong;
    }
    return {};
}

void verdict_world::pass(steady_time to) {
    for (watched& w : regions_) w.count(to - now_.steady);
    now_.wall += std::chrono::floor<std::chrono::milliseconds>(to.time_since_epoch()) -
                 std::chrono::floor<std::chrono::milliseconds>(now_.steady.time_since_epoch());
    now_.steady = to;
}

// In between nothing is due, so that a step changes nothing.
std::string verdict_world::step(bool due, steady_time to) {
    for (const steady_time between : {now_.steady + (to - now_.steady) / 3, to - 1ns}) {
        if (between <= now_.steady) continue;
        pass(between);
        if (eager_.step(evidence(), now_)) return "something changed although nothing was due";
    }
    pass(to);
    forget_words_that_end();
    return step_both(due);
}

std::string verdict_world::step_both(bool must_change) {
    for (watched& w : regions_) w.judge(rules_, now_.steady);
    before_.assign(lazy_.verdicts().begin(), lazy_.verdicts().end());
    for (verdict_machine* m : {&lazy_, &eager_}) tell_words(*m);
    const bool changed = lazy_.step(evidence(), now_);
    eager_.step(evidence(), now_);
    if (must_change && !changed && !may_be_idle()) return "something was due and nothing changed";
    for (std::size_t r = 0; r < regions_.size(); ++r) {
        region_verdict other = eager_.verdicts()[r];
        other.evidence_at = lazy_.verdicts()[r].evidence_at;
        if (!(other == lazy_.verdicts()[r]))
            return fmt::format("region {}: who steps more often is told {}, who does not {}",
                               regions_[r].name, text_of(other), text_of(lazy_.verdicts()[r]));
    }
    if (lazy_.step(evidence(), now_)) return "the same step again changed something";
    remember_removals();
    std::string wrong = invariants();
    for (std::size_t r = 0; r < regions_.size(); ++r) {
        const region_verdict& v = lazy_.verdicts()[r];
        watched& w = regions_[r];
        if (v.source == freeze && w.frozen_by != v.said) {
            w.frozen_by = v.said;
            w.frozen = v.effective;
            w.frozen_weight = v.weight_percent;
        }
        if (!v.serves()) w.back_at.reset();
        if (v.serves() && !before_[r].serves() && (is_automatic(v.source) || v.source == drain))
            w.back_at = now_.steady;
    }
    for (std::size_t r = 0; r < regions_.size() && wrong.empty(); ++r) wrong = of_weight(r);
    return wrong;
}

// Two deadlines that may turn out to be none: a ramp behind a slow drain, and the end of a hold of who is
// out.
bool verdict_world::may_be_idle() const {
    const bool slow = std::ranges::any_of(
        regions_, [](const watched& w) { return w.words[0] && w.words[0]->rate_percent_per_minute; });
    return slow || rules_.after_hold == on_unknown::closed;
}

std::string verdict_world::happen(const event& e) {
    watched& w = regions_[e.region % regions_.size()];
    switch (e.what) {
        case event::kind::nothing:
            break;
        case event::kind::see:
        case event::kind::all_see:
            for (watched& other : regions_) {
                if (e.what == event::kind::see && &other != &w) continue;
                if (is_known(other.shows.routing) && !is_known(e.evidence.routing))
                    other.unknown_since = now_.steady;
                other.shows = e.evidence;
            }
            break;
        case event::kind::say: {
            operator_override o;
            o.id = fmt::format("o{}", ids_++);
            o.kind = e.word;
            o.since = now_.wall;
            o.until = now_.wall + std::chrono::duration_cast<std::chrono::milliseconds>(e.length);
            o.rate_percent_per_minute = e.rate;
            w.words[index(e.word)] = std::make_shared<const operator_override>(o);
            w.words_end[index(e.word)] =
                now_.steady + std::chrono::duration_cast<steady_time::duration>(e.length);
            if (e.word != override_kind::drain) break;
            w.drain_began = now_.steady;
            const auto place = static_cast<std::size_t>(&w - regions_.data());
            w.drained_from = lazy_.verdicts()[place].weight_percent;
            break;
        }
        case event::kind::unsay:
            w.words[index(e.word)].reset();
            break;
        case event::kind::restart:
            return restart(e.after);
        case event::kind::reload:
            reload(e.rate.has_value());
            break;
        case event::kind::set_clock:
            now_.wall += std::chrono::duration_cast<std::chrono::milliseconds>(e.length);
            clock_was_set_ = true;
            break;
    }
    return step(false, now_.steady);
}

// Nobody watches while it is gone; then nothing is known yet, and what was told goes on.
std::string verdict_world::restart(duration gone) {
    std::vector<std::optional<remembered_verdict>> records;
    for (std::size_t r = 0; r < regions_.size(); ++r) records.push_back(lazy_.remember(r, now_));
    const std::vector<region_verdict> told(lazy_.verdicts().begin(), lazy_.verdicts().end());
    for (watched& w : regions_) {
        if (is_known(w.shows.routing)) w.unknown_since = now_.steady;
        w.shows = {};
        w.bad = w.failed = w.well = {};
        // Of what is warming nothing is remembered, unless it is frozen.
        if (!w.warm && !w.word(override_kind::freeze)) w.drained_from = 100;
    }
    const auto words_then = regions_;
    pass(now_.steady + std::chrono::duration_cast<steady_time::duration>(gone));
    lazy_ = fresh_machine();
    for (std::size_t r = 0; r < records.size(); ++r)
        if (records[r]) lazy_.resume(r, *records[r], now_);
    eager_ = lazy_;
    forget_words_that_end();
    std::string wrong = step_both(false);

    const bool same_words = std::ranges::equal(
        regions_, words_then, [](const watched& a, const watched& b) { return a.words == b.words; });
    for (std::size_t r = 0; r < regions_.size() && wrong.empty() && same_words; ++r) {
        const region_verdict& v = lazy_.verdicts()[r];
        // Meanwhile a removal may have become due, a slow drain be through.
        const bool may_go = told[r].source == verdict_source::guard || told[r].source == drain;
        if (rules_.after_hold == on_unknown::last && v.serves() != told[r].serves() && !may_go)
            wrong = fmt::format("region {}: the restart made of {}: {}", regions_[r].name, text_of(told[r]),
                                text_of(v));
    }
    return wrong;
}

void verdict_world::reload(bool one_more) {
    const std::vector<watched> old = regions_;
    std::reverse(regions_.begin(), regions_.end());
    if (one_more) {
        regions_.push_back({});
        regions_.back().name = names_++;
        regions_.back().share = 100;
    } else if (regions_.size() > 1) {
        regions_.pop_back();
    }
    std::vector<std::optional<std::size_t>> was;
    for (const watched& w : regions_) {
        const auto then = std::ranges::find(old, w.name, &watched::name);
        was.push_back(then == old.end() ? std::nullopt
                                        : std::optional{static_cast<std::size_t>(then - old.begin())});
    }
    for (verdict_machine* m : {&lazy_, &eager_}) {
        verdict_machine next = fresh_machine();
        next.adopt(*m, was);
        *m = std::move(next);
    }
}

void verdict_world::tell_words(verdict_machine& m) const {
    for (std::size_t r = 0; r < regions_.size(); ++r)
        m.say(r, {regions_[r].words[0], regions_[r].words[1], regions_[r].words[2]});
}

steady_time verdict_world::next_end_of_words() const {
    steady_time next = never;
    for (const watched& w : regions_)
        for (std::size_t k = 0; k < 3; ++k)
            if (w.words[k]) next = std::min(next, w.words_end[k]);
    return next;
}

void verdict_world::forget_words_that_end() {
    for (watched& w : regions_)
        for (std::size_t k = 0; k < 3; ++k)
            if (w.words[k] && w.words_end[k] <= now_.steady) w.words[k].reset();
}

std::vector<region_evidence> verdict_world::evidence() const {
    std::vector<region_evidence> all;
    for (const watched& w : regions_) all.push_back(w.shows);
    return all;
}

}  // namespace hm::model::test
