#include "config/traffic.hpp"

#include <catch2/catch.hpp>

#include "config/load.hpp"

using namespace hm;
using namespace std::chrono_literals;

namespace {

constexpr std::string_view shop = R"(model: shop
regions: { west: }
flows: { buy: { signals: { port: { tcp: "127.0.0.1:1" } } } }
)";

config::loaded_model load(const std::string& traffic) {
    return config::load_model(config::source{"shop.yaml", std::string{shop} + traffic});
}

model::traffic_rules rules(const std::string& traffic) {
    const auto loaded = load(traffic);
    REQUIRE(loaded.value);
    return (*loaded.value)->traffic;
}

std::string error(const std::string& traffic) {
    const auto loaded = load(traffic);
    REQUIRE_FALSE(loaded.value);
    return loaded.diagnostics[0].message;
}

}  // namespace

TEST_CASE("without traffic the rules are those of the design", "[config][traffic]") {
    const model::traffic_rules r = rules("");
    CHECK(r == model::traffic_rules{});
    CHECK(r == rules("traffic:\n"));
    CHECK(r.down_after == 15s);
    CHECK(r.total_failure_after == 5s);
    CHECK(r.up_after == 60s);
    CHECK(r.min_down == 120s);
    CHECK(r.max_down == 15min);
    CHECK(r.ramp == 300s);
    CHECK(r.removal_pace == 5min);
    CHECK(r.hold == 10min);
    CHECK(r.remember == 10min);
    CHECK(r.retire == 15min);
}

TEST_CASE("every number of traffic is read", "[config][traffic]") {
    const model::traffic_rules r = rules(R"(traffic:
  { down_after: 1s, total_failure_after: 2s, up_after: 3s, min_down: 4s, max_down: 5s, forget_flaps: 6s, ramp: 7s,
    removal_pace: 8s, hold: 9s, remember: 10s, retire: 11s, weight_factor: 1.25, weight_step: 25%, guard: off,
    panic: "off", capacity: 62.5%, on_unknown: closed }
)");
    CHECK(r.down_after == 1s);
    CHECK(r.total_failure_after == 2s);
    CHECK(r.up_after == 3s);
    CHECK(r.min_down == 4s);
    CHECK(r.max_down == 5s);
    CHECK(r.forget_flaps == 6s);
    CHECK(r.ramp == 7s);
    CHECK(r.removal_pace == 8s);
    CHECK(r.hold == 9s);
    CHECK(r.remember == 10s);
    CHECK(r.retire == 11s);
    CHECK(r.weight_factor_percent == 125);
    CHECK(r.weight_step == 25);
    CHECK_FALSE(r.guard);
    CHECK_FALSE(r.panic);
    CHECK(r.capacity == model::whole * 625 / 1000);
    CHECK(r.after_hold == model::on_unknown::closed);
}

TEST_CASE("limits of traffic", "[config][traffic][limits]") {
    CHECK(rules("traffic: { ramp: 24h }").ramp == config::longest_traffic_time);
    CHECK(error("traffic: { ramp: 24h1s }") == "24h1s is not within 0s to 24h");
    CHECK(rules("traffic: { down_after: 0s }").down_after == 0s);
    CHECK(rules("traffic: { weight_factor: 10 }").weight_factor_percent == config::max_weight_factor_percent);
    CHECK(error("traffic: { weight_factor: 10.01 }") ==
          "10.01 is not within 0.01 to 10, with at most two decimals");
    CHECK(rules("traffic: { weight_step: 50% }").weight_step == 50);
    CHECK(error("traffic: { weight_step: 100% }") ==
          R"("100%" is not one of 1%, 2%, 4%, 5%, 10%, 20%, 25%, 50%)");
    CHECK(rules("traffic: { min_down: 15m }").min_down == 15min);
    CHECK(error("traffic: { min_down: 16m }") == "min_down (16m) is longer than max_down (15m)");
}
