#include "model/maintenance.hpp"

#include <catch2/catch.hpp>

#include "test/model/rounds.hpp"
#include "test/model/zones.hpp"

#include <random>

using namespace hm::model;
using namespace hm::model::test;
using namespace std::chrono;

namespace {

maintenance_window every(std::vector<day_rule> days, minutes from, seconds lasts, time_zone zone = utc()) {
    recurrence r;
    r.days = std::move(days);
    r.from = from;
    r.lasts = lasts;
    r.zone = std::move(zone);
    return {"patching", "kernel updates", {}, std::move(r)};
}

recurrence& rule_of(maintenance_window& w) {
    return std::get<recurrence>(w.when);
}

// The dates of a year on which a rule falls, as month × 100 + day.
std::vector<unsigned> dates_in(year y, const day_rule& rule) {
    std::vector<unsigned> dates;
    for (local_days d{y / January / 1}; d < local_days{(y + years{1}) / January / 1}; d += days{1}) {
        const year_month_day date{d};
        if (falls_on(rule, d)) dates.push_back(unsigned{date.month()} * 100 + unsigned{date.day()});
    }
    return dates;
}

// Times in UTC.
sys_seconds at(year_month_day date, seconds time) {
    return sys_days{date} + time;
}

}  // namespace

TEST_CASE("a one-off window is under way from its begin until just before its end", "[model][maintenance]") {
    const time_span span{at(2026y / May / 1, 22h), at(2026y / May / 2, 2h)};
    const maintenance_window w{"move", "new cluster", {}, span};
    CHECK_FALSE(is_under_way(w, span.begin - 1s));
    CHECK(is_under_way(w, span.begin));
    CHECK(is_under_way(w, span.end - 1s));
    CHECK_FALSE(is_under_way(w, span.end));

    CHECK(next_change(w, span.begin - 1s) == span.begin);
    CHECK(next_change(w, span.begin) == span.end);
    CHECK(next_change(w, span.end) == std::nullopt);
    CHECK(current_or_next(w, span.end) == std::nullopt);
}

TEST_CASE("rules name the days that one expects", "[model][maintenance]") {
    using dates = std::vector<unsigned>;
    CHECK(dates_in(2026y, every_day{}).size() == 365);
    CHECK(dates_in(2026y, Monday).size() == 52);
    CHECK(dates_in(2026y, Sunday[1]) == dates{104, 201, 301, 405, 503, 607, 705, 802, 906, 1004, 1101, 1206});
    CHECK(dates_in(2026y, Friday[last]) ==
          dates{130, 227, 327, 424, 529, 626, 731, 828, 925, 1030, 1127, 1225});
    CHECK(dates_in(2026y, day{15}).size() == 12);
    CHECK(dates_in(2026y, day{31}) == dates{131, 331, 531, 731, 831, 1031, 1231});
    CHECK(dates_in(2028y, last) == dates{131, 229, 331, 430, 531, 630, 731, 831, 930, 1031, 1130, 1231});
}

TEST_CASE("a window begins on each day that any of its rules names", "[model][maintenance]") {
    const maintenance_window w = every({Monday, Wednesday}, 2h, 1h);
    const sys_seconds monday = at(2026y / June / 1, 2h);
    CHECK(current_or_next(w, monday) == time_span{monday, monday + 1h});
    CHECK(current_or_next(w, monday + 1h) == time_span{monday + 48h, monday + 49h});
    CHECK(current_or_next(w, monday + 49h) == time_span{monday + 168h, monday + 169h});
}

TEST_CASE("a window that begins before midnight goes on after it", "[model][maintenance]") {
    const maintenance_window w = every({Saturday}, 23h, 4h);
    CHECK_FALSE(is_under_way(w, at(2026y / June / 6, 22h + 59min)));
    CHECK(is_under_way(w, at(2026y / June / 6, 23h)));
    CHECK(is_under_way(w, at(2026y / June / 7, 2h + 59min)));
    CHECK_FALSE(is_under_way(w, at(2026y / June / 7, 3h)));
    CHECK(next_change(w, at(2026y / June / 7, 1h)) == at(2026y / June / 7, 3h));
}

