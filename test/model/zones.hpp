// Time zones for tests, from the text of their rules, so that no test depends on the machine's.
#pragma once

#include "model/time_zone.hpp"

#include <algorithm>
#include <array>

namespace hm::model::test {

using namespace std::chrono_literals;

// Summer time from `begin` to `end` of each year.
template <class Begin, class End>
time_zone with_summer_time(std::string name, std::chrono::seconds winter, Begin begin, End end) {
    return {std::move(name), [=](std::chrono::sys_seconds at) {
                const auto year =
                    std::chrono::year_month_day{std::chrono::floor<std::chrono::days>(at)}.year();
                const bool summer = at >= begin(year) && at < end(year);
                return winter + (summer ? std::chrono::hours{1} : std::chrono::hours{0});
            }};
}

// The last Sundays of March and October, 01:00 UTC.
inline time_zone berlin() {
    using namespace std::chrono;
    const auto last_sunday = [](year y, month m) -> sys_seconds {
        return sys_days{y / m / Sunday[last]} + 1h;
    };
    return with_summer_time(
        "Europe/Berlin", 1h, [=](year y) { return last_sunday(y, March); },
        [=](year y) { return last_sunday(y, October); });
}

// The second Sunday of March and the first of November, at 2:00 on the clocks.
inline time_zone new_york() {
    using namespace std::chrono;
    return with_summer_time(
        "America/New_York", -5h, [](year y) -> sys_seconds { return sys_days{y / March / Sunday[2]} + 7h; },
        [](year y) -> sys_seconds { return sys_days{y / November / Sunday[1]} + 6h; });
}

// It went over the date line, and had no 30th of December 2011.
inline time_zone apia() {
    using namespace std::chrono;
    return {"Pacific/Apia", [](sys_seconds at) -> seconds {
                return at < sys_days{2011y / December / 30} + 10h ? -10h : 14h;
            }};
}

class some_zones final : public time_zones {
public:
    std::optional<time_zone> find(std::string_view name) const override {
        const auto found =
            std::find_if(all_.begin(), all_.end(), [&](const time_zone& z) { return z.name == name; });
        return found == all_.end() ? std::nullopt : std::optional{*found};
    }
    std::vector<std::string> names() const override {
        std::vector<std::string> names;
        for (const time_zone& z : all_) names.push_back(z.name);
        return names;
    }

private:
    std::array<time_zone, 4> all_{utc(), berlin(), new_york(), apia()};
};

}  // namespace hm::model::test
