#include "test/contoso/load/report.hpp"
#include "test/contoso/common/duration.hpp"
#include "test/contoso/load/plan.hpp"

#include <catch2/catch.hpp>

using namespace contoso;
using namespace std::chrono_literals;

namespace {

result at(std::int64_t at_ms, result_kind kind = result_kind::ok) {
    result r;
    r.at_ms = at_ms;
    r.kind = kind;
    r.took = 1ms;
    return r;
}

std::int64_t number(const boost::json::object& shown, const char* key) {
    return shown.at(key).to_number<std::int64_t>();
}

}  // namespace

TEST_CASE("percentiles are right to two percent and never above the longest", "[contoso][load]") {
    histogram latencies;
    for (int ms = 1; ms <= 100; ++ms) latencies.add(std::chrono::milliseconds{ms});

    CHECK(latencies.percentile(0.5).count() == Approx(50'000).epsilon(0.03));
    CHECK(latencies.percentile(0.99).count() == Approx(99'000).epsilon(0.03));
    CHECK(latencies.percentile(1.0) == 100ms);
    CHECK(latencies.longest() == 100ms);
    CHECK(histogram().percentile(0.5) == 0us);
}

TEST_CASE("latencies of nothing and of hours have their buckets", "[contoso][load]") {
    histogram latencies;
    latencies.add(0us);
    latencies.add(1h);

    CHECK(latencies.percentile(0.5) == 1us);
    CHECK(latencies.longest() == 1h);
}

TEST_CASE("a report counts by kind and by second", "[contoso][load]") {
    report seen;
    seen.add(at(5'100));
    seen.add(at(5'900, result_kind::timeout));
    seen.add(at(6'000));
    seen.add(at(6'001, result_kind::status_5xx));
    seen.skipped();

    const auto shown = seen.to_json(5'000, 7'000, 2);
    CHECK(number(shown, "requests") == 4);
    CHECK(number(shown, "ok") == 2);
    CHECK(number(shown, "errors") == 2);
    CHECK(number(shown, "skipped") == 1);
    CHECK(number(shown, "unfinished") == 2);
    CHECK(number(shown.at("errors_by_kind").as_object(), "timeout") == 1);
    CHECK(number(shown.at("errors_by_kind").as_object(), "5xx") == 1);
    CHECK(number(shown.at("errors_by_kind").as_object(), "connect") == 0);

    const auto& seconds = shown.at("per_second").as_array();
    REQUIRE(seconds.size() == 2);
    CHECK(number(seconds[0].as_object(), "at_ms") == 5'000);
    CHECK(number(seconds[0].as_object(), "errors") == 1);
    CHECK(number(seconds[1].as_object(), "ok") == 1);

    const auto& errors = shown.at("error_list").as_array();
    REQUIRE(errors.size() == 2);
    CHECK(number(errors[0].as_object(), "at_ms") == 5'900);
    CHECK(errors[0].at("kind").as_string() == "timeout");
}

TEST_CASE("lists are bounded, counts are not", "[contoso][load]") {
    report seen;
    const auto errors = report::max_errors_listed + 5;
    for (std::size_t i = 0; i < errors; ++i) seen.add(at(0, result_kind::other));
    for (std::size_t s = 1; s <= report::max_seconds_listed; ++s)
        seen.add(at(static_cast<std::int64_t>(s) * 1'000));

    const auto shown = seen.to_json(0, 0, 0);
    CHECK(static_cast<std::size_t>(number(shown, "errors")) == errors);
    CHECK(shown.at("error_list").as_array().size() == report::max_errors_listed);
    CHECK(shown.at("per_second").as_array().size() == report::max_seconds_listed);
    CHECK(number(shown.at("per_second").as_array().front().as_object(), "at_ms") == 1'000);
}

TEST_CASE("users write as many comments as they are told, and mostly look", "[contoso][load]") {
    plan what(0.1, 1);
    int comments = 0, pages = 0;
    for (int i = 0; i < 1'000; ++i) {
        const action next = what.next();
        if (next.request.method == "POST") ++comments;
        if (next.request.target == "/") ++pages;
    }
    CHECK(comments == Approx(100).margin(30));
    CHECK(pages == Approx(450).margin(60));

    plan silent(0, 1);
    for (int i = 0; i < 1'000; ++i) REQUIRE(silent.next().request.method == "GET");
}

TEST_CASE("durations have a unit", "[contoso][load]") {
    CHECK(parse_duration("500ms") == 500ms);
    CHECK(parse_duration("10s") == 10s);
    CHECK(parse_duration("2m") == 2min);
    CHECK(parse_duration("168h") == 168h);
    for (const auto* wrong :
         {"", "10", "s", "0s", "-1s", "1.5s", "1d", "10 s", "169h", "99999999999999999999s"}) {
        INFO(wrong);
        CHECK_FALSE(parse_duration(wrong));
    }
}
