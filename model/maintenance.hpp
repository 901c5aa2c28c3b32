// Maintenance windows: what they cover, and when they are under way. Part of the definition; the time is a
// parameter. What it means for a node to be in maintenance is the evaluator's business (health.hpp).
#pragma once

#include "model/ids.hpp"
#include "model/time_zone.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace hm::model {

// Longer than this is no maintenance: take it out of the model.
inline constexpr std::chrono::days max_maintenance{31};

// An entity, wherever it runs or in one region; a region with all that runs there; the whole model, when
// neither is named.
struct covered_part {
    entity_id entity = entity_id::none;
    region_id place = region_id::none;
    friend bool operator==(const covered_part&, const covered_part&) = default;
};

// Of real time, without its end.
struct time_span {
    std::chrono::sys_seconds begin;
    std::chrono::sys_seconds end;
    friend bool operator==(const time_span&, const time_span&) = default;
};

// Days: all of them; the Mondays; the first Sunday of a month, its last Friday, its 15th, its last day. A
// month without a 31st has no such day.
struct every_day {};
using day_rule = std::variant<every_day, std::chrono::weekday, std::chrono::weekday_indexed,
                              std::chrono::weekday_last, std::chrono::day, std::chrono::last_spec>;

bool falls_on(const day_rule& rule, std::chrono::local_days date);

struct recurrence {
    std::vector<day_rule> days;     // it begins on those that any of these names …
    std::chrono::minutes from{0};   // … when the clocks show this time of day, …
    std::chrono::seconds lasts{0};  // … and lasts so long by a stopwatch, whatever the clocks do meanwhile
    time_zone zone = utc();
    std::optional<std::chrono::local_days> starting;  // the first and last days on which it may begin
    std::optional<std::chrono::local_days> until;
};

struct maintenance_window {
    std::string name;
    std::string reason;
    std::vector<covered_part> covers;
    std::variant<time_span, recurrence> when;
};

// The time for which the window is under way at `now`, or else the next one; nothing when it is over for
// good. What touches or overlaps counts as one; then `begin` may be that of a later part, and the end of what
// never ends is some months away.
std::optional<time_span> current_or_next(const maintenance_window& window, std::chrono::sys_seconds now);

bool is_under_way(const maintenance_window& window, std::chrono::sys_seconds now);
// The first instant after `now` at which that changes.
std::optional<std::chrono::sys_seconds> next_change(const maintenance_window& window,
                                                    std::chrono::sys_seconds now);

}  // namespace hm::model
