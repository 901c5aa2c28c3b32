// What a window comes to by its definition, over every run there ever was: no bounds but those that are
// promised, nothing shared, nothing let go. For tests and the fuzzer to hold signal_windows against.
#pragma once

#include "model/window.hpp"

#include <algorithm>
#include <numeric>
#include <vector>

namespace hm::model::test {

class naive_windows {
public:
    explicit naive_windows(const signal_spec& spec) : spec_(spec), samples_(spec.windowed.size()) {}

    void add(const observation& run, steady_time now) {
        now_ = now;
        for (std::size_t i = 0; i < samples_.size(); ++i)
            if (const auto brought = sample_of(spec_.windowed[i], run))
                samples_[i].push_back({now, *brought});
    }

    std::optional<double> figure(std::size_t index) const {
        const windowed_value& v = spec_.windowed[index];
        const std::vector<sample> inside = inside_of(index);
        const auto n = inside.size();
        if (n < static_cast<std::size_t>(spec_.min_samples)) return std::nullopt;
        std::vector<double> ranked;
        for (const sample& s : inside) ranked.push_back(s.value);
        std::sort(ranked.begin(), ranked.end());
        const long double total = std::accumulate(ranked.begin(), ranked.end(), 0.0L);
        switch (v.how) {
            case aggregate::p50:
                return nearest_rank(ranked, 50);
            case aggregate::p90:
                return nearest_rank(ranked, 90);
            case aggregate::p95:
                return nearest_rank(ranked, 95);
            case aggregate::p99:
                return nearest_rank(ranked, 99);
            case aggregate::avg:
                return static_cast<double>(total / static_cast<long double>(n));
            case aggregate::max:
                return ranked.back();
            case aggregate::min:
                return ranked.front();
            case aggregate::count:
                return static_cast<double>(total);
            case aggregate::rate:
                return static_cast<double>(total) * seconds(v.per) / seconds(v.window);
            case aggregate::counter_rate:
                break;
        }
        const duration time = inside.back().at - inside.front().at;
        if (time == duration{0}) return std::nullopt;
        return increase(inside) * seconds(v.per) / seconds(time);
    }

private:
    static std::optional<double> sample_of(const windowed_value& v, const observation& run) {
        if (!counts_runs(v.how)) return number_in(v.of.nodes.front(), run);
        const auto holds = holds_in(v.of, run);
        return holds ? std::optional<double>{*holds ? 1 : 0} : std::nullopt;
    }

    std::vector<sample> inside_of(std::size_t index) const {
        const std::vector<sample>& all = samples_[index];
        const std::size_t skipped = all.size() > max_window_samples ? all.size() - max_window_samples : 0;
        std::vector<sample> inside;
        for (std::size_t i = skipped; i < all.size(); ++i)
            if (now_ - all[i].at < spec_.windowed[index].window) inside.push_back(all[i]);
        return inside;
    }

    // The smallest value that is not below at least `percent` of them.
    static double nearest_rank(const std::vector<double>& ranked, std::size_t percent) {
        for (std::size_t i = 0;; ++i)
            if (100 * (i + 1) >= percent * ranked.size()) return ranked[i];
    }

    static double increase(const std::vector<sample>& inside) {
        double total = 0;
        for (std::size_t i = 1; i < inside.size(); ++i) {
            const double step = inside[i].value - inside[i - 1].value;
            total += step < 0 ? inside[i].value : step;
        }
        return total;
    }

    static double seconds(duration d) { return std::chrono::duration<double>(d).count(); }

    const signal_spec& spec_;
    std::vector<std::vector<sample>> samples_;
    steady_time now_{};
};

}  // namespace hm::model::test
