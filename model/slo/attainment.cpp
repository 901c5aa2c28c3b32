#include "model/slo/attainment.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace hm::model::slo {

using std::chrono::seconds;
using std::chrono::sys_seconds;

namespace {

errors errors_of(const tally& t, bool degraded) {
    return {degraded ? t.impaired : t.unavailable, t.total};
}

bool same_window(const budget_window& a, const budget_window& b) {
    if (a.index() != b.index()) return false;
    if (const auto* rolling = std::get_if<seconds>(&a)) return *rolling == std::get<seconds>(b);
    const auto& x = std::get<calendar_window>(a);
    const auto& y = std::get<calendar_window>(b);
    return x.unit == y.unit && x.zone.name == y.zone.name;
}

// Whether what was counted for one is what the other counts.
bool same_tallies(const objective& a, const objective& b) {
    return a.how == b.how && a.unknown == b.unknown && a.hold == b.hold &&
           (a.how != method::slices || (a.slice == b.slice && a.slice_target == b.slice_target)) &&
           (a.how != method::events || a.events == b.events);
}

// The longest that a rolling or calendar window of this kind can be.
seconds longest(const budget_window& window) {
    if (const auto* rolling = std::get_if<seconds>(&window)) return *rolling;
    constexpr std::chrono::hours clocks_change{1};
    switch (std::get<calendar_window>(window).unit) {
        case calendar_unit::day:
            return std::chrono::days{1} + clocks_change;
        case calendar_unit::week:
            return std::chrono::days{7} + clocks_change;
        case calendar_unit::month:
            return std::chrono::days{31} + clocks_change;
        case calendar_unit::quarter:
            return std::chrono::days{92} + clocks_change;
    }
    return std::chrono::days{92};
}

window_sums sums_for(const objective& o) {
    std::vector<seconds> windows = burn_windows(o);
    windows.push_back(longest(o.window));
    return window_sums{windows};
}

seconds whole_seconds(std::int64_t nanoseconds) {
    return std::chrono::floor<seconds>(duration{nanoseconds});
}

}  // namespace

std::vector<seconds> burn_windows(const objective& o) {
    std::set<seconds> windows;
    for (const burn_alert& a : o.alerts) windows.insert({a.over, a.recent});
    return {windows.begin(), windows.end()};
}

objective_tracker::objective_tracker(std::shared_ptr<const objective> wanted)
    : wanted_(std::move(wanted)),
      counter_(wanted_),
      sums_(sums_for(*wanted_)),
      windows_(burn_windows(*wanted_)),
      over_since_(wanted_->alerts.size() * 2) {}

void objective_tracker::close(slice& s) {
    if (!sums_.empty() && s.begin < sums_.end()) return;
    if (wanted_->how == method::slices && s.targets == slice_counts{}) s.targets = judged(s);
    if (!sums_.empty() && s.begin > sums_.end())
        count({sums_.end(), s.begin, counter_.of_gap(sums_.end(), s.begin)});
    count({s.begin, s.end(), counter_.of(s)});
}

// Also a run of slices that were all alike: such are stored as one while nothing judges slices.
slice_counts objective_tracker::judged(const slice& s) const {
    const bool alike = s.healthy() == s.length || s.unknown == s.length;
    if (s.length % wanted_->slice != seconds{0} || (s.length != wanted_->slice && !alike)) return {};
    slice one = s;
    one.length = wanted_->slice;
    const std::int64_t n = s.length / wanted_->slice;
    one.unknown = s.unknown / n;
    slice_counts counts = counter_.judged(one);
    for (std::int64_t* each : {&counts.judged, &counts.missed, &counts.impaired}) *each *= n;
    return counts;
}

void objective_tracker::count(const stretch& s) {
    turn_page(s);
    sums_.add(s);
}

// Before a stretch with which a new period begins, or goes on.
void objective_tracker::turn_page(const stretch& s) {
    const auto* calendar = std::get_if<calendar_window>(&wanted_->window);
    if (calendar == nullptr || (period_ && s.end <= period_->end)) return;
    const time_span next = period_at(*calendar, s.end - seconds{1});
    const bool within = next.begin > s.begin && s.end > s.begin;
    before_period_ = sums_.total();
    if (within) before_period_ += share_of(s.what, (next.begin - s.begin).count(), (s.end - s.begin).count());
    period_ = next;
}

