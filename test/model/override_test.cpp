#include "model/override.hpp"

#include <catch2/catch.hpp>

using namespace hm::model;
using namespace std::chrono_literals;
using enum override_kind;

TEST_CASE("every kind of override has a word of its own that is read back", "[model][override]") {
    for (const override_kind k : {drain, force_up, freeze, maintenance, acknowledge}) {
        CHECK_FALSE(to_string(k).empty());
        CHECK(parse_override_kind(to_string(k)) == k);
    }
    CHECK(parse_override_kind("force-up") == std::nullopt);
    CHECK(parse_override_kind("") == std::nullopt);
}

TEST_CASE("drains, forces and freezes steer traffic; what is said of nodes does not", "[model][override]") {
    for (const override_kind k : {drain, force_up, freeze}) CHECK(steers_traffic(k));
    for (const override_kind k : {maintenance, acknowledge}) CHECK_FALSE(steers_traffic(k));
}

TEST_CASE("an override is over at the very instant that it names", "[model][override]") {
    operator_override o;
    o.until = wall_time{1h};
    CHECK_FALSE(o.is_over(wall_time{1h - 1ms}));
    CHECK(o.is_over(wall_time{1h}));
}
