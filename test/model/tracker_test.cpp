#include "model/tracker.hpp"

#include <catch2/catch.hpp>

#include "test/model/build.hpp"

#include <random>
#include <string>
#include <vector>

using namespace hm::model;
using namespace std::chrono_literals;
using enum state;

namespace {

state after(debounce_rule rule, const std::vector<state>& results) {
    debounce d{rule};
    for (state s : results) d.add(s);
    return d.current();
}

condition latency_above(double seconds, std::string text) {
    condition c;
    condition::node n;
    n.what = field::latency;
    n.cmp = comparator::greater;
    n.literal = seconds;
    n.text = text;
    c.nodes.push_back(n);
    c.text = text;
    return c;
}

std::shared_ptr<const signal_spec> spec_with(failure_policy policy = failure_policy::unhealthy) {
    auto spec = std::make_shared<signal_spec>();
    spec->degraded = latency_above(0.1, "latency > 100ms");
    spec->unhealthy = latency_above(0.5, "latency > 500ms");
    spec->on_failure = policy;
    return spec;
}

observation answered(duration latency) {
    observation o;
    o.why = reason::ok;
    o.latency = latency;
    o.status = 200;
    return o;
}

observation failed(reason why) {
    observation o;
    o.why = why;
    return o;
}

// Unhealthy when this figure of `of` over a minute is above the limit; one result moves the state.
signal_spec windowed_spec(aggregate how, field of, double limit, std::string text) {
    signal_spec spec;
    condition::node subject;
    subject.op = condition::kind::flag;
    subject.what = of;
    spec.windowed = {{how, {{subject}, ""}, 1min, {}}};
    spec.unhealthy = latency_above(limit, std::move(text));
    spec.unhealthy->nodes[0].op = condition::kind::windowed;
    spec.debounce = {1, 1};
    spec.body_paths = {{"x"}};
    return spec;
}

signal_spec slow_p95() {
    return windowed_spec(aggregate::p95, field::latency, 0.3, "p95(latency over 1m) > 300ms");
}

// A tracker whose signal runs once a second.
struct ticking {
    explicit ticking(const signal_spec& spec) : tracker(std::make_shared<signal_spec>(spec)) {}

    observation add(observation o) {
        now += 1s;
        tracker.add(o, now);
        return o;
    }

    signal_tracker tracker;
    steady_time now{};
};

}  // namespace

TEST_CASE("the very first known result counts at once", "[model][debounce]") {
    CHECK(after({2, 3}, {unhealthy}) == unhealthy);
    CHECK(after({2, 3}, {healthy}) == healthy);
    CHECK(after({2, 3}, {unknown, degraded}) == degraded);
}

TEST_CASE("a signal goes down to the least bad of the last `fall` results", "[model][debounce]") {
    CHECK(after({2, 3}, {healthy, unhealthy, unhealthy}) == healthy);
    CHECK(after({2, 3}, {healthy, unhealthy, unhealthy, unhealthy}) == unhealthy);
    CHECK(after({2, 3}, {healthy, degraded, unhealthy, unhealthy}) == degraded);
    CHECK(after({2, 3}, {healthy, unhealthy, healthy, unhealthy, unhealthy}) == healthy);
    CHECK(after({2, 3}, {degraded, unhealthy, unhealthy, unhealthy}) == unhealthy);
    CHECK(after({1, 1}, {healthy, unhealthy}) == unhealthy);
}

TEST_CASE("a signal comes up to the worst of the last `rise` results", "[model][debounce]") {
    CHECK(after({2, 3}, {unhealthy, healthy}) == unhealthy);
    CHECK(after({2, 3}, {unhealthy, healthy, healthy}) == healthy);
    CHECK(after({2, 3}, {unhealthy, degraded, healthy}) == degraded);
    CHECK(after({2, 3}, {unhealthy, degraded, healthy, healthy}) == healthy);
}

TEST_CASE("unknown results neither count nor break a streak", "[model][debounce]") {
    CHECK(after({2, 3}, {healthy, unhealthy, unknown, unhealthy, unknown, unhealthy}) == unhealthy);
    CHECK(after({2, 3}, {healthy, unknown, unknown, unknown}) == healthy);
}

