#include "daemon/outputs/exposition.hpp"

#include <catch2/catch.hpp>

#include <limits>

using namespace hm;
using namespace hm::daemon;

namespace {

std::string text_of(decimal value) {
    std::string text;
    append(text, value);
    return text;
}

}  // namespace

TEST_CASE("a decimal is exact and has no zeros that say nothing", "[outputs][metrics]") {
    CHECK(text_of({0, 0}) == "0");
    CHECK(text_of({0, 9}) == "0");
    CHECK(text_of({7500, 4}) == "0.75");
    CHECK(text_of({10000, 4}) == "1");
    CHECK(text_of({1'700'000'000'005, 3}) == "1700000000.005");
    CHECK(text_of({25'000'001, 9}) == "0.025000001");
    CHECK(text_of({-1500, 3}) == "-1.5");
    CHECK(text_of({-5, 2}) == "-0.05");
    CHECK(text_of({std::numeric_limits<std::int64_t>::min(), 0}) == "-9223372036854775808");
    CHECK(text_of({std::numeric_limits<std::int64_t>::max(), 9}) == "9223372036.854775807");
}

TEST_CASE("any text can be a label's value; an empty one is left out", "[outputs][metrics]") {
    const auto text = [](const labels& l) { return std::string{std::string_view{l}}; };
    CHECK(text(labels{"a", "x"}.add("b", "").add("c", "y")) == R"(a="x",c="y")");
    CHECK(text(labels{"a", "say \"no\\\"\nor\\"}) == R"(a="say \"no\\\"\nor\\")");
    const labels base{"a", "x"};
    CHECK(text(base.with("b", "y")) == R"(a="x",b="y")");
    CHECK(text(base) == R"(a="x")");
}

TEST_CASE("a family has its head once, and none without series", "[outputs][metrics]") {
    std::string page;
    family f(page, metric_type::gauge, "temperature", "How warm it is.");
    CHECK(page.empty());
    f.add(labels{}, 1);
    f.add(labels{"at", "sea"}, decimal{-25, 1});
    f.add(labels{"at", "sun"}, std::numeric_limits<double>::infinity());
    f.add(labels{"at", "night"}, std::numeric_limits<double>::quiet_NaN());
    f.add(labels{"at", "noon"}, labels{"in", "shade"}, decimal{3});
    f.add(labels{"at", "dawn"}, 0.1);
    CHECK(page ==
          "# HELP temperature How warm it is.\n# TYPE temperature gauge\ntemperature 1\n"
          "temperature{at=\"sea\"} -2.5\ntemperature{at=\"sun\"} +Inf\ntemperature{at=\"night\"} NaN\n"
          "temperature{at=\"noon\",in=\"shade\"} 3\ntemperature{at=\"dawn\"} 0.1\n");
}

TEST_CASE("a histogram counts up to infinity, whatever the shards", "[outputs][metrics]") {
    probes::histogram one, two;
    one.observe(std::chrono::milliseconds{3});
    two.observe(std::chrono::seconds{30});
    std::string page;
    family{page, metric_type::histogram, "took", "How long it took."}.add(labels{"kind", "tcp"},
                                                                          {&one, &two});
    CHECK(
        page.find("took_bucket{kind=\"tcp\",le=\"0.0025\"} 0\ntook_bucket{kind=\"tcp\",le=\"0.005\"} 1\n") !=
        std::string::npos);
    CHECK(page.find("took_bucket{kind=\"tcp\",le=\"10\"} 1\ntook_bucket{kind=\"tcp\",le=\"+Inf\"} 2\n"
                    "took_count{kind=\"tcp\"} 2\ntook_sum{kind=\"tcp\"} 30.003") != std::string::npos);
}