TEST_CASE("a window of many days is under way on all of them", "[model][maintenance]") {
    const maintenance_window w = every({day{1}}, 0min, days{30});
    CHECK(is_under_way(w, at(2026y / June / 30, 23h)));
    CHECK(next_change(w, at(2026y / June / 30, 23h)) == at(2026y / July / 31, 0s));  // July's touches it
    CHECK_FALSE(is_under_way(w, at(2026y / July / 31, 0s)));
}

TEST_CASE("a window on the 31st waits for a month that has one", "[model][maintenance]") {
    const maintenance_window w = every({day{31}}, 12h, 1h);
    CHECK(next_change(w, at(2026y / January / 31, 13h)) == at(2026y / March / 31, 12h));
    CHECK(next_change(w, at(2026y / August / 31, 13h)) == at(2026y / October / 31, 12h));
}

TEST_CASE("a window lasts as long by a stopwatch on days on which clocks are changed",
          "[model][maintenance]") {
    const maintenance_window w = every({Sunday}, 1h + 30min, 2h, berlin());
    const sys_seconds spring = at(2026y / March / 29, 30min);
    CHECK(current_or_next(w, spring) == time_span{spring, spring + 2h});  // until 4:30 on the clocks
    const sys_seconds autumn = at(2026y / October / 24, 23h + 30min);
    CHECK(current_or_next(w, autumn) == time_span{autumn, autumn + 2h});  // until 2:30, the second time
}

TEST_CASE("a window from a time that is skipped begins at the end of the gap", "[model][maintenance]") {
    const maintenance_window w = every({Sunday}, 2h + 30min, 1h, berlin());
    CHECK(current_or_next(w, at(2026y / March / 29, 0s)) ==
          time_span{at(2026y / March / 29, 1h), at(2026y / March / 29, 2h)});
}

TEST_CASE("a window from a time that is there twice begins the first time, and once",
          "[model][maintenance]") {
    const maintenance_window w = every({every_day{}}, 1h, 30min, new_york());
    const sys_seconds first = at(2026y / November / 1, 5h);
    CHECK(current_or_next(w, first) == time_span{first, first + 30min});
    CHECK_FALSE(is_under_way(w, first + 1h));
    CHECK(next_change(w, first + 30min) == first + 25h);
}

TEST_CASE("the days of a rule are those of its zone", "[model][maintenance]") {
    const maintenance_window w = every({Sunday[1]}, 0min, 1h, berlin());
    CHECK(next_change(w, at(2026y / June / 1, 0s)) == at(2026y / June / 6, 22h));
}

TEST_CASE("a window recurs between its first and its last day only", "[model][maintenance]") {
    maintenance_window w = every({every_day{}}, 23h, 2h);
    rule_of(w).starting = local_days{2026y / June / 10};
    rule_of(w).until = local_days{2026y / June / 11};
    CHECK(next_change(w, at(2020y / June / 1, 0s)) == at(2026y / June / 10, 23h));
    CHECK(next_change(w, at(2026y / June / 11, 2h)) == at(2026y / June / 11, 23h));
    CHECK(next_change(w, at(2026y / June / 11, 23h)) == at(2026y / June / 12, 1h));
    CHECK(next_change(w, at(2026y / June / 12, 1h)) == std::nullopt);
}

TEST_CASE("occurrences that touch or overlap are one", "[model][maintenance]") {
    const maintenance_window w = every({Monday, Tuesday, Thursday}, 0min, 36h);
    const sys_seconds monday = at(2026y / June / 1, 0s);
    CHECK(current_or_next(w, monday) == time_span{monday, monday + 60h});
    CHECK(next_change(w, monday + 30h) == monday + 60h);
    // The day of the change is an hour shorter.
    const maintenance_window nearly_always = every({every_day{}}, 4h, 24h - 1min, berlin());
    CHECK(next_change(nearly_always, at(2026y / March / 28, 12h)) == at(2026y / March / 30, 2h - 1min));
}

