#include "config/window_checks.hpp"

#include <algorithm>

namespace hm::config {

namespace {

using model::condition;
using model::duration;
using model::format_duration;
using model::signal_spec;
using model::windowed_value;

// `delay`: the most that jitter puts a run off.
struct pace {
    std::string_view key;
    duration interval, delay;
};

pace with_jitter(std::string_view key, duration interval, const model::schedule& s) {
    return {key, interval, model::longest_delay(interval, s.jitter)};
}

// What is longer than the interval of a healthy signal can only be that of a dead one.
pace slowest(const model::schedule& s) {
    return s.down_every > s.every ? with_jitter("down_every", s.down_every, s)
                                  : with_jitter("every", s.every, s);
}

pace fastest(const model::schedule& s) {
    const pace all[] = {with_jitter("every", s.every, s),
                        {"fast_every", s.fast_every, duration{0}},
                        with_jitter("down_every", s.down_every, s)};
    return *std::min_element(std::begin(all), std::end(all),
                             [](const pace& a, const pace& b) { return a.interval < b.interval; });
}

// A sample is inside while it is younger than the window.
std::int64_t runs_inside(duration window, duration interval) {
    return (window.count() + interval.count() - 1) / interval.count();
}

// When the last one was put off as far as possible, and those before it were not. The last one is always
// inside.
std::int64_t fewest_inside(duration window, const pace& p) {
    return window <= p.delay ? 1 : runs_inside(window - p.delay, p.interval);
}

// The other way round.
std::int64_t most_inside(duration window, const pace& p) {
    return runs_inside(window + p.delay, p.interval);
}

// An increase is between two samples, whatever min_samples says.
int samples_needed(const windowed_value& v, const signal_spec& spec) {
    return std::max(spec.min_samples, v.how == model::aggregate::counter_rate ? 2 : 1);
}

void check_shortest(const windowed_value& v, const signal_spec& spec, place at, report& out) {
    const pace slow = slowest(spec.when);
    const int needed = samples_needed(v, spec);
    const std::int64_t inside = fewest_inside(v.window, slow);
    if (inside >= needed) return;
    out.error(at,
              fmt::format("a window of {} has {}{} run{} at `{}: {}`, and {} are needed",
                          format_duration(v.window), slow.delay.count() > 0 ? "as few as " : "", inside,
                          inside == 1 ? "" : "s", slow.key, format_duration(slow.interval), needed),
              fmt::format("take a window of more than {}, or set `min_samples`",
                          format_duration((needed - 1) * slow.interval + slow.delay)));
}

void check_longest(const windowed_value& v, const signal_spec& spec, place at, report& out) {
    const pace fast = fastest(spec.when);
    const std::int64_t inside = most_inside(v.window, fast);
    constexpr std::int64_t most = model::max_window_samples;
    if (inside <= most) return;
    out.error(at,
              fmt::format("a window of {} has up to {} runs at `{}: {}`, and {} are kept",
                          format_duration(v.window), inside, fast.key, format_duration(fast.interval), most),
              fmt::format("take a window of at most {}, or set a longer `{}`",
                          format_duration(most * fast.interval - fast.delay), fast.key));
}

double figure_of_runs(const windowed_value& v, std::int64_t runs) {
    if (v.how == model::aggregate::count) return static_cast<double>(runs);
    return static_cast<double>(static_cast<long double>(runs) * static_cast<long double>(v.per.count()) /
                               static_cast<long double>(v.window.count()));
}

// Of pushed results nobody knows how many come.
std::int64_t most_runs(const windowed_value& v, const signal_spec& spec) {
    constexpr std::int64_t most = model::max_window_samples;
    return is_pushed(spec) ? most : std::min(most, most_inside(v.window, fastest(spec.when)));
}

void check_reachable(const windowed_value& v, const condition::node& n, const signal_spec& spec, place at,
                     report& out) {
    if (!model::counts_runs(v.how)) return;
    const std::int64_t most = most_runs(v, spec);
    bool seen_yes = false, seen_no = false;
    for (std::int64_t runs = 0; runs <= most; ++runs)
        (model::holds(n.cmp, figure_of_runs(v, runs), std::get<double>(n.literal)) ? seen_yes : seen_no) =
            true;
    if (seen_yes && seen_no) return;
    out.error(at, fmt::format("{} is {} true", quoted(n.text), seen_yes ? "always" : "never"),
              fmt::format("with at most {} runs inside the window it is from 0 to {}", most,
                          model::to_string(v, figure_of_runs(v, most))));
}

}  // namespace

void check_windows(const signal_spec& spec, const placed_condition& c, report& out) {
    for (const condition::node& n : c.what.nodes) {
        if (n.op != condition::kind::windowed) continue;
        const windowed_value& v = spec.windowed[n.windowed];
        const place at = place_of_part(c, n, out);
        check_shortest(v, spec, at, out);
        check_longest(v, spec, at, out);
        check_reachable(v, n, spec, at, out);
    }
}

void warn_unused_min_samples(const signal_spec& spec, const member* min_samples, report& out) {
    if (min_samples == nullptr || !spec.windowed.empty()) return;
    out.warning(min_samples->key_at, "`min_samples` changes nothing here",
                "no condition of this signal looks over a window, such as p95(latency over 5m) > 300ms");
}

}  // namespace hm::config