TEST_CASE("a change is pending while the last result differs from the state", "[model][debounce]") {
    debounce d{{2, 3}};
    CHECK_FALSE(d.pending());
    d.add(healthy);
    CHECK_FALSE(d.pending());
    d.add(unhealthy);
    CHECK(d.pending());
    d.add(healthy);
    CHECK_FALSE(d.pending());
}

TEST_CASE("debounce agrees with its definition over any history", "[model][debounce][property]") {
    std::mt19937 random{20261124};
    for (int round = 0; round < 2000; ++round) {
        const debounce_rule rule{1 + static_cast<int>(random() % 5), 1 + static_cast<int>(random() % 5)};
        debounce d{rule};
        std::vector<state> known;
        state expected = unknown;
        for (int i = 0; i < 60; ++i) {
            const auto s = static_cast<state>(random() % 4);
            d.add(s);
            if (is_known(s)) {
                known.push_back(s);
                const auto last = [&](int n) {
                    return std::vector<state>(
                        known.end() - std::min<long>(n, static_cast<long>(known.size())), known.end());
                };
                const auto falling = last(rule.fall), rising = last(rule.rise);
                const state least_bad = *std::min_element(falling.begin(), falling.end());
                const state worst = *std::max_element(rising.begin(), rising.end());
                if (expected == unknown)
                    expected = s;
                else if (std::ssize(known) >= rule.fall && least_bad > expected)
                    expected = least_bad;
                else if (std::ssize(known) >= rule.rise && worst < expected)
                    expected = worst;
            }
            REQUIRE(d.current() == expected);
        }
    }
}

TEST_CASE("unhealthy is tried before degraded, and the condition is echoed with its value",
          "[model][judge]") {
    const auto spec = spec_with();
    observation fast = answered(20ms), slow = answered(200ms), slower = answered(612ms);
    judge(*spec, fast);
    judge(*spec, slow);
    judge(*spec, slower);

    CHECK(fast.judged == healthy);
    CHECK(fast.why == reason::ok);
    CHECK(slow.judged == degraded);
    CHECK(slow.why == reason::condition);
    CHECK(slower.judged == unhealthy);
    CHECK(slower.detail == "latency > 500ms (612ms)");
}

TEST_CASE("a failed run is what on_failure says", "[model][judge]") {
    const auto judged = [](failure_policy p) {
        observation o = failed(reason::connect_refused);
        judge(*spec_with(p), o);
        CHECK(o.why == reason::connect_refused);
        return o.judged;
    };
    CHECK(judged(failure_policy::unhealthy) == unhealthy);
    CHECK(judged(failure_policy::degraded) == degraded);
    CHECK(judged(failure_policy::unknown) == unknown);
    CHECK(judged(failure_policy::conditions) == healthy);  // no condition of this signal looks at failures
}

TEST_CASE("the prober's own trouble is unknown, whatever on_failure says", "[model][judge]") {
    observation o = failed(reason::prober_error);
    judge(*spec_with(failure_policy::unhealthy), o);
    CHECK(o.judged == unknown);
}

TEST_CASE("a field that a condition needs and the answer lacks makes the run a failed one",
          "[model][judge]") {
    auto spec = std::make_shared<signal_spec>();
    spec->body_paths = {{"backlog"}};
    condition c = latency_above(3, "body.backlog > 3");
    c.nodes[0].what = field::body;
    spec->unhealthy = c;

    observation without = answered(1ms), with = answered(1ms), wrong_type = answered(1ms);
    without.body = {std::nullopt};
    with.body = {value{4.0}};
    wrong_type.body = {value{std::string{"four"}}};
    judge(*spec, without);
    judge(*spec, with);
    judge(*spec, wrong_type);

    CHECK(without.judged == unhealthy);
    CHECK(without.why == reason::body_mismatch);
    CHECK(with.judged == unhealthy);
    CHECK(with.detail == "body.backlog > 3 (4)");
    CHECK(wrong_type.why == reason::body_mismatch);
}

