// Conditions that look over a window: how they are read, and whether they fit the schedule of their signal.
#include "config/condition_functions.hpp"
#include "config/conditions.hpp"
#include "config/load.hpp"
#include "config/timing.hpp"

#include <catch2/catch.hpp>

using namespace hm;
using namespace hm::config;
using namespace std::chrono_literals;
using kind = model::condition::kind;
using model::aggregate;

namespace {

struct read_condition {
    std::vector<body_path> paths;
    std::vector<model::windowed_value> windowed;
    parsed<model::condition> result;

    explicit read_condition(std::string_view text) : result(parse_condition(text, paths, windowed)) {}
};

// A condition that is nothing but one comparison of a value over a window.
struct one_comparison {
    model::condition::node node;
    model::windowed_value value;
};
one_comparison parse(std::string_view text) {
    const read_condition read{text};
    INFO(text << ": " << read.result.wrong.message);
    REQUIRE(read.result.value);
    REQUIRE(read.result.value->nodes.size() == 1);
    REQUIRE(read.windowed.size() == 1);
    CHECK(read.result.value->nodes[0].op == kind::windowed);
    return {read.result.value->nodes[0], read.windowed[0]};
}

loaded_model load(const std::string& signal, const std::string& defaults = "") {
    return load_model(source{"model.yaml", "model: shop\nregions: { west: {} }\n" + defaults +
                                               "flows: { buy: { signals: { one: { " + signal + " } } } }\n"});
}

std::string http(const std::string& keys) {
    return "http: { url: \"http://shop\" }, " + keys;
}

std::string first_message(const loaded_model& loaded) {
    return loaded.diagnostics.empty() ? "" : loaded.diagnostics.front().message;
}

std::string told(const std::string& keys) {
    return first_message(load(http(keys)));
}

model::signal_spec spec(const std::string& keys, const std::string& defaults = "") {
    const loaded_model loaded = load(http(keys), defaults);
    INFO(render(loaded.diagnostics));
    REQUIRE(loaded.value);
    return *(*loaded.value)->entities[0].signals[0].places[0];
}

}  // namespace

TEST_CASE("a function, a field and a window are compared with a value of the field's kind",
          "[config][conditions][window]") {
    const auto [text, how, window, literal] =
        GENERATE(table<std::string, aggregate, model::duration, double>({
            {"p50(latency over 5m) > 300ms", aggregate::p50, 5min, 0.3},
            {"p90(latency over 5m) > 300ms", aggregate::p90, 5min, 0.3},
            {"p95(latency over 1m30s) >= 1s", aggregate::p95, 90s, 1},
            {"p99(body.x over 1h) > 20", aggregate::p99, 1h, 20},
            {"avg(value over 5m) >= 200ms", aggregate::avg, 5min, 0.2},
            {"avg(body.dtu over 5m) >= 70%", aggregate::avg, 5min, 0.7},
            {"max(body.bytes over 1s) < 64KiB", aggregate::max, 1s, 65536},
            {"min(body.free over 24h) < -2.5", aggregate::min, 24h, -2.5},
            {"count(failed over 5m) >= 3", aggregate::count, 5min, 3},
            {"count(body.ready over 5m) == 0", aggregate::count, 5min, 0},
        }));
    CAPTURE(text);
    const auto [node, value] = parse(text);
    CHECK(value.how == how);
    CHECK(value.window == window);
    CHECK(std::get<double>(node.literal) == Approx(literal).epsilon(1e-12));
    CHECK(node.text == text);
}

TEST_CASE("a rate has a unit of time", "[config][conditions][window]") {
    const auto [literal, number, per] = GENERATE(table<std::string, double, model::duration>({
        {"10/s", 10, 1s},
        {"0.1/m", 0.1, 1min},
        {"64KiB/h", 65536, 1h},
    }));
    const auto [node, value] = parse("rate(failed over 1m) > " + literal);
    CHECK(std::get<double>(node.literal) == number);
    CHECK(value.how == aggregate::rate);
    CHECK(value.per == per);
}

TEST_CASE("rate takes a field of the body for a counter, and counts runs of anything else",
          "[config][conditions][window]") {
    CHECK(parse("rate(value over 1m) > 10/m").value.how == aggregate::counter_rate);
    CHECK(parse("rate(body.a.b over 1m) > 10/m").value.how == aggregate::counter_rate);
    CHECK(parse("rate(body.up == false over 1m) > 10/m").value.how == aggregate::rate);
    CHECK(parse("rate(not body.up over 1m) > 10/m").value.how == aggregate::rate);
    CHECK(parse("count(value over 1m) > 10").value.how == aggregate::count);
}

