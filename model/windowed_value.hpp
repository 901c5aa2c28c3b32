// What a condition can ask of the last runs of its signal: `p95(latency over 5m)`, `count(failed over 1m)`;
// and the figure it gets from the samples of that window. Which samples lie in the window is window.hpp's
// business.
#pragma once

#include "model/condition.hpp"
#include "model/time.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace hm::model {

// rate: of the runs for which something holds; counter_rate: of a number that the target itself counts up.
enum class aggregate : std::uint8_t { p50, p90, p95, p99, avg, max, min, count, rate, counter_rate };

// As the language writes it: both rates are "rate".
std::string_view to_string(aggregate how);

// Whether it asks for how many runs something holds; the others take a value of each run.
constexpr bool counts_runs(aggregate how) {
    return how == aggregate::count || how == aggregate::rate;
}

constexpr bool is_rate(aggregate how) {
    return how == aggregate::rate || how == aggregate::counter_rate;
}

struct windowed_value {
    aggregate how = aggregate::avg;
    condition of;  // what is counted; else one flag node, which names the field that is taken
    duration window{};
    duration per{};  // of a rate: its unit of time

    friend bool operator==(const windowed_value&, const windowed_value&) = default;
};

// What one run brought. Of runs that are counted 1 or 0, else in base units.
struct sample {
    steady_time at;
    double value;
};

// The figure of the samples inside the window, oldest first. Exact, but for the rounding of a double:
//   p95           the nearest rank: the smallest sample that at least 95 % of them do not exceed
//   avg, max, min of them
//   count         the runs that count
//   rate          the runs that count, by the length of the window
//   counter_rate  the increase from the oldest to the newest, by the time between them; a counter that falls
//                 has begun again at 0, as for Prometheus
// Absent where there is none: no sample, or a counter_rate over no time.
std::optional<double> figure_of(const windowed_value& v, std::span<const sample> inside);

// Such a figure for people: 412ms, 12, 12/m.
std::string to_string(const windowed_value& v, double figure);

}  // namespace hm::model
