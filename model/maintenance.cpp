#include "model/maintenance.hpp"

#include <algorithm>

namespace hm::model {

using namespace std::chrono;

namespace {

// How many days are looked at, from the first on which one under way may have begun: the longest window, and
// the longest time that lies between two days of a rule (those of `day{31}` may be 62 days apart).
constexpr days search = max_maintenance + days{97};

struct falls_on_date {
    local_days date;

    bool operator()(every_day) const { return true; }
    bool operator()(weekday rule) const { return weekday{date} == rule; }
    bool operator()(weekday_indexed rule) const { return year_month_weekday{date}.weekday_indexed() == rule; }
    bool operator()(weekday_last rule) const {
        const year_month_day d{date};
        return local_days{d.year() / d.month() / rule} == date;
    }
    bool operator()(day rule) const { return year_month_day{date}.day() == rule; }
    bool operator()(last_spec) const { return year_month_day{date + days{1}}.day() == day{1}; }
};

bool begins_on(local_days date, const recurrence& r) {
    return std::any_of(r.days.begin(), r.days.end(),
                       [&](const day_rule& rule) { return falls_on(rule, date); });
}

time_span begun_on(local_days date, const recurrence& r) {
    const sys_seconds begin = instant_of(date + r.from, r.zone);
    return {begin, begin + r.lasts};
}

std::optional<time_span> current_or_next(const recurrence& r, sys_seconds now) {
    // A day more than it lasts, because clocks may have been changed since.
    local_days date = floor<days>(clocks_at(now - r.lasts, r.zone)) - days{1};
    if (r.starting) date = std::max(date, *r.starting);
    local_days last = date + search;
    if (r.until) last = std::min(last, *r.until);

    std::optional<time_span> found;
    for (; date <= last; date += days{1}) {
        if (!begins_on(date, r)) continue;
        const time_span next = begun_on(date, r);
        if (next.end <= now) continue;
        if (found && next.begin > found->end) break;
        found = {found ? found->begin : next.begin, next.end};
    }
    return found;
}

}  // namespace

bool falls_on(const day_rule& rule, local_days date) {
    return std::visit(falls_on_date{date}, rule);
}

std::optional<time_span> current_or_next(const maintenance_window& window, sys_seconds now) {
    if (const auto* recurs = std::get_if<recurrence>(&window.when)) return current_or_next(*recurs, now);
    const auto& once = std::get<time_span>(window.when);
    return once.end > now ? std::optional{once} : std::nullopt;
}

bool is_under_way(const maintenance_window& window, sys_seconds now) {
    const std::optional<time_span> span = current_or_next(window, now);
    return span && span->begin <= now;
}

std::optional<sys_seconds> next_change(const maintenance_window& window, sys_seconds now) {
    const std::optional<time_span> span = current_or_next(window, now);
    if (!span) return std::nullopt;
    return span->begin <= now ? span->end : span->begin;
}

}  // namespace hm::model