TEST_CASE("a tracker asks to run faster while a change is pending, and tells core only news",
          "[model][tracker]") {
    signal_tracker t{spec_with()};
    const auto add = [&](observation o) { return t.add(o, {}); };

    const auto first = add(answered(20ms));
    CHECK(first.changed);
    CHECK(first.next == pace::normal);
    CHECK_FALSE(add(answered(30ms)).changed);

    const auto failing = add(failed(reason::timeout));
    CHECK(failing.changed);  // pending is news
    CHECK(failing.next == pace::fast);
    CHECK(t.current().now == healthy);
    CHECK(t.current().why == reason::ok);
    CHECK(t.current().pending == unhealthy);

    CHECK_FALSE(add(failed(reason::timeout)).changed);
    const auto down = add(failed(reason::timeout));
    CHECK(down.changed);
    CHECK(down.next == pace::down);
    CHECK(t.current().now == unhealthy);
    CHECK(t.current().why == reason::timeout);
}

TEST_CASE("a tracker that never had a known result says why", "[model][tracker]") {
    signal_tracker t{spec_with()};
    observation o = failed(reason::prober_error);
    CHECK(t.add(o, {}).changed);
    CHECK(t.current().now == unknown);
    CHECK_FALSE(t.current().ever_known);
    CHECK(t.current().why == reason::prober_error);
}

TEST_CASE("a condition over a window holds for the run that brings it about, and says its figure",
          "[model][tracker][window]") {
    ticking t{slow_p95()};
    for (int i = 0; i < 30; ++i) CHECK(t.add(answered(20ms)).judged == healthy);
    CHECK(t.add(answered(412ms)).judged == healthy);  // 1 of 31: the 95th percentile is a fast one
    const observation second = t.add(answered(412ms));
    CHECK(second.judged == unhealthy);
    CHECK(second.why == reason::condition);
    CHECK(second.detail == "p95(latency over 1m) > 300ms (412ms)");

    t.now += 1min;
    CHECK(t.add(answered(412ms)).judged == healthy);  // alone
}

TEST_CASE("a window with fewer than min_samples makes nothing true, not even its negation",
          "[model][tracker][window]") {
    const signal_spec spec = slow_p95();
    signal_spec negated = spec;
    negated.unhealthy->nodes = {{}, spec.unhealthy->nodes[0]};
    negated.unhealthy->nodes[0].op = condition::kind::negate;
    negated.unhealthy->nodes[0].children = {1};
    ticking slow{spec}, fast{negated};
    for (int run = 1; run <= 4; ++run) {
        CHECK(slow.add(answered(1s)).judged == (run < 3 ? healthy : unhealthy));
        CHECK(fast.add(answered(1ms)).judged == (run < 3 ? healthy : unhealthy));
    }
}

TEST_CASE("the prober's own trouble brings no sample", "[model][tracker][window]") {
    ticking t{windowed_spec(aggregate::count, field::failed, 1, "count(failed over 1m) > 1")};
    t.add(answered(1ms));
    for (int i = 0; i < 5; ++i) CHECK(t.add(failed(reason::prober_error)).judged == unknown);
    CHECK(t.add(answered(1ms)).judged == healthy);
    t.add(failed(reason::timeout));
    t.add(failed(reason::timeout));
    CHECK(t.add(answered(1ms)).detail == "count(failed over 1m) > 1 (2)");
}

TEST_CASE("an answer that lacks a field of a window is a failed run, and counts as one",
          "[model][tracker][window]") {
    signal_spec spec = windowed_spec(aggregate::avg, field::body, 3, "avg(body.x over 1m) > 3");
    condition::node of_failed;
    of_failed.op = condition::kind::flag;
    of_failed.what = field::failed;
    spec.windowed.push_back({aggregate::count, {{of_failed}, ""}, 1min, {}});
    spec.degraded = spec.unhealthy;
    spec.degraded->nodes[0].windowed = 1;
    spec.degraded->nodes[0].literal = 1.0;
    ticking t{spec};
    observation with = answered(1ms), without = answered(1ms);
    with.body = {value{1.0}};
    without.body = {std::nullopt};

    t.add(with);
    const observation first = t.add(without);
    CHECK(first.why == reason::body_mismatch);
    CHECK(first.judged == unhealthy);
    CHECK(first.detail == "the answer lacks a field of `avg(body.x over 1m) > 3`");
    t.add(without);
    with.body = {value{2.0}};
    t.add(with);
    CHECK(t.add(with).judged == degraded);  // two failed
}

