#include "config/units.hpp"

#include <catch2/catch.hpp>

using namespace hm;
using namespace hm::config;
using namespace std::chrono_literals;

TEST_CASE("durations are read exactly, with their units", "[config][units]") {
    const auto [text, expected] = GENERATE(table<std::string, model::duration>({
        {"150ms", 150ms},
        {"1m30s", 90s},
        {"250us", 250us},
        {"2h", 2h},
        {"14d", 336h},
        {"2.5ms", 2500us},
        {"0.000000001s", 1ns},
        {"1d2h3m4s5ms6us7ns", 26h + 3min + 4s + 5ms + 6us + 7ns},
        {"0s", 0s},
        {"365d", max_duration},
    }));
    INFO(text);
    CHECK(parse_duration(text).value == expected);
}

TEST_CASE("what is no duration is refused with a reason", "[config][units]") {
    const auto [text, message] = GENERATE(table<std::string, std::string>({
        {"", "expected a duration, found \"\""},
        {"5", "the duration \"5\" has no unit"},
        {"5 s", "\" s\" is no unit of time"},
        {"5S", "\"S\" is no unit of time"},
        {"-5s", "expected a duration, found \"-5s\""},
        {"1e3s", "\"e\" is no unit of time"},
        {".5s", "expected a duration, found \".5s\""},
        {"5.s", "expected a duration, found \"5.s\""},
        {"30s1m", "the units of \"30s1m\" must go from large to small"},
        {"1s1s", "the units of \"1s1s\" must go from large to small"},
        {"0.5ns", "the duration \"0.5ns\" is too long or too fine"},
        {"366d", "the duration \"366d\" is too long or too fine"},
        {"365d1ns", "the duration \"365d1ns\" is longer than a year"},
        {"999999999999d", "the duration \"999999999999d\" is too long or too fine"},
        {"9999999999999999999s", "expected a duration, found \"9999999999999999999s\""},
    }));
    INFO(text);
    CHECK(!parse_duration(text).value);
    CHECK(parse_duration(text).wrong.message == message);
}

TEST_CASE("a duration that is shown can be read again", "[config][units]") {
    for (const model::duration d :
         {model::duration{1}, model::duration{150ms}, model::duration{90s}, model::duration{26h}})
        CHECK(parse_duration(model::format_duration(d)).value == d);
}

TEST_CASE("percentages are exact parts per billion", "[config][units]") {
    CHECK(parse_percentage("99.95%").value == 999'500'000);
    CHECK(parse_percentage("99.9999999%").value == 999'999'999);
    CHECK(parse_percentage("100%").value == model::whole);
    CHECK(parse_percentage("0%").value == 0);
    CHECK(parse_percentage("0.1%").value == 1'000'000);
    for (const char* bad :
         {"", "%", "99.95", "100.1%", "101%", "-1%", "99,95%", "99.99999999%", "nan%", "1 %", "1%%"}) {
        INFO(bad);
        CHECK(!parse_percentage(bad).value);
    }
}

TEST_CASE("sizes are bytes", "[config][units]") {
    CHECK(parse_size("64KiB").value == 65536);
    CHECK(parse_size("100B").value == 100);
    CHECK(parse_size("1MiB").value == 1048576);
    CHECK(parse_size("1024GiB").value == max_size);
    for (const char* bad : {"", "64", "64kB", "64KB", "1.5MiB", "-1B", "1025GiB", "99999999999999999999B"}) {
        INFO(bad);
        CHECK(!parse_size(bad).value);
    }
}

TEST_CASE("weights are exact thousandths", "[config][units]") {
    CHECK(parse_weight("1").value == model::weight_one);
    CHECK(parse_weight("0").value == 0U);
    CHECK(parse_weight("0.125").value == 125U);
    CHECK(parse_weight("1000000").value == model::max_weight);
    for (const char* bad :
         {"", "-1", "0.0001", "1000000.001", "1000001", "1e3", ".5", "nan", "inf", "0x10", "1 "}) {
        INFO(bad);
        CHECK(!parse_weight(bad).value);
    }
}

TEST_CASE("integers are decimal and within their range", "[config][units]") {
    CHECK(parse_integer("010", 0, 100).value == 10);  // not octal
    CHECK(parse_integer("-3", -5, 5).value == -3);
    for (const char* bad : {"", "101", "-1", "0x10", "1.0", "+1", " 1", "99999999999999999999"}) {
        INFO(bad);
        CHECK(!parse_integer(bad, 0, 100).value);
    }
}

TEST_CASE("only true and false are booleans", "[config][units]") {
    CHECK(parse_bool("true").value == true);
    CHECK(parse_bool("false").value == false);
    for (const char* bad : {"yes", "no", "on", "True", "1", ""}) CHECK(!parse_bool(bad).value);
}

TEST_CASE("names are lower-case letters, digits and inner hyphens, at most 63", "[config][units]") {
    for (const std::string& good :
         {std::string{"a"}, std::string{"0"}, std::string{"a-b"}, std::string(max_name_length, 'x')})
        CHECK(parse_name(good).value == good);
    for (const std::string& bad :
         {std::string{}, std::string{"-a"}, std::string{"a-"}, std::string{"A"}, std::string{"a_b"},
          std::string{"a/b"}, std::string{"a@b"}, std::string{"ä"}, std::string(max_name_length + 1, 'x')}) {
        INFO(bad);
        CHECK(!parse_name(bad).value);
    }
}
