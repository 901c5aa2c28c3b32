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

std::string text_of(const region_verdict& v) {
    return fmt::format("routing {} computed {} effective {} by {} at {} %", to_string(v.routing),
                       to_string(v.computed), to_string(v.effective), to_string(v.source), v.weight_percent);
}

bool is_bad(const region_evidence& e) {
    return e.routing == state::unhealthy;
}

bool automatic(verdict_source s) {
    return s == computed || s == ramp || s == held;
}

int in_whole_steps(double percent, int step) {
    int weight = step;
    while (weight + step <= 100 && weight + step <= percent + 1e-11) weight += step;
    return weight;
}

}  // namespace

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
        if (over && rules.after_hold == on_unknown::open) computed = verdict::up;
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
        if (!v.serves()) w.back_at.reset();
        if (v.serves() && !before_[r].serves() && (automatic(v.source) || v.source == drain))
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
        if (!w.warm) w.drained_from = 100;  // of what is warming nothing is remembered
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

std::string verdict_world::invariants() const {
    std::string wrong;
    for (std::size_t r = 0; r < regions_.size() && wrong.empty(); ++r) wrong = of_region(r);
    if (wrong.empty()) wrong = of_pool();
    if (wrong.empty()) wrong = of_guard();
    return wrong;
}

std::string verdict_world::of_region(std::size_t r) const {
    const region_verdict& v = lazy_.verdicts()[r];
    const watched& w = regions_[r];
    const auto wrong = [&](std::string_view what) {
        return fmt::format("region {}: {}: {}", w.name, what, text_of(v));
    };
    if (w.warm && v.computed != w.computed)
        return wrong(fmt::format("by counting seconds it is computed {}", to_string(w.computed)));
    if (v.serves() != (v.weight_percent > 0)) return wrong("the weight belies the verdict");
    if (v.weight_percent > 100 || v.weight_percent % rules_.weight_step != 0) return wrong("no whole steps");
    if (v.stays_until != steady_time::min() && !w.down)
        return wrong("a promise for a region that is not down");
    const std::string of = w.unspoken() ? of_evidence(r) : of_word(r);
    return of.empty() ? of : wrong(of);
}

// An operator's word holds, the strongest first.
std::string verdict_world::of_word(std::size_t r) const {
    const region_verdict& v = lazy_.verdicts()[r];
    const watched& w = regions_[r];
    if (w.words[0]) {
        if (v.source != drain || v.said != w.words[0]) return "a drain is not obeyed";
        const bool at_once = !w.words[0]->rate_percent_per_minute;
        if (at_once && v.serves()) return "a drained region serves";
        return {};
    }
    if (w.words[1]) {
        const bool up = v.source == force_up && v.said == w.words[1] && v.effective == verdict::up;
        return up && v.weight_percent == 100 ? "" : "a force_up is not obeyed";
    }
    if (v.source != freeze || v.said != w.words[2]) return "a freeze is not obeyed";
    // Only what an operator told instead is not frozen.
    const bool told_otherwise = before_[r].source == drain || before_[r].source == force_up;
    const bool moved = v.effective != before_[r].effective || v.weight_percent != before_[r].weight_percent;
    if (moved && !told_otherwise) return "a frozen verdict moves";
    return {};
}

// Each source tells what it may, and why it may.
std::string verdict_world::of_evidence(std::size_t r) const {
    const region_verdict& v = lazy_.verdicts()[r];
    const watched& w = regions_[r];
    const auto voters = std::ranges::count_if(regions_, &watched::votes);
    if (v.said) return "nobody said so";
    if (!w.warm) return v.source == warming && v.effective == verdict::up ? "" : "it knows too much";
    switch (v.source) {
        case computed:
        case ramp:
            if (!is_known(w.shows.routing)) return "nothing is known";
            if (v.source == ramp && !v.serves()) return "a ramp that leads nowhere";
            return v.effective == v.computed ? "" : "told is not what is computed";
        case held:
            if (is_known(w.shows.routing)) return "held although it is known";
            return v.effective == v.computed ? "" : "told is not what is computed";
        case verdict_source::guard:
            if (!rules_.guard || voters < 2) return "no guard is needed";
            if (v.computed != verdict::down || w.last_total) return "it is not the guard's";
            return v.effective == verdict::degraded ? "" : "kept, and not degraded";
        case panic:
            if (!rules_.panic || voters < 2) return "no reason to panic";
            if (v.computed != verdict::down) return "panic about a region that is not down";
            if (rules_.guard && !w.last_total) return "panic about a partial failure";
            return v.effective == verdict::degraded && v.weight_percent == 100 ? "" : "panic tells degraded";
        default:
            return "its source is nobody's word";
    }
}

std::string verdict_world::of_pool() const {
    std::size_t serving = 0, voters = 0, at_hand = 0, well = 0;
    for (std::size_t r = 0; r < regions_.size(); ++r) {
        const region_verdict& v = lazy_.verdicts()[r];
        const watched& w = regions_[r];
        serving += v.serves();
        voters += w.votes();
        if (w.votes() && (v.source != freeze || v.serves())) ++at_hand;
        well +=
            w.votes() && v.serves() && !(v.computed == verdict::down && w.last_total) && v.source != panic;
    }
    if (serving == 0 && voters >= 2 && at_hand > 0 && rules_.panic) return "the pool is empty";
    for (std::size_t r = 0; r < regions_.size(); ++r) {
        const region_verdict& v = lazy_.verdicts()[r];
        const bool failed = v.computed == verdict::down && regions_[r].last_total;
        if (failed && v.serves() && regions_[r].unspoken() && regions_[r].warm && well > 0)
            return fmt::format("region {} failed totally and is told to serve while another does",
                               regions_[r].name);
    }
    return {};
}

