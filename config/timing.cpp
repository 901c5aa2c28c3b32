#include "config/timing.hpp"

#include <algorithm>

namespace hm::config {

namespace {

using model::failure_policy;

constexpr std::array<word<failure_policy>, 4> failure_words{{{"unhealthy", failure_policy::unhealthy},
                                                             {"degraded", failure_policy::degraded},
                                                             {"unknown", failure_policy::unknown},
                                                             {"conditions", failure_policy::conditions}}};

constexpr std::array<std::string_view, 4> keys_of_runs{"timeout", "fast_every", "down_every", "on_failure"};

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

// A run must end before the next one is due. Told at the timeout, if it stands here, else at the interval;
// where neither does, the mistake is that of the defaults and has been told there.
void check_timeout(const member* timeout_key, const member* interval_key, model::duration timeout,
                   model::duration interval, report& out) {
    const member* at = timeout_key != nullptr ? timeout_key : interval_key;
    if (timeout <= interval || at == nullptr) return;
    const bool both = timeout_key != nullptr && interval_key != nullptr;
    out.error(at->value.at,
              fmt::format("the timeout ({}) is longer than the interval ({})",
                          model::format_duration(timeout), model::format_duration(interval)),
              both                     ? ""
              : timeout_key != nullptr ? "the interval comes from the defaults"
                                       : "the timeout comes from the defaults");
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

}  // namespace

timing read_timing(map_reader& keys, timing t, report& out) {
    keys.read("every", t.every, as_duration, min_interval, max_interval);
    keys.read("timeout", t.timeout, as_duration, min_timeout, max_interval);
    keys.read("fast_every", t.fast_every, as_duration, min_interval, max_interval);
    keys.read("down_every", t.down_every, as_duration, min_interval, max_interval);
    keys.read("ttl", t.ttl, as_duration, min_interval, max_duration);
    keys.read("on_failure", t.on_failure, as_word<failure_policy, failure_words.size()>, failure_words);
    read_counts(keys, t);

    const member* timeout = keys.find("timeout");
    check_timeout(timeout, keys.find("every"), t.timeout, t.every, out);
    if (t.fast_every) check_timeout(timeout, keys.find("fast_every"), t.timeout, *t.fast_every, out);
    if (t.down_every) check_timeout(timeout, keys.find("down_every"), t.timeout, *t.down_every, out);
    check_ttl(keys.find("ttl"), keys.find("every"), t, out);
    return t;
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
    s.ttl = t.ttl.value_or(model::default_ttl(s));
    return s;
}

}  // namespace hm::config
