#include "model/window.hpp"

#include <catch2/catch.hpp>

#include "test/model/naive_windows.hpp"

#include <random>

using namespace hm::model;
using namespace hm::model::test;
using namespace std::chrono_literals;

namespace {

condition::node flag(field what) {
    condition::node n;
    n.op = condition::kind::flag;
    n.what = what;
    return n;
}

condition::node slower_than(double seconds) {
    condition::node n;
    n.what = field::latency;
    n.literal = seconds;
    return n;
}

windowed_value value_over(aggregate how, duration window, condition::node of, duration per = {}) {
    return {how, {{std::move(of)}, ""}, window, per};
}

// One field of the body, and these values over windows.
signal_spec looking_at(std::vector<windowed_value> windowed, int min_samples = 1) {
    signal_spec spec;
    spec.body_paths = {{"x"}};
    spec.windowed = std::move(windowed);
    spec.min_samples = min_samples;
    return spec;
}

observation answered(duration latency, body_value x = {}) {
    observation o;
    o.why = reason::ok;
    o.status = 200;
    o.latency = latency;
    o.body = {std::move(x)};
    return o;
}

observation failed(reason why, body_value x = {}) {
    observation o = answered(1s, std::move(x));
    o.why = why;
    return o;
}

constexpr steady_time start{};

}  // namespace

TEST_CASE("a sample is inside while it is younger than the window", "[model][window]") {
    const auto spec = looking_at({value_over(aggregate::max, 10s, flag(field::latency))});
    signal_windows w{spec};
    w.add(answered(500ms), start);
    w.add(answered(100ms), start + 10s - 1ns);
    CHECK(w.figure(0) == 0.5);
    w.add(answered(100ms), start + 10s);
    CHECK(w.figure(0) == 0.1);
}

TEST_CASE("fewer than min_samples inside tell nothing", "[model][window]") {
    const auto spec = looking_at({value_over(aggregate::count, 10s, flag(field::failed))}, 3);
    signal_windows w{spec};
    w.add(failed(reason::timeout), start);
    w.add(failed(reason::timeout), start + 1s);
    CHECK_FALSE(w.figure(0));
    w.add(failed(reason::timeout), start + 2s);
    CHECK(w.figure(0) == 3);
    w.add(failed(reason::timeout), start + 11s);
    CHECK_FALSE(w.figure(0));  // two of four
}

TEST_CASE("windows of different length over one thing share its samples, and see their own",
          "[model][window]") {
    const auto spec = looking_at({value_over(aggregate::max, 5s, flag(field::latency)),
                                  value_over(aggregate::max, 20s, flag(field::latency)),
                                  value_over(aggregate::min, 10s, flag(field::latency))});
    signal_windows w{spec};
    w.add(answered(900ms), start);
    w.add(answered(300ms), start + 12s);
    w.add(answered(100ms), start + 18s);
    CHECK(w.figure(0) == 0.1);
    CHECK(w.figure(1) == 0.9);
    CHECK(w.figure(2) == 0.1);
}

TEST_CASE("a failed run has no latency, and is counted as failed", "[model][window]") {
    const auto spec = looking_at({value_over(aggregate::max, 1min, flag(field::latency)),
                                  value_over(aggregate::count, 1min, flag(field::failed)),
                                  value_over(aggregate::count, 1min, slower_than(0.5))});
    signal_windows w{spec};
    w.add(answered(100ms), start);
    w.add(failed(reason::timeout), start + 1s);  // after a second
    CHECK(w.figure(0) == 0.1);
    CHECK(w.lacks(0));
    CHECK(w.figure(1) == 1);
    CHECK(w.figure(2) == 0);
    CHECK(w.lacks(2));
}

