#include "config/calendar.hpp"

#include "config/report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace hm::config {

using namespace std::chrono;

namespace {

bool take(std::string_view& text, char c) {
    if (!text.starts_with(c)) return false;
    text.remove_prefix(1);
    return true;
}

// Exactly so many digits, off the front.
std::optional<int> take_number(std::string_view& text, std::size_t digits) {
    int number = 0;
    const char* end = text.data() + std::min(digits, text.size());
    const auto [stopped, failure] = std::from_chars(text.data(), end, number);
    if (text.size() < digits || failure != std::errc{} || stopped != end || number < 0) return std::nullopt;
    text.remove_prefix(digits);
    return number;
}

// 2026-12-01, whether there is such a day or not.
std::optional<year_month_day> take_date(std::string_view& text) {
    const auto y = take_number(text, 4);
    if (!y || !take(text, '-')) return std::nullopt;
    const auto m = take_number(text, 2);
    if (!m || !take(text, '-')) return std::nullopt;
    const auto d = take_number(text, 2);
    if (!d) return std::nullopt;
    return year{*y} / month(static_cast<unsigned>(*m)) / day(static_cast<unsigned>(*d));
}

// 22:00, whether a day has such a time or not.
std::optional<minutes> take_time(std::string_view& text) {
    const auto h = take_number(text, 2);
    if (!h || !take(text, ':')) return std::nullopt;
    const auto min = take_number(text, 2);
    // No minute is the 60th; but 24:00 and 99:00 deserve to be told apart from what is no time at all.
    if (!min || *min > 59) return std::nullopt;
    return hours{*h} + minutes{*min};
}

// Z, +01:00, -05:00
std::optional<seconds> take_offset(std::string_view& text) {
    if (take(text, 'Z')) return seconds{0};
    const bool behind = text.starts_with('-');
    if (!take(text, behind ? '-' : '+')) return std::nullopt;
    const auto size = take_time(text);
    if (!size || *size >= days{1}) return std::nullopt;
    return behind ? -*size : *size;
}

mistake no_such_day(std::string_view date) {
    return {fmt::format("there is no day {}", date), {}};
}

mistake no_such_time(std::string_view text) {
    return {fmt::format("there is no time of day {}", quoted(text)), "a day goes from 00:00 to 23:59"};
}

mistake no_date_time(std::string_view text) {
    return {fmt::format("expected a date and time, found {}", quoted(text)),
            "write it like 2026-12-01T22:00, or 2026-12-01T22:00:00+01:00"};
}

struct day_name {
    std::string_view brief;
    std::string_view full;
    weekday day;
};
constexpr std::array<day_name, 7> day_names{{{"mon", "monday", Monday},
                                             {"tue", "tuesday", Tuesday},
                                             {"wed", "wednesday", Wednesday},
                                             {"thu", "thursday", Thursday},
                                             {"fri", "friday", Friday},
                                             {"sat", "saturday", Saturday},
                                             {"sun", "sunday", Sunday}}};
constexpr std::array<std::string_view, 4> ordinals{"first", "second", "third", "fourth"};

std::optional<weekday> weekday_of(std::string_view word) {
    const auto found = std::find_if(day_names.begin(), day_names.end(),
                                    [&](const day_name& d) { return word == d.brief || word == d.full; });
    return found == day_names.end() ? std::nullopt : std::optional{found->day};
}

mistake no_days(std::string_view text) {
    return {fmt::format("{} names no days", quoted(text)),
            "write day, mon, [mon, thu], first sunday, last friday, last day or month-day 15"};
}

parsed<model::day_rule> month_day(std::string_view number) {
    unsigned n = 0;
    const char* end = number.data() + number.size();
    const auto [stopped, failure] = std::from_chars(number.data(), end, n);
    if (failure == std::errc{} && stopped == end && day{n}.ok()) return model::day_rule{day{n}};
    return mistake{fmt::format("expected a day from 1 to 31, found {}", quoted(number)), {}};
}

}  // namespace

parsed<local_days> parse_date(std::string_view text) {
    std::string_view rest = text;
    const auto date = take_date(rest);
    if (!date || !rest.empty())
        return mistake{fmt::format("expected a date, found {}", quoted(text)), "write it like 2026-12-01"};
    if (!date->ok()) return no_such_day(text);
    return local_days{*date};
}

parsed<minutes> parse_time_of_day(std::string_view text) {
    std::string_view rest = text;
    const auto time = take_time(rest);
    if (!time || !rest.empty())
        return mistake{fmt::format("expected a time of day, found {}", quoted(text)), "write it like 02:00"};
    if (*time >= days{1}) return no_such_time(text);
    return *time;
}

parsed<date_time> parse_date_time(std::string_view text) {
    std::string_view rest = text;
    const auto date = take_date(rest);
    const std::string_view written = text.substr(0, text.size() - rest.size());
    if (!date || !take(rest, 'T')) return no_date_time(text);
    const std::string_view from_time = rest;
    const auto time = take_time(rest);
    if (!time) return no_date_time(text);
    std::optional<int> second = 0;
    if (take(rest, ':')) second = take_number(rest, 2);
    if (!second || *second > 59) return no_date_time(text);
    const std::string_view time_written = from_time.substr(0, from_time.size() - rest.size());
    std::optional<seconds> ahead;
    if (!rest.empty()) {
        ahead = take_offset(rest);
        if (!ahead || !rest.empty()) return no_date_time(text);
    }

    if (!date->ok()) return no_such_day(written);
    if (*time >= days{1}) return no_such_time(time_written);
    return date_time{local_days{*date} + *time + seconds{*second}, ahead};
}

parsed<model::day_rule> parse_day_rule(std::string_view text) {
    const std::size_t space = text.find(' ');
    const std::string_view first = text.substr(0, space);
    if (space == std::string_view::npos) {
        if (first == "day") return model::day_rule{model::every_day{}};
        const auto day = weekday_of(first);
        return day ? parsed<model::day_rule>{*day} : no_days(text);
    }
    const std::string_view second = text.substr(space + 1);
    if (first == "month-day") return month_day(second);
    if (first == "last" && second == "day") return model::day_rule{last};
    const auto day = weekday_of(second);
    if (!day) return no_days(text);
    if (first == "last") return model::day_rule{(*day)[last]};
    const auto ordinal = std::find(ordinals.begin(), ordinals.end(), first);
    if (ordinal == ordinals.end()) return no_days(text);
    return model::day_rule{(*day)[static_cast<unsigned>(ordinal - ordinals.begin()) + 1]};
}

}  // namespace hm::config