TEST_CASE("what is counted is any condition of one run", "[config][conditions][window]") {
    const auto [node, value] = parse("count( latency>300ms and (not failed or status == 404)over 5m )>=3");
    CHECK(node.text == "count(latency > 300ms and (not failed or status == 404) over 5m) >= 3");
    CHECK(value.of.text == "latency > 300ms and (not failed or status == 404)");
    REQUIRE(value.of.nodes.size() == 6);
    CHECK(value.of.nodes[0].op == kind::all_of);
}

TEST_CASE("windows stand beside everything else", "[config][conditions][window]") {
    const read_condition read{"failed or not (p95(latency over 5m) > 1s and latency > 1s)"};
    REQUIRE(read.result.value);
    CHECK(read.result.value->text == "failed or not (p95(latency over 5m) > 1s and latency > 1s)");
    REQUIRE(read.result.value->nodes.size() == 6);
    CHECK(read.result.value->nodes[4].op == kind::windowed);
}

TEST_CASE("the conditions of a signal share what they look at over windows", "[config][conditions][window]") {
    const auto s = spec(
        "degraded: p95(latency over 5m) > 100ms or p95(latency over 10m) > 50ms, "
        "unhealthy: p95(latency over 5m) > 500ms or count(failed over 5m) > 9");
    REQUIRE(s.windowed.size() == 3);
    CHECK(s.degraded->nodes[1].windowed == s.unhealthy->nodes[1].windowed);
    CHECK(s.unhealthy->nodes[2].windowed == 2);
    CHECK(s.unhealthy->text == "p95(latency over 5m) > 500ms or count(failed over 5m) > 9");
}

TEST_CASE("a mistake in a windowed condition is told at its column", "[config][conditions][window]") {
    const auto [text, offset, message] = GENERATE(table<std::string, std::size_t, std::string>({
        {"p59(latency over 5m) > 1s", 0, "unknown function \"p59\""},
        {"latency(over 5m) > 1s", 0, "unknown function \"latency\""},
        {"p95 > 1s", 0, "\"p95\" looks over a window"},
        {"p95(latency) > 1s", 11, "\"p95\" needs a window"},
        {"p95(latency", 11, "\"p95\" needs a window"},
        {"p95(latency 5m) > 1s", 12, "expected `over` and a window, found \"5m\""},
        {"p95(latency over) > 1s", 16, "expected a duration, found \")\""},
        {"p95(latency over 5) > 1s", 17, "the duration \"5\" has no unit"},
        {"p95(latency over 999ms) > 1s", 17, "the window \"999ms\" is not within 1s to 24h"},
        {"p95(latency over 24h1s) > 1s", 17, "the window \"24h1s\" is not within 1s to 24h"},
        {"p95(latency over 5m", 3, "this parenthesis is never closed"},
        {"p95(latency over 5m > 1s", 20, "expected ) after the window, found \">\""},
        {"p95(latency over 5m)", 20, "\"p95(latency over 5m)\" needs a comparator and a value"},
        {"p95(latency over 5m) >", 22, "a value is missing after the comparator"},
        {"p95(latency over 5m) > 300", 23, "the duration \"300\" has no unit"},
        {"p95(body.x over 5m) == ok", 23, "\"ok\" is no number"},
        {"p95(body.x over 5m) == \"ok\"", 23, "\"\"ok\"\" is no number"},
        {"p95(latency, 5m) > 1s", 11, "unexpected \",\" before a window"},
        {"p95() > 1s", 4, "expected a field, found \")\""},
        {"p95(failed over 5m) > 3", 4, "there is no p95 of \"failed\""},
        {"avg(status over 5m) > 400", 4, "there is no avg of \"status\""},
        {"avg(latncy over 5m) > 1s", 4, "unknown field \"latncy\""},
        {"p95(latency > 1s over 5m) > 3", 12, "\"p95\" takes a value, not a condition"},
        {"count(latency over 5m) > 3", 14, "\"latency\" needs a comparator and a value"},
        {"count(failed over 5m) >= 2.5", 25, "a count is a whole number, found \"2.5\""},
        {"count(failed over 5m) >= -1", 25, "a count is a whole number, found \"-1\""},
        {"count(failed over 5m) >= 10/m", 25, "a count is a whole number, found \"10/m\""},
        {"rate(failed over 5m) > 10", 23, "the rate \"10\" has no unit of time"},
        {"rate(failed over 5m) > 10/d", 23, "expected a rate, found \"10/d\""},
        {"rate(failed over 5m) > /m", 23, "expected a rate, found \"/m\""},
        {"rate(failed over 5m) > -1/m", 23, "expected a rate, found \"-1/m\""},
        {"count(p95(latency over 5m) > 1s over 5m) > 3", 6, "a window within a window"},
        {"avg(p95(latency over 5m) over 5m) > 3s", 4, "a window within a window"},
    }));
    INFO(text);
    const read_condition read{text};
    REQUIRE(!read.result);
    CHECK(read.result.wrong.message == message);
    CHECK(read.result.wrong.offset == offset);
}

