#include "config/timing.hpp"

#include <algorithm>

namespace hm::config {

namespace {

using model::failure_policy;

constexpr std::array<word<failure_policy>, 4> failure_words{{{"unhealthy", failure_policy::unhealthy},
                                                             {"degraded", failure_policy::degraded},
                                                             {"unknown", failure_policy::unknown},
                                                             {"conditions", failure_policy::conditions}}};

constexpr std::array<word<bool>, 2> overlap_words{{{"skip", false}, {"allow", true}}};

constexpr std::array<std::string_view, 6> keys_of_runs{"timeout",    "fast_every", "down_every",
                                                       "on_failure", "jitter",     "overlap"};

void read_count(map_reader& keys, std::string_view key, int& into, int max) {
    std::int64_t count = into;
    keys.read(key, count, as_integer, 1, max);
    into = static_cast<int>(count);
}

// How many results something takes: the keys that a pushed signal has, too.
void read_counts(map_reader& keys, timing& t) {
    read_count(keys, "rise", t.debounce.rise, model::max_debounce);
    read_count(keys, "fall", t.debounce.fall, model::max_debounce);
    read_count(keys, "min_samples", t.min_samples, max_min_samples);
}

std::optional<model::parts_per_billion> as_jitter(const node& n, report& out) {
    const std::optional<model::parts_per_billion> share = as_percentage(n, out);
    if (!share || *share <= max_jitter) return share;
    out.error(n.at, fmt::format("{} is not within 0% to 50%", n.text));
    return std::nullopt;
}

// What stands here of an interval, and what it comes to. Jitter puts off the runs of a normal pace.
struct pace {
    const member* key;
    model::duration interval;
    model::parts_per_billion jitter;
};

std::string too_long(const timing& t, const pace& p, model::duration longest) {
    using model::format_duration;
    if (t.overlap)
        return fmt::format("the timeout ({}) is longer than {} intervals ({})", format_duration(t.timeout),
                           max_overlapping, format_duration(longest));
    if (p.jitter > 0)
        return fmt::format("the timeout ({}) is longer than the interval ({}) less its jitter ({})",
                           format_duration(t.timeout), format_duration(p.interval), format_duration(longest));
    return fmt::format("the timeout ({}) is longer than the interval ({})", format_duration(t.timeout),
                       format_duration(p.interval));
}

std::string_view timeout_hint(const timing& t, const member* timeout, const member* interval) {
    if (timeout != nullptr && interval != nullptr)
        return t.overlap ? "more runs than that would be under way at once"
                         : "a run must end before the next one, unless you set `overlap: allow`";
    return timeout != nullptr    ? "the interval comes from the defaults"
           : interval != nullptr ? "the timeout comes from the defaults"
                                 : "the timeout and the interval come from the defaults";
}

// A run must end before the next one is due, or at least not too many after it. Told at the first of these
// keys that stands here; where none does, the mistake is that of the defaults and has been told there.
void check_timeout(map_reader& keys, const timing& t, const pace& p, report& out) {
    const model::duration longest =
        t.overlap ? max_overlapping * p.interval : p.interval - model::longest_delay(p.interval, p.jitter);
    if (t.timeout <= longest) return;
    const member* timeout = keys.find("timeout");
    for (const member* at : {timeout, p.key, keys.find("jitter"), keys.find("overlap")})
        if (at != nullptr)
            return out.error(at->value.at, too_long(t, p, longest),
                             std::string{timeout_hint(t, timeout, p.key)});
}

// Told at the ttl, or at the interval of this signal that is longer than the ttl of the defaults.
void check_ttl(const member* ttl_key, const member* interval_key, const timing& t, report& out) {
    const member* at = ttl_key != nullptr ? ttl_key : interval_key;
    if (at == nullptr || !t.ttl) return;
    const model::schedule s = schedule_of(t);
    const model::duration longest = std::max({s.every, s.fast_every, s.down_every});
    if (*t.ttl >= longest) return;
    out.error(at->value.at,
              fmt::format("the ttl ({}) is shorter than the interval ({})", model::format_duration(*t.ttl),
                          model::format_duration(longest)),
              "the signal would be stale between any two runs");
}

timing read_runs(map_reader& keys, timing t, report& out) {
    keys.read("every", t.every, as_duration, min_interval, max_interval);
    keys.read("timeout", t.timeout, as_duration, min_timeout, max_interval);
    keys.read("fast_every", t.fast_every, as_duration, min_interval, max_interval);
    keys.read("down_every", t.down_every, as_duration, min_interval, max_interval);
    keys.read("ttl", t.ttl, as_duration, min_interval, max_duration);
    keys.read("jitter", t.jitter, as_jitter);
    keys.read("overlap", t.overlap, as_word<bool, overlap_words.size()>, overlap_words);
    read_counts(keys, t);

    check_timeout(keys, t, {keys.find("every"), t.every, t.jitter}, out);
    if (t.fast_every) check_timeout(keys, t, {keys.find("fast_every"), *t.fast_every, 0}, out);
    if (t.down_every) check_timeout(keys, t, {keys.find("down_every"), *t.down_every, t.jitter}, out);
    check_ttl(keys.find("ttl"), keys.find("every"), t, out);
    return t;
}

}  // namespace

timing read_timing(map_reader& keys, timing t, report& out) {
    keys.read("on_failure", t.on_failure, as_word<failure_policy, failure_words.size()>, failure_words);
    return read_runs(keys, t, out);
}

timing read_value_timing(map_reader& keys, timing t, report& out) {
    constexpr std::array<std::string_view, 1> refused{"on_failure"};
    keys.refuse(refused, "means nothing for a signal that never fails",
                "who cannot be asked tells nothing: it is unknown");
    t.on_failure = failure_policy::unknown;
    return read_runs(keys, t, out);
}

timing read_push_timing(map_reader& keys, timing t, report& out) {
    keys.refuse(keys_of_runs, "means nothing for a pushed signal",
                "nothing is run: `every` is how often results are expected, `ttl` how long one holds");
    t.debounce = {1, 1};
    t.on_failure = failure_policy::unhealthy;
    keys.read("every", t.every, as_duration, min_interval, max_interval);
    keys.read("ttl", t.ttl, as_duration, min_interval, max_duration);
    read_counts(keys, t);
    t.timeout = std::min(t.timeout, t.every);
    t.jitter = 0;
    t.overlap = false;
    t.fast_every = t.down_every = t.every;
    check_ttl(keys.find("ttl"), keys.find("every"), t, out);
    return t;
}

model::schedule schedule_of(const timing& t) {
    model::schedule s;
    s.every = t.every;
    s.timeout = t.timeout;
    s.fast_every = t.fast_every.value_or(model::default_fast_every(t.every));
    s.down_every = t.down_every.value_or(t.every);
    s.jitter = t.jitter;
    s.overlap = t.overlap;
    s.ttl = t.ttl.value_or(model::default_ttl(s));
    return s;
}

}  // namespace hm::config
