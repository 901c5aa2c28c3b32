#include "model/slo/objective.hpp"

#include <array>

namespace hm::model::slo {

using namespace std::chrono_literals;
using std::chrono::seconds;

namespace {

constexpr std::array<std::string_view, 3> method_words{"time", "slices", "events"};
constexpr std::array<std::string_view, 4> unit_words{"day", "week", "month", "quarter"};
constexpr std::array<std::string_view, 4> unknown_words{"excluded", "good", "bad", "hold"};
constexpr std::array<std::string_view, 2> severity_words{"page", "ticket"};
constexpr std::array<std::string_view, 2> combination_words{"weighted", "worst"};

constexpr parts_per_billion percent = whole / 100;

double ratio(seconds a, seconds b) {
    return static_cast<double>(a.count()) / static_cast<double>(b.count());
}

burn_alert alert_of(severity kind, parts_per_billion consumed, seconds over) {
    return {kind, consumed, {}, over, over / short_of_long, 0s};
}

}  // namespace

double burn_rate_limit(const burn_alert& alert, seconds period) {
    if (alert.rate) return static_cast<double>(*alert.rate) / 1000;
    // Whole numbers first: 2 % of 30 d in 1 h is 14.4, and nothing beside it.
    const auto consumed = static_cast<double>(alert.consumed);
    return consumed * static_cast<double>(period.count()) /
           (static_cast<double>(whole) * static_cast<double>(alert.over.count()));
}

double consumed_when_firing(const burn_alert& alert, seconds period) {
    return burn_rate_limit(alert, period) * ratio(alert.over, period);
}

std::vector<burn_alert> default_alerts() {
    return {alert_of(severity::page, 2 * percent, 1h), alert_of(severity::page, 5 * percent, 6h),
            alert_of(severity::ticket, 10 * percent, 24h), alert_of(severity::ticket, 10 * percent, 72h)};
}

std::string_view to_string(method m) {
    return method_words[static_cast<std::size_t>(m)];
}
std::string_view to_string(calendar_unit u) {
    return unit_words[static_cast<std::size_t>(u)];
}
std::string_view to_string(unknown_rule r) {
    return unknown_words[static_cast<std::size_t>(r)];
}
std::string_view to_string(severity s) {
    return severity_words[static_cast<std::size_t>(s)];
}
std::string_view to_string(combination c) {
    return combination_words[static_cast<std::size_t>(c)];
}

}  // namespace hm::model::slo
