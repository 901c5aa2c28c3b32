#include "model/traffic_weight.hpp"

#include <catch2/catch.hpp>

using namespace hm::model;
using namespace std::chrono_literals;

TEST_CASE("the weight follows the score in steps and never reaches 0", "[model][traffic_weight]") {
    const traffic_rules rules;
    CHECK(weight_by_score(score{10000}, rules) == 100);
    CHECK(weight_by_score(score{7143}, rules) == 100);
    CHECK(weight_by_score(score{7142}, rules) == 95);
    CHECK(weight_by_score(score{5000}, rules) == 70);
    CHECK(weight_by_score(score{100}, rules) == 5);
    CHECK(weight_by_score(score{0}, rules) == 5);
    CHECK(weight_by_score(score{}, rules) == 100);

    traffic_rules own;
    own.weight_factor_percent = 100;
    own.weight_step = 20;
    CHECK(weight_by_score(score{9999}, own) == 80);
    CHECK(weight_by_score(score{1999}, own) == 20);
}

TEST_CASE("a ramp goes from 10 to 100 in 300 s", "[model][traffic_weight]") {
    const traffic_rules rules;
    CHECK(ramp_weight(0s, rules) == 10);
    CHECK(ramp_weight(150s, rules) == 55);
    CHECK(ramp_weight(300s - 1ns, rules) == 95);
    CHECK(ramp_weight(300s, rules) == 100);
    traffic_rules none;
    none.ramp = 0s;
    CHECK(ramp_weight(0s, none) == 100);
}

TEST_CASE("the next step of a ramp comes at its very time", "[model][traffic_weight]") {
    for (const int step : {1, 2, 5, 10, 25, 50}) {
        for (const duration length : {duration{7}, duration{30s}, duration{300s}, duration{12345678901}}) {
            traffic_rules rules;
            rules.weight_step = step;
            rules.ramp = length;
            duration t{0};
            for (int weight = ramp_weight(t, rules); weight < 100; weight = ramp_weight(t, rules)) {
                CAPTURE(step, length.count(), weight, t.count());
                const duration next = next_ramp_step(weight, rules);
                REQUIRE(next > t);
                REQUIRE(ramp_weight(next - 1ns, rules) == weight);
                REQUIRE(ramp_weight(next, rules) > weight);
                t = next;
            }
            CHECK(t == length);
        }
    }
}

TEST_CASE("a drain at 10 percent a minute takes a step every half minute", "[model][traffic_weight]") {
    const traffic_rules rules;
    CHECK(drain_weight(100, 10, 0s, rules) == 100);
    CHECK(drain_weight(100, 10, 30s - 1ns, rules) == 100);
    CHECK(drain_weight(100, 10, 30s, rules) == 95);
    CHECK(drain_weight(100, 10, 5min, rules) == 50);
    CHECK(drain_weight(100, 10, 10min, rules) == 0);
    CHECK(drain_weight(35, 10, 3min + 30s, rules) == 0);
    CHECK(drain_weight(100, 1, 72h, rules) == 0);
    CHECK(drain_falls_below(100, 100, 10, rules) == 30s);
    CHECK(drain_falls_below(95, 100, 10, rules) == 60s);
    CHECK(drain_falls_below(70, 100, 100, rules) == 21s);
    CHECK(drain_falls_below(100, 35, 10, rules) == 30s);
}

TEST_CASE("the next step of a drain comes at its very time", "[model][traffic_weight]") {
    const traffic_rules rules;
    for (int rate = 1; rate <= 100; ++rate) {
        duration t{0};
        while (drain_weight(100, rate, t, rules) > 0) {
            CAPTURE(rate, t.count());
            const duration next = drain_falls_below(drain_weight(100, rate, t, rules), 100, rate, rules);
            REQUIRE(drain_weight(100, rate, next - 1ns, rules) == drain_weight(100, rate, t, rules));
            REQUIRE(drain_weight(100, rate, next, rules) < drain_weight(100, rate, t, rules));
            t = next;
        }
    }
}