namespace {

// Minute by minute over two years: what the clocks show, and by nothing but that, when a window is under way.
class minutes_of_two_years {
public:
    static constexpr sys_days begin = 2025y / January / 1;
    static constexpr sys_days end = 2027y / January / 1;

    explicit minutes_of_two_years(const time_zone& zone) {
        for (sys_seconds t = begin; t < end; t += 1min) clocks_.push_back(clocks_at(t, zone));
    }

    static std::size_t minute_of(sys_seconds t) { return static_cast<std::size_t>((t - begin) / 1min); }

    std::vector<bool> under_way(const recurrence& r) const {
        std::vector<bool> marked(clocks_.size(), false);
        std::size_t minute = 0;
        for (local_days date = floor<days>(clocks_.front()) + days{1};
             date <= local_days{2027y / January / 1}; date += days{1}) {
            while (minute < clocks_.size() && clocks_[minute] < date + r.from) ++minute;
            if (std::any_of(r.days.begin(), r.days.end(),
                            [&](const day_rule& d) { return falls_on(d, date); }))
                mark(marked, minute, static_cast<std::size_t>(r.lasts / 1min));
        }
        return marked;
    }

private:
    static void mark(std::vector<bool>& marked, std::size_t from, std::size_t length) {
        for (std::size_t i = from; i < std::min(from + length, marked.size()); ++i) marked[i] = true;
    }

    std::vector<local_seconds> clocks_;
};

using dice = std::mt19937;

unsigned below(dice& d, unsigned n) {
    return std::uniform_int_distribution<unsigned>{0, n - 1}(d);
}

std::vector<day_rule> random_rules(dice& d) {
    const weekday w{below(d, 7)};
    const std::vector<day_rule> all{every_day{}, w, w[1 + below(d, 4)], w[last], day{1 + below(d, 31)}, last};
    std::vector<day_rule> some;
    std::sample(all.begin() + below(d, 2), all.end(), std::back_inserter(some), 1 + below(d, 3), d);
    return some;
}

recurrence random_recurrence(dice& d, const time_zone& zone) {
    recurrence r;
    r.days = random_rules(d);
    r.from =
        below(d, 3) == 0 ? minutes{60 + below(d, 180)} : minutes{below(d, 24 * 60)};  // where clocks change
    r.lasts = below(d, 4) == 0 ? minutes{below(d, 5 * 24 * 60) + 1} : minutes{below(d, 12 * 60) + 1};
    r.zone = zone;
    return r;
}

}  // namespace

TEST_CASE("when windows change agrees with a scan of every minute of two years",
          "[model][maintenance][property]") {
    for (const time_zone& zone : {berlin(), new_york()}) {
        const minutes_of_two_years scan{zone};
        for (unsigned seed = 0; seed < rounds_of(100, 5); ++seed) {
            INFO(zone.name << ", seed " << seed);
            dice d{seed};
            const recurrence rule = random_recurrence(d, zone);
            const maintenance_window w{"w", "", {}, rule};
            const std::vector<bool> expected = scan.under_way(rule);

            // From 40 days in, because what began before the first minute is not in the scan.
            std::size_t now = 40 * 24 * 60;
            while (now < expected.size()) {
                const sys_seconds asked = scan.begin + minutes{now};
                const bool under_way = is_under_way(w, asked);
                const sys_seconds change = next_change(w, asked).value();
                const std::size_t until = std::min(scan.minute_of(change), expected.size());
                REQUIRE(until > now);
                const auto from = expected.begin() + static_cast<std::ptrdiff_t>(now);
                REQUIRE(std::count(from, expected.begin() + static_cast<std::ptrdiff_t>(until), under_way) ==
                        static_cast<std::ptrdiff_t>(until - now));
                const bool never_ends = under_way && change - asked > days{90};
                if (!never_ends) REQUIRE(is_under_way(w, change) != under_way);
                now = until;
            }
        }
    }
}