void verdict_world::remember_removals() {
    removed_now_.clear();
    for (std::size_t r = 0; r < regions_.size(); ++r) {
        const region_verdict& v = lazy_.verdicts()[r];
        if (v.serves() || !automatic(v.source)) continue;
        if (before_[r].serves()) removed_now_.push_back(r);
        if (before_[r].serves() || !automatic(before_[r].source)) last_taken_out_ = now_.steady;
    }
}

std::string verdict_world::of_guard() const {
    auto* self = const_cast<verdict_world*>(this);
    const auto voters = static_cast<std::size_t>(std::ranges::count_if(regions_, &watched::votes));
    const auto then = last_removal_;
    if (!removed_now_.empty()) self->last_removal_ = now_.steady;
    if (voters < 2 || !rules_.guard) return {};

    std::size_t out = 0, failed = 0, lost = 0;
    double left = 0, all = 0;
    for (std::size_t r = 0; r < regions_.size(); ++r) {
        const region_verdict& v = lazy_.verdicts()[r];
        const watched& w = regions_[r];
        all += w.share;
        if (v.serves() && (v.source != drain)) left += w.share;
        out += w.votes() && !v.serves() && automatic(v.source);
        failed += w.votes() && w.unspoken() && v.computed == verdict::down && w.last_total;
        const bool frozen_out = v.source == freeze && (!v.serves() || v.computed == verdict::down);
        lost += w.votes() && frozen_out;
    }
    if (out > std::max(failed, voters / 2)) return fmt::format("{} of {} regions are taken out", out, voters);
    for (const std::size_t r : removed_now_)
        if (!regions_[r].last_bad)
            return fmt::format("region {} is taken out although it is well", regions_[r].name);
    std::size_t partial_now = 0;
    for (const std::size_t r : removed_now_) partial_now += !regions_[r].last_total;
    if (partial_now > 1 && rules_.removal_pace > 0s) return "two regions are taken out at once";
    if (partial_now > 0 && then && now_.steady - *then < rules_.removal_pace)
        return "a region is taken out before its time";
    for (const std::size_t r : removed_now_)
        if (!regions_[r].last_total && left * 1e9 + 1 < all * static_cast<double>(rules_.capacity))
            return "less than the capacity is left";
    for (std::size_t r = 0; r < regions_.size(); ++r) {
        const region_verdict& v = lazy_.verdicts()[r];
        if (v.source != verdict_source::guard) continue;
        if (!kept_for_good_reason(r, out + lost))
            return fmt::format("region {} is kept for no reason", regions_[r].name);
        for (const std::size_t gone : removed_now_)
            if (!regions_[gone].last_total && rules_.capacity == 0 && regions_[r].last_bad &&
                regions_[gone].last_score > regions_[r].last_score)
                return fmt::format("region {} is worse than {}, which is taken out", regions_[r].name,
                                   regions_[gone].name);
    }
    return {};
}

bool verdict_world::kept_for_good_reason(std::size_t r, std::size_t out) const {
    const auto voters = static_cast<std::size_t>(std::ranges::count_if(regions_, &watched::votes));
    const bool paced = last_taken_out_ && now_.steady - *last_taken_out_ < rules_.removal_pace;
    return rules_.capacity > 0 || !regions_[r].last_bad || paced || out >= voters / 2;
}

std::string verdict_world::of_weight(std::size_t r) const {
    const region_verdict& v = lazy_.verdicts()[r];
    const watched& w = regions_[r];
    if (!v.serves() || !w.warm) return {};
    const auto wrong = [&](double expected) {
        return fmt::format("region {}: its weight should be {}: {}", w.name, expected, text_of(v));
    };
    const auto by_score = [&](score s) {
        return s.known() ? in_whole_steps(s.ratio() * rules_.weight_factor_percent, rules_.weight_step) : 100;
    };
    const auto seconds = [](duration d) { return std::chrono::duration<double>(d).count(); };
    double ramped = 100;
    if (w.back_at && now_.steady - *w.back_at < rules_.ramp)
        ramped = in_whole_steps(10 + 90 * seconds(now_.steady - *w.back_at) / seconds(rules_.ramp),
                                rules_.weight_step);
    const double normal = std::min<double>(by_score(w.last_well_score), ramped);
    if (automatic(v.source) && v.weight_percent != normal) return wrong(normal);
    if (v.source == ramp && by_score(w.last_well_score) <= ramped) return wrong(normal);
    if (v.source == verdict_source::guard && v.weight_percent != by_score(w.last_score))
        return wrong(by_score(w.last_score));
    if (v.source != drain || clock_was_set_ || v.computed == verdict::down) return {};
    const double drained =
        w.drained_from - *w.words[0]->rate_percent_per_minute * seconds(now_.steady - w.drain_began) / 60;
    const double expected = std::min(normal, drained);
    if (v.weight_percent < expected - 0.01 || v.weight_percent > expected + rules_.weight_step + 0.01)
        return wrong(expected);
    return {};
}

}  // namespace hm::model::test