TEST_CASE("a signal looks at most at 16 values over windows", "[config][conditions][window][limits]") {
    const auto many = [](std::size_t n) {
        std::string text = "failed";
        for (std::size_t i = 1; i <= n; ++i) text += " or max(latency over " + std::to_string(i) + "s) > 1s";
        return read_condition{text}.result.wrong.message;
    };
    CHECK(many(max_windowed_values) == "");
    CHECK(many(max_windowed_values + 1) == "a signal looks at most at 16 values over windows");
}

TEST_CASE("windows are 1 s to 24 h long", "[config][conditions][window][limits]") {
    CHECK(parse("max(latency over 1s) > 1s").value.window == min_window);
    CHECK(parse("max(latency over 24h) > 1s").value.window == max_window);
}

TEST_CASE("min_samples is the signal's, the defaults', or 3", "[config][load][window]") {
    const std::string p95 = "degraded: p95(latency over 5m) > 100ms";
    const std::string defaults = "defaults: { signal: { min_samples: 5 } }\n";
    CHECK(spec(p95).min_samples == 3);
    CHECK(spec(p95, defaults).min_samples == 5);
    CHECK(spec(p95 + ", min_samples: 1", defaults).min_samples == 1);
}

TEST_CASE("min_samples is 1 to as many as are kept", "[config][load][window][limits]") {
    CHECK(told("degraded: p95(latency over 5m) > 100ms, min_samples: 0") == "0 is not within 1 to 4096");
    CHECK(told("degraded: p95(latency over 5m) > 100ms, min_samples: 4097") ==
          "4097 is not within 1 to 4096");
    CHECK(told("every: 20s, min_samples: 4096, timeout: 1s, fast_every: 20s, degraded: p95(latency over "
               "22h45m20s) > 100ms") == "");
}

TEST_CASE("min_samples without a window is warned about", "[config][load][window]") {
    CHECK(told("min_samples: 4, degraded: latency > 100ms") == "`min_samples` changes nothing here");
    CHECK(first_message(
              load(http("degraded: latency > 100ms"), "defaults: { signal: { min_samples: 4 } }\n")) == "");
}

TEST_CASE("a window must be able to hold min_samples runs", "[config][window]") {
    const auto shorter = [](const std::string& keys) { return told("timeout: 1s, degraded: " + keys); };
    CHECK(shorter("p95(latency over 11s) > 100ms, every: 5s") == "");
    CHECK(shorter("p95(latency over 10s) > 100ms, every: 5s") ==
          "a window of 10s has 2 runs at `every: 5s`, and 3 are needed");
    CHECK(shorter("p95(latency over 10s) > 100ms, every: 5s, min_samples: 2") == "");
    CHECK(shorter("p95(latency over 4s) > 100ms, every: 5s") ==
          "a window of 4s has 1 run at `every: 5s`, and 3 are needed");
    CHECK(shorter("p95(latency over 1m) > 100ms, every: 5s, down_every: 30s") ==
          "a window of 1m has 2 runs at `down_every: 30s`, and 3 are needed");
    CHECK(shorter("rate(body.n over 5s) > 1/s, every: 5s, min_samples: 1") ==
          "a window of 5s has 1 run at `every: 5s`, and 2 are needed");
}

TEST_CASE("what jitter puts off may fall out of a window, or into it", "[config][window]") {
    const std::string jitter = "timeout: 1s, every: 5s, fast_every: 5s, jitter: 20%, degraded: ";
    CHECK(told(jitter + "p95(latency over 11001ms) > 100ms") == "");
    CHECK(told(jitter + "p95(latency over 11s) > 100ms") ==
          "a window of 11s has as few as 2 runs at `every: 5s`, and 3 are needed");
    CHECK(told(jitter + "p95(latency over 1s) > 100ms") ==
          "a window of 1s has as few as 1 run at `every: 5s`, and 3 are needed");
    CHECK(told(jitter + "count(failed over 20s) >= 5") == "");
    CHECK(told(jitter + "count(failed over 20s) >= 6") == "\"count(failed over 20s) >= 6\" is never true");
    CHECK(told(jitter + "p95(latency over 20479s) > 100ms") == "");
    CHECK(told(jitter + "p95(latency over 20480s) > 100ms") ==
          "a window of 5h41m20s has up to 4097 runs at `every: 5s`, and 4096 are kept");
}

