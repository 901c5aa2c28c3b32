// Alerts on how fast an error budget burns, by the share of it that is gone within a window (SRE workbook,
// chapter 5): fast and much pages somebody, slow and steady is a ticket. Pure.
#pragma once

#include "model/ratio.hpp"

#include <array>
#include <chrono>
#include <string>
#include <string_view>

namespace hm::daemon {

// Fires while both windows burn faster than `consumed` of the budget within the long one.
struct burn_alert {
    std::string_view severity;
    double consumed;
    std::string_view long_window, short_window;  // as Prometheus writes them
    std::chrono::hours length;                   // of the long one
};

inline constexpr std::array<burn_alert, 4> burn_alerts{{
    {"page", 0.02, "1h", "5m", std::chrono::hours{1}},
    {"page", 0.05, "6h", "30m", std::chrono::hours{6}},
    {"ticket", 0.10, "1d", "2h", std::chrono::hours{24}},
    {"ticket", 0.10, "3d", "6h", std::chrono::hours{72}},
}};

// All windows that these look at, the shortest first.
inline constexpr std::array<std::string_view, 7> burn_windows{"5m", "30m", "1h", "2h", "6h", "1d", "3d"};

// consumed × period / window: how many times faster than the budget would last the whole period.
double burn_factor(const burn_alert& alert, std::chrono::hours period);

// Badness is at most 1: with a large budget a fast burn cannot be.
bool can_fire(const burn_alert& alert, std::chrono::hours period, model::parts_per_billion objective);

// "0.9995", exactly.
std::string decimal_text(model::parts_per_billion ratio);

}  // namespace hm::daemon