TEST_CASE("a field of the body is a sample whenever it is there, and a number", "[model][window]") {
    const auto spec = looking_at({value_over(aggregate::avg, 1min, flag(field::body)),
                                  value_over(aggregate::count, 1min, flag(field::body))});
    signal_windows w{spec};
    w.add(answered(1ms, value{4.0}), start);
    w.add(failed(reason::status_mismatch, value{8.0}), start + 1s);
    CHECK(w.figure(0) == 6);
    CHECK(w.lacks(1));  // neither true nor false
    w.add(answered(1ms, value{std::string{"8"}}), start + 2s);
    w.add(answered(1ms), start + 3s);
    w.add(answered(1ms, value{true}), start + 4s);
    CHECK(w.figure(0) == 6);
    CHECK(w.lacks(0));
    CHECK(w.figure(1) == 1);
}

TEST_CASE("a run that judging makes a failed one is corrected", "[model][window]") {
    const auto spec = looking_at({value_over(aggregate::max, 1min, flag(field::latency)),
                                  value_over(aggregate::count, 1min, flag(field::failed))});
    signal_windows w{spec};
    w.add(answered(100ms), start);
    w.add(answered(900ms), start + 1s);
    w.correct(failed(reason::body_mismatch));
    CHECK(w.figure(0) == 0.1);
    CHECK(w.lacks(0));
    CHECK(w.figure(1) == 1);
}

TEST_CASE("the newest 4096 samples are kept", "[model][window][limits]") {
    const auto spec = looking_at({value_over(aggregate::count, 24h, flag(field::failed)),
                                  value_over(aggregate::max, 24h, flag(field::latency))});
    signal_windows w{spec};
    w.add(answered(900ms), start);
    for (std::size_t i = 1; i < max_window_samples; ++i) w.add(answered(100ms), start + 1s * i);
    CHECK(w.figure(1) == 0.9);
    w.add(answered(100ms), start + 1s * max_window_samples);
    CHECK(w.figure(1) == 0.1);
    for (std::size_t i = 1; i <= max_window_samples + 10; ++i)
        w.add(failed(reason::timeout), start + 1s * (max_window_samples + i));
    CHECK(w.figure(0) == max_window_samples);
}

TEST_CASE("windows agree with their definition over any history", "[model][window][property]") {
    std::mt19937 random{20261128};
    const auto any = [&](unsigned below) { return random() % below; };
    for (int round = 0; round < 300; ++round) {
        std::vector<windowed_value> values;
        for (unsigned i = 0; i < 1 + any(6); ++i) {
            const auto how = static_cast<aggregate>(any(10));
            const condition::node counts[] = {flag(field::failed), flag(field::body), slower_than(0.05)};
            const condition::node takes[] = {flag(field::body), flag(field::latency)};
            const bool counter = how == aggregate::counter_rate;
            values.push_back(value_over(how, 1s * (1 + any(60)),
                                        counts_runs(how) ? counts[any(3)] : takes[counter ? 0 : any(2)],
                                        is_rate(how) ? duration{1min} : duration{}));
        }
        const auto spec = looking_at(values, 1 + static_cast<int>(any(4)));
        signal_windows windows{spec};
        naive_windows naive{spec};
        steady_time now = start;
        for (int step = 0; step < 200; ++step) {
            now += 100ms * any(any(20) == 0 ? 700 : 30);
            const body_value xs[] = {std::nullopt, value{static_cast<double>(any(1000)) / 8},
                                     value{any(2) == 0}};
            const observation run = answered(1ms * any(100), xs[any(3)]);
            const observation bad = failed(reason::body_mismatch, run.body[0]);
            const unsigned kind = any(10);
            windows.add(kind == 0 ? bad : run, now);
            if (kind == 1) windows.correct(bad);
            naive.add(kind <= 1 ? bad : run, now);
            for (std::size_t i = 0; i < values.size(); ++i) {
                const auto figure = windows.figure(i), expected = naive.figure(i);
                REQUIRE(figure.has_value() == expected.has_value());
                if (figure) REQUIRE(*figure == Approx(*expected).margin(1e-9));
            }
        }
    }
}
