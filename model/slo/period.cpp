#include "model/slo/period.hpp"

namespace hm::model::slo {

using namespace std::chrono;

namespace {

struct dates {
    local_days first, end;
};

dates months_from(year_month begin, int how_many) {
    return {local_days{begin / 1}, local_days{(begin + months{how_many}) / 1}};
}

dates dates_around(calendar_unit unit, local_days today) {
    const year_month_day date{today};
    const year_month month = date.year() / date.month();
    constexpr int months_of_quarter = 3;
    const auto into_quarter = (static_cast<unsigned>(date.month()) - 1) % months_of_quarter;
    switch (unit) {
        case calendar_unit::day:
            return {today, today + days{1}};
        case calendar_unit::week: {
            const local_days monday = today - (weekday{today} - Monday);
            return {monday, monday + days{7}};
        }
        case calendar_unit::month:
            return months_from(month, 1);
        case calendar_unit::quarter:
            return months_from(month - months{static_cast<int>(into_quarter)}, months_of_quarter);
    }
    return {today, today + days{1}};
}

}  // namespace

time_span period_at(const calendar_window& window, sys_seconds at) {
    const dates d = dates_around(window.unit, floor<days>(clocks_at(at, window.zone)));
    return {instant_of(d.first, window.zone), instant_of(d.end, window.zone)};
}

seconds length_of(const budget_window& window, sys_seconds at) {
    if (const auto* rolling = std::get_if<seconds>(&window)) return *rolling;
    const time_span period = period_at(std::get<calendar_window>(window), at);
    return period.end - period.begin;
}

}  // namespace hm::model::slo
