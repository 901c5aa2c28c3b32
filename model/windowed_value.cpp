#include "model/windowed_value.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace hm::model {

std::string_view to_string(aggregate how) {
    switch (how) {
        case aggregate::p50:
            return "p50";
        case aggregate::p90:
            return "p90";
        case aggregate::p95:
            return "p95";
        case aggregate::p99:
            return "p99";
        case aggregate::avg:
            return "avg";
        case aggregate::max:
            return "max";
        case aggregate::min:
            return "min";
        case aggregate::count:
            return "count";
        case aggregate::rate:
        case aggregate::counter_rate:
            return "rate";
    }
    return {};
}

namespace {

bool smaller(const sample& a, const sample& b) {
    return a.value < b.value;
}

double percentile(std::size_t percent, std::span<const sample> inside) {
    std::vector<sample> ranked(inside.begin(), inside.end());
    const std::size_t rank = (percent * ranked.size() + 99) / 100;  // from 1
    const auto at = ranked.begin() + static_cast<std::ptrdiff_t>(rank - 1);
    std::nth_element(ranked.begin(), at, ranked.end(), smaller);
    return at->value;
}

// In more digits than a double has, so that the mean of equal samples is exactly they.
long double sum(std::span<const sample> inside) {
    long double total = 0;
    for (const sample& s : inside) total += s.value;
    return total;
}

double average(std::span<const sample> inside) {
    return static_cast<double>(sum(inside) / static_cast<long double>(inside.size()));
}

long double increase(std::span<const sample> inside) {
    long double total = 0;
    for (std::size_t i = 1; i < inside.size(); ++i) {
        const double before = inside[i - 1].value, now = inside[i].value;
        total += now < before ? now : static_cast<long double>(now) - before;
    }
    return total;
}

double by_time(long double amount, duration per, duration time) {
    return static_cast<double>(amount * static_cast<long double>(per.count()) /
                               static_cast<long double>(time.count()));
}

std::string_view letter_of(duration per) {
    return per == std::chrono::hours{1} ? "h" : per == std::chrono::minutes{1} ? "m" : "s";
}

}  // namespace

std::optional<double> figure_of(const windowed_value& v, std::span<const sample> inside) {
    if (inside.empty()) return std::nullopt;
    switch (v.how) {
        case aggregate::p50:
            return percentile(50, inside);
        case aggregate::p90:
            return percentile(90, inside);
        case aggregate::p95:
            return percentile(95, inside);
        case aggregate::p99:
            return percentile(99, inside);
        case aggregate::avg:
            return average(inside);
        case aggregate::max:
            return std::max_element(inside.begin(), inside.end(), smaller)->value;
        case aggregate::min:
            return std::min_element(inside.begin(), inside.end(), smaller)->value;
        case aggregate::count:
            return static_cast<double>(sum(inside));
        case aggregate::rate:
            return by_time(sum(inside), v.per, v.window);
        case aggregate::counter_rate:
            break;
    }
    const duration time = inside.back().at - inside.front().at;
    if (time == duration{0}) return std::nullopt;
    return by_time(increase(inside), v.per, time);
}

std::string to_string(const windowed_value& v, double figure) {
    if (is_rate(v.how)) return fmt::format("{:.6g}/{}", figure, letter_of(v.per));
    const bool is_time = !counts_runs(v.how) && v.of.nodes.front().what == field::latency;
    return is_time ? latency_text(figure) : to_string(value{figure});
}

}  // namespace hm::model