void objective_tracker::rewind(sys_seconds to) {
    sums_.rewind(to);
    std::fill(over_since_.begin(), over_since_.end(), std::nullopt);
    if (!period_ || sums_.empty() || to >= period_->begin) return;
    period_ = period_at(std::get<calendar_window>(wanted_->window), to);
    before_period_ = sums_.total_at(period_->begin);
}

void objective_tracker::change_to(std::shared_ptr<const objective> wanted) {
    objective_tracker after{std::move(wanted)};
    if (same_tallies(*wanted_, *after.wanted_)) {
        after.counter_ = counter_.with(after.wanted_);
        if (burn_windows(*wanted_) == after.windows_ && same_window(wanted_->window, after.wanted_->window)) {
            after.sums_ = sums_;
            after.period_ = period_;
            after.before_period_ = before_period_;
        } else {
            for (const stretch& s : sums_.stretches()) after.count(s);
        }
        if (wanted_->alerts == after.wanted_->alerts) after.over_since_ = over_since_;
    }
    *this = std::move(after);
}

tally objective_tracker::of_period() const {
    if (const auto* rolling = std::get_if<seconds>(&wanted_->window)) return sums_.over(*rolling);
    return sums_.total() - before_period_;
}

attainment objective_tracker::now() {
    attainment a;
    a.wanted = wanted_;
    a.windows = windows_;
    if (!sums_.empty()) {
        const sys_seconds last = sums_.end() - seconds{1};
        a.period = length_of(wanted_->window, last);
        const sys_seconds begin = period_ ? period_->begin : sums_.end() - a.period;
        a.from = std::max(begin, sums_.begin());
        a.until = sums_.end();
    }
    a.available = target_of(false, a);
    if (wanted_->degraded) a.healthy = target_of(true, a);
    judge_alerts(a);
    return a;
}

attained_target objective_tracker::target_of(bool degraded, const attainment& a) const {
    attained_target t;
    t.target = degraded ? *wanted_->degraded : wanted_->target;
    const errors e = errors_of(of_period(), degraded);
    t.bad = e.bad;
    t.total = e.total;
    t.attained = attained_ratio(e);
    t.budget_remaining = budget_remaining(e, t.target);
    for (const seconds w : windows_)
        t.burn_rates.push_back(burn_rate(errors_of(sums_.over(w), degraded), t.target));
    if (wanted_->how != method::time || !a.until) return t;
    t.budget = seconds{allowed(a.period.count(), t.target)};
    t.affordable = affordable(whole_seconds(e.total - e.bad), whole_seconds(e.bad), a.period, t.target);
    return t;
}

void objective_tracker::judge_alerts(attainment& a) {
    const auto rate_over = [&](const attained_target& t, seconds window) {
        const auto w = std::lower_bound(windows_.begin(), windows_.end(), window) - windows_.begin();
        return t.burn_rates[static_cast<std::size_t>(w)].value_or(0);
    };
    // What is spent within the long window: time of it of which nothing is known spent nothing. Otherwise ten
    // bad seconds would page, if they are the first that anybody saw.
    const auto spends = [&](const attained_target& t, seconds window, bool of_degraded) {
        errors e = errors_of(sums_.over(window), of_degraded);
        if (wanted_->how == method::time) e.total = std::max(e.total, duration{window}.count());
        if (wanted_->how == method::slices) e.total = std::max(e.total, window / wanted_->slice);
        return burn_rate(e, t.target).value_or(0);
    };
    const auto judge = [&](const attained_target& t, bool of_degraded) {
        for (std::size_t i = 0; i < wanted_->alerts.size(); ++i) {
            const burn_alert& rule = wanted_->alerts[i];
            auto& since = over_since_[i * 2 + (of_degraded ? 1 : 0)];
            const double limit = a.until ? burn_rate_limit(rule, a.period) : 0;
            const bool over =
                a.until && spends(t, rule.over, of_degraded) > limit && rate_over(t, rule.recent) > limit;
            if (!over) since.reset();
            if (over && !since) since = *a.until;
            const bool fires = since && *a.until - *since >= rule.lasting;
            a.alerts.push_back({rule, of_degraded, limit, fires, since});
        }
    };
    judge(a.available, false);
    if (a.healthy) judge(*a.healthy, true);
}

}  // namespace hm::model::slo
