#include "model/windowed_value.hpp"

#include <catch2/catch.hpp>

using namespace hm::model;
using namespace std::chrono_literals;
using enum aggregate;

namespace {

windowed_value over_a_minute(aggregate how, duration per = {}) {
    windowed_value v;
    v.how = how;
    v.window = 1min;
    v.per = per;
    condition::node n;
    n.op = condition::kind::flag;
    n.what = field::body;
    v.of = {{n}, "body.x"};
    return v;
}

// One a second.
std::vector<sample> samples(const std::vector<double>& values) {
    std::vector<sample> all;
    for (double v : values) all.push_back({steady_time{} + 1s * std::ssize(all), v});
    return all;
}

std::optional<double> figure(aggregate how, const std::vector<double>& values, duration per = {}) {
    return figure_of(over_a_minute(how, per), samples(values));
}

std::vector<double> one_to(int n) {
    std::vector<double> all;
    for (int i = n; i >= 1; --i) all.push_back(i);
    return all;
}

}  // namespace

TEST_CASE("a percentile is the nearest rank: a sample, never something between two", "[model][window]") {
    const auto [how, of_3, of_20, of_100, of_101] = GENERATE(table<aggregate, int, int, int, int>({
        {p50, 2, 10, 50, 51},
        {p90, 3, 18, 90, 91},
        {p95, 3, 19, 95, 96},
        {p99, 3, 20, 99, 100},
    }));
    CAPTURE(to_string(how));
    CHECK(figure(how, {7}) == 7);
    CHECK(figure(how, one_to(3)) == of_3);
    CHECK(figure(how, one_to(20)) == of_20);
    CHECK(figure(how, one_to(100)) == of_100);
    CHECK(figure(how, one_to(101)) == of_101);
}

TEST_CASE("avg, max and min are those of the samples", "[model][window]") {
    CHECK(figure(avg, {1, 2, 6}) == 3);
    CHECK(figure(max, {-1, -2, -6}) == -1);
    CHECK(figure(min, {-1, -2, -6}) == -6);
}

TEST_CASE("the mean of equal samples is exactly they", "[model][window]") {
    const double value = GENERATE(0.1, 0.7, 1.0 / 3, 1e300, -12345.678);
    for (const std::size_t n : {3u, 10u, 1000u, 4096u})
        CHECK(figure(avg, std::vector<double>(n, value)) == value);
}

TEST_CASE("runs that count are summed, and divided by the window", "[model][window]") {
    CHECK(figure(count, {1, 0, 1, 1}) == 3);
    CHECK(figure(count, {0, 0, 0}) == 0);
    CHECK(figure(rate, {1, 0, 1, 1}, 1min) == 3);
    CHECK(figure(rate, {1, 0, 1, 1}, 1h) == 180);
    CHECK(figure(rate, {1, 0, 1, 1}, 1s) == 0.05);
}

TEST_CASE("a rate is exact at its threshold, however it is written", "[model][window]") {
    // 1 of 10 minutes is 0.1 a minute: neither above nor below the number that people write.
    windowed_value v = over_a_minute(rate, 1min);
    v.window = 10min;
    CHECK(figure_of(v, samples({0, 1, 0})) == 0.1);
}

TEST_CASE("the rate of a counter is its increase by the time between the first sample and the last",
          "[model][window]") {
    CHECK(figure(counter_rate, {100, 110, 130}, 1s) == 15);
    CHECK(figure(counter_rate, {100, 110, 130}, 1min) == 900);
    CHECK(figure(counter_rate, {5, 5, 5}, 1s) == 0);
    CHECK(figure(counter_rate, {100, 110, 4, 10}, 1s) == Approx(20.0 / 3));  // 10, then from 0 to 10
}

TEST_CASE("without samples, or time between them, there is no figure", "[model][window]") {
    CHECK_FALSE(figure(p95, {}));
    CHECK_FALSE(figure(count, {}));
    CHECK_FALSE(figure(counter_rate, {5}, 1s));
    CHECK_FALSE(figure_of(over_a_minute(counter_rate, 1s),
                          std::vector<sample>{{steady_time{}, 1}, {steady_time{}, 2}}));
}

TEST_CASE("figures are written for people", "[model][window]") {
    windowed_value latency = over_a_minute(p95);
    latency.of.nodes[0].what = field::latency;
    CHECK(to_string(latency, 0.412) == "412ms");
    CHECK(to_string(over_a_minute(avg), 0.75) == "0.75");
    CHECK(to_string(over_a_minute(count), 12) == "12");
    CHECK(to_string(over_a_minute(rate, 1s), 0.5) == "0.5/s");
    CHECK(to_string(over_a_minute(rate, 1min), 12) == "12/m");
    CHECK(to_string(over_a_minute(counter_rate, 1h), 1.5) == "1.5/h");
}
