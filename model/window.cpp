#include "model/window.hpp"

#include <algorithm>

namespace hm::model {

namespace {

bool have_the_same_samples(const windowed_value& a, const windowed_value& b) {
    return counts_runs(a.how) == counts_runs(b.how) && a.of == b.of;
}

std::optional<double> sample_of(const windowed_value& v, const observation& run) {
    if (!counts_runs(v.how)) return number_in(v.of.nodes.front(), run);
    const std::optional<bool> holds = holds_in(v.of, run);
    return holds ? std::optional<double>{*holds ? 1 : 0} : std::nullopt;
}

}  // namespace

signal_windows::signal_windows(const signal_spec& spec) : spec_(spec) {
    for (const windowed_value& v : spec.windowed) {
        const auto found = std::find_if(series_.begin(), series_.end(),
                                        [&](const series& s) { return have_the_same_samples(*s.what, v); });
        series_of_.push_back(static_cast<std::size_t>(found - series_.begin()));
        if (found == series_.end())
            series_.push_back({&v, v.window});
        else
            found->longest = std::max(found->longest, v.window);
    }
}

void signal_windows::add(const observation& run, steady_time now) {
    now_ = now;
    for (series& s : series_) {
        let_go(s, now);
        take(s, run, now);
    }
}

void signal_windows::correct(const observation& run) {
    for (series& s : series_) {
        if (s.has_last_run) s.samples.pop_back();
        take(s, run, now_);
    }
}

void signal_windows::let_go(series& s, steady_time now) {
    const auto inside = std::find_if(s.samples.begin(), s.samples.end(),
                                     [&](const sample& one) { return now - one.at < s.longest; });
    s.samples.erase(s.samples.begin(), inside);
}

void signal_windows::take(series& s, const observation& run, steady_time now) {
    const std::optional<double> brought = sample_of(*s.what, run);
    s.has_last_run = brought.has_value();
    if (!brought) return;
    if (s.samples.size() == max_window_samples) s.samples.erase(s.samples.begin());
    s.samples.push_back({now, *brought});
}

std::optional<double> signal_windows::figure(std::size_t index) const {
    const windowed_value& v = at(index);
    const std::vector<sample>& kept = series_[series_of_[index]].samples;
    const auto first = std::partition_point(kept.begin(), kept.end(),
                                            [&](const sample& one) { return now_ - one.at >= v.window; });
    const std::span<const sample> inside{first, kept.end()};
    if (inside.size() < static_cast<std::size_t>(spec_.min_samples)) return std::nullopt;
    return figure_of(v, inside);
}

}  // namespace hm::model