TEST_CASE("a window must not hold more runs than are kept", "[config][window][limits]") {
    CHECK(told("degraded: p95(latency over 1h8m16s) > 100ms") == "");
    CHECK(told("degraded: p95(latency over 1h8m17s) > 100ms") ==
          "a window of 1h8m17s has up to 4097 runs at `fast_every: 1s`, and 4096 are kept");
    CHECK(told("degraded: p95(latency over 24h) > 100ms, every: 30s, fast_every: 30s") == "");
    CHECK(told("degraded: p95(latency over 24h) > 100ms, every: 30s, fast_every: 30s, down_every: 10s") ==
          "a window of 24h has up to 8640 runs at `down_every: 10s`, and 4096 are kept");
}

TEST_CASE("a number of runs that is certain or impossible is an error", "[config][window]") {
    const auto counting = [](const std::string& keys) { return told("degraded: " + keys); };
    CHECK(counting("count(failed over 1m) >= 1") == "");
    CHECK(counting("count(failed over 1m) >= 0") == "\"count(failed over 1m) >= 0\" is always true");
    CHECK(counting("count(failed over 1m) < 0") == "\"count(failed over 1m) < 0\" is never true");
    CHECK(counting("count(failed over 1m) >= 60") == "");
    CHECK(counting("count(failed over 1m) > 60") == "\"count(failed over 1m) > 60\" is never true");
    CHECK(counting("count(failed over 1m) != 61") == "\"count(failed over 1m) != 61\" is always true");
    CHECK(counting("rate(failed over 1m) > 59/m") == "");
    CHECK(counting("rate(failed over 1m) > 1/s") == "\"rate(failed over 1m) > 1/s\" is never true");
    CHECK(counting("rate(body.n over 1m) > 1000/s") == "");
}

TEST_CASE("thresholds of one figure must leave room for degraded", "[config][window]") {
    const auto both = [](const std::string& degraded, const std::string& unhealthy) {
        return told("degraded: " + degraded + ", unhealthy: " + unhealthy);
    };
    CHECK(both("p95(latency over 5m) > 100ms", "p95(latency over 5m) > 200ms") == "");
    CHECK(
        both("p95(latency over 5m) > 200ms", "p95(latency over 5m) > 100ms") ==
        "degraded (p95(latency over 5m) > 200ms) is stricter than unhealthy (p95(latency over 5m) > 100ms)");
    CHECK(both("p95(latency over 5m) >= 100ms", "p95(latency over 5m) > 100ms") ==
          "degraded and unhealthy have the same threshold (\"p95(latency over 5m) >= 100ms\" and "
          "\"p95(latency over 5m) > 100ms\")");
    CHECK(both("rate(failed over 5m) > 10/m", "rate(failed over 5m) > 0.1/s") ==
          "degraded (rate(failed over 5m) > 10/m) is stricter than unhealthy (rate(failed over 5m) > 0.1/s)");
    CHECK(both("p95(latency over 5m) > 200ms", "p95(latency over 1m) > 100ms") == "");
    CHECK(both("p95(latency over 5m) > 200ms", "p99(latency over 5m) > 100ms") == "");
    CHECK(both("p95(latency over 5m) > 200ms", "latency > 100ms") == "");
}

TEST_CASE("windows look only at what the probe has", "[config][window]") {
    const auto pushed = [](const std::string& condition) {
        std::string all;
        for (const diagnostic& d :
             load("push: { token: \"0123456789abcdef\" }, degraded: " + condition).diagnostics)
            if (d.level == severity::error) all += d.message;
        return all;
    };
    CHECK(
        pushed(
            "avg(value over 5m) >= 200ms or rate(value over 1m) > 10/m or count(value > 3 over 1m) > 2000") ==
        "");
    CHECK(pushed("p95(latency over 5m) > 1s") == "a pushed signal has no latency");
    CHECK(pushed("count(failed over 5m) > 1") == "a pushed signal has no failed");
    CHECK(told("degraded: avg(value over 5m) > 3") == "\"value\" is what is pushed; a probe has none");
    CHECK(first_message(load("tcp: \"a:1\", degraded: avg(body.x over 5m) > 3")) ==
          "a tcp probe has no body");
    CHECK(first_message(load("tcp: \"a:1\", degraded: count(status > 400 over 5m) > 3")) ==
          "a tcp probe has no status");
}

TEST_CASE("failed runs and unexpected statuses are worth counting whatever judges them", "[config][window]") {
    CHECK(told("degraded: count(failed over 5m) > 3 or count(status >= 500 over 5m) > 3") == "");
}

TEST_CASE("a witness has no windows", "[config][witnesses][window]") {
    const auto loaded = load("tcp: \"a:1\"", "witnesses: { w: { tcp: \"b:1\", min_samples: 2 } }\n");
    CHECK(first_message(loaded) == "\"min_samples\" means nothing for a witness");
}