TEST_CASE("a failed run is judged by the windows as they are, when conditions judge it",
          "[model][tracker][window]") {
    signal_spec spec = slow_p95();
    spec.on_failure = failure_policy::conditions;
    ticking t{spec};
    for (int i = 0; i < 3; ++i) t.add(answered(400ms));
    const observation refused = t.add(failed(reason::connect_refused));
    CHECK(refused.judged == unhealthy);
    CHECK(refused.why == reason::connect_refused);
}

TEST_CASE("a signal without windows that was never degraded pays for two pointers",
          "[model][tracker][window]") {
    struct without_windows {
        std::shared_ptr<const signal_spec> spec;
        debounce rule;
        judged_signal current;
    };
    CHECK(sizeof(signal_tracker) <= sizeof(without_windows) + 2 * sizeof(void*));
}

TEST_CASE("defaults of the schedule follow from the interval", "[model][schedule]") {
    CHECK(default_fast_every(5s) == 1s);
    CHECK(default_fast_every(30s) == 6s);
    CHECK(default_fast_every(500ms) == 500ms);
    CHECK(default_ttl({10s, 2s, 2s, 20s, {}}) == 62s);
}

TEST_CASE("jitter puts off by a share of the interval, exactly", "[model][schedule]") {
    CHECK(longest_delay(10s, whole / 10) == 1s);
    CHECK(longest_delay(24h, whole / 2) == 12h);
    CHECK(longest_delay(1500ms, 333'333'333) == 499'999'999ns);
    CHECK(longest_delay(5s, 0) == 0s);
}

TEST_CASE("durations are written as the model language writes them", "[model][time]") {
    CHECK(format_duration(150ms) == "150ms");
    CHECK(format_duration(90s) == "1m30s");
    CHECK(format_duration(0s) == "0s");
    CHECK(format_duration(2h + 1ms) == "2h1ms");
    CHECK(format_time(wall_time{1764000000250ms}) == "2025-11-24T16:00:00.250Z");
}

TEST_CASE("a state between two others stands with the reason of a result that was like it",
          "[model][tracker]") {
    auto spec = spec_with();
    ticking t{*spec};
    t.add(answered(20ms));
    for (const duration latency : {200ms, 600ms, 612ms}) t.add(answered(latency));
    CHECK(t.tracker.current().now == degraded);
    CHECK(t.tracker.current().why == reason::condition);
    CHECK(t.tracker.current().detail == "latency > 100ms (200ms)");

    t.add(failed(reason::connect_refused));
    CHECK(t.tracker.current().now == unhealthy);
    t.add(answered(300ms));
    t.add(answered(20ms));
    CHECK(t.tracker.current().now == degraded);
    CHECK(t.tracker.current().why == reason::condition);
    CHECK(t.tracker.current().detail == "latency > 100ms (300ms)");
}

TEST_CASE("a reason explains its state over any history", "[model][tracker][property]") {
    std::mt19937 random{20261128};
    for (int round = 0; round < 500; ++round) {
        signal_spec spec = *spec_with();
        spec.debounce = {1 + static_cast<int>(random() % 5), 1 + static_cast<int>(random() % 5)};
        ticking t{spec};
        for (int i = 0; i < 40; ++i) {
            const observation all[] = {answered(20ms), answered(200ms), answered(600ms),
                                       failed(reason::closed), failed(reason::prober_error)};
            t.add(all[random() % 5]);
            const judged_signal& now = t.tracker.current();
            if (now.now == healthy) REQUIRE(now.why == reason::ok);
            if (now.now == degraded) REQUIRE(now.detail == "latency > 100ms (200ms)");
            if (now.now == unhealthy)
                REQUIRE((now.why == reason::closed || now.detail == "latency > 500ms (600ms)"));
        }
    }
}
