#include "test/contoso/stamp/sliding_window.hpp"

#include "test/contoso/stamp/figures.hpp"

#include <catch2/catch.hpp>

using namespace contoso;
using namespace std::chrono_literals;

namespace {
constexpr time_point start{1'000s};
}

TEST_CASE("an empty window has no rate and an average of nought", "[contoso][window]") {
    const sliding_window window(10s);

    CHECK(window.per_second(start) == 0);
    CHECK(window.per_minute(start) == 0);
    CHECK(window.average_ms(start) == 0);
}

TEST_CASE("rates are over the whole window, in their unit", "[contoso][window]") {
    sliding_window window(10s);
    for (int i = 0; i < 5; ++i) window.add(start + i * 1s);

    CHECK(window.per_second(start + 5s) == Approx(0.5));
    CHECK(window.per_minute(start + 5s) == Approx(30));
}

TEST_CASE("an event counts for exactly the window's length", "[contoso][window]") {
    sliding_window window(10s);
    window.add(start, 40ms);
    window.add(start + 1s, 20ms);

    CHECK(window.average_ms(start + 9'999ms) == Approx(30));
    CHECK(window.average_ms(start + 10s) == Approx(20));
    CHECK(window.average_ms(start + 11s) == 0);
}

TEST_CASE("the total is the time that was spent within the window", "[contoso][window]") {
    sliding_window window(10s);
    window.add(start, 40ms);
    window.add(start + 9s, 20ms);

    CHECK(window.total(start + 9s) == 60ms);
    CHECK(window.total(start + 10s) == 20ms);
}

TEST_CASE("a cleared window remembers nothing", "[contoso][window]") {
    sliding_window window(10s);
    window.add(start, 40ms);
    window.clear();

    CHECK(window.per_second(start) == 0);
}

TEST_CASE("a window holds so many events at most, and forgets the oldest first", "[contoso][window]") {
    sliding_window window(10s);
    window.add(start, 1h);
    for (std::size_t i = 0; i < sliding_window::max_events; ++i) window.add(start + 1s, 1ms);

    CHECK(window.per_second(start + 1s) == Approx(sliding_window::max_events / 10.0));
    CHECK(window.average_ms(start + 1s) == Approx(1));
}

TEST_CASE("figures are written as plain numbers of at most three decimals", "[contoso][window]") {
    CHECK(to_json({{"requests_per_s", 30}, {"avg_latency_ms", 1.23456}, {"backlog", 0}, {"big", 1e9}}) ==
          "{\"requests_per_s\": 30, \"avg_latency_ms\": 1.235, \"backlog\": 0, \"big\": 1000000000}\n");
    CHECK(to_json({}) == "{}\n");
}
