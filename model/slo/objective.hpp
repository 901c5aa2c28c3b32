// What is to be attained: `objective:` of a model, checked and complete. Static; what came of it is in
// attainment.hpp.
#pragma once

#include "model/ids.hpp"
#include "model/ratio.hpp"
#include "model/slo/slice.hpp"
#include "model/time_zone.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace hm::model::slo {

// What is held against the target: the share of the time; of slices, each of which is good or not; of events
// that others counted.
enum class method : std::uint8_t { time, slices, events };

enum class calendar_unit : std::uint8_t { day, week, month, quarter };

// The whole period that is under way by the clocks of a zone. Weeks begin on Mondays.
struct calendar_window {
    calendar_unit unit = calendar_unit::month;
    time_zone zone = utc();
};

// Rolling, so long; or by a calendar.
using budget_window = std::variant<std::chrono::seconds, calendar_window>;

// What is made of time about which nothing is known: it leaves both sides; is good; is bad; is what was known
// last, for a while, and then leaves both sides.
enum class unknown_rule : std::uint8_t { excluded, good, bad, hold };

enum class severity : std::uint8_t { page, ticket };

// Fires while the budget burns too fast over a long window and over a short one: the long says that it
// matters, the short that it is still so.
struct burn_alert {
    severity kind = severity::page;
    parts_per_billion consumed = 0;    // how fast: so much of the budget within `over`,
    std::optional<std::int64_t> rate;  // or else by this burn rate, in thousandths
    std::chrono::seconds over{};
    std::chrono::seconds recent{};   // the short window
    std::chrono::seconds lasting{};  // it fires when it was so for this long

    friend bool operator==(const burn_alert&, const burn_alert&) = default;
};

// consumed × period / window (SRE workbook, chapter 5): the burn rate that spends so much in that time.
double burn_rate_limit(const burn_alert& alert, std::chrono::seconds period);
// The other way round: the share of a period's budget that is spent when it fires.
double consumed_when_firing(const burn_alert& alert, std::chrono::seconds period);

inline constexpr int short_of_long = 12;  // the short window is a twelfth, unless said otherwise

// 2 % in 1 h and 5 % in 6 h page; 10 % in 1 d and in 3 d are a ticket.
std::vector<burn_alert> default_alerts();

// One signal of an entity, in every place where that runs: others send a number that only grows.
struct counted_signal {
    entity_id entity = entity_id::none;
    std::size_t signal = 0;

    friend bool operator==(const counted_signal&, const counted_signal&) = default;
};

struct event_source {
    counted_signal good, total;

    friend bool operator==(const event_source&, const event_source&) = default;
};

struct objective {
    parts_per_billion target = 0;               // not unhealthy for so much of it
    std::optional<parts_per_billion> degraded;  // and neither unhealthy nor degraded for so much
    method how = method::time;
    parts_per_billion slice_target = whole;  // by slices: one is good when so much of it was
    std::chrono::seconds slice = default_slice_length;
    budget_window window = std::chrono::days{30};
    unknown_rule unknown = unknown_rule::excluded;
    std::chrono::seconds hold{0};
    bool routed_by_flow = false;  // balancers follow the verdicts of the flow, not those of the region
    std::optional<event_source> events;
    std::vector<burn_alert> alerts = default_alerts();
};

// An objective for several things together.
enum class combination : std::uint8_t {
    weighted,  // the mean, by weights, of those about which something is known
    worst,     // a slice is as bad as the worst of them
};

struct composite {
    struct member {
        entity_id entity = entity_id::none;  // with an objective, and slices of the same length
        std::int64_t weight = 1000;          // in thousandths, > 0
    };
    std::string name;
    std::vector<member> of;
    combination by = combination::weighted;
    std::shared_ptr<const objective> wanted;
};

std::string_view to_string(method m);
std::string_view to_string(calendar_unit u);
std::string_view to_string(unknown_rule r);
std::string_view to_string(severity s);
std::string_view to_string(combination c);

}  // namespace hm::model::slo
