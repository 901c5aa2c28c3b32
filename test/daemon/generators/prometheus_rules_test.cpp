#include "daemon/generators/prometheus_rules.hpp"

#include "config/load.hpp"

#include <catch2/catch.hpp>

using namespace hm;

namespace {

std::string rules_of(const std::string& flows, const daemon::rules_options& options = {}) {
    const auto loaded = config::load_model(
        {"model.yaml", "model: shop\nregions: { eu: { weight: 75 }, us: { weight: 2.5 } }\nflows:\n" + flows +
                           "components: { api: { signals: { up: { tcp: \"a:1\" } } } }\n"});
    INFO(config::render(loaded.diagnostics));
    REQUIRE(loaded.value);
    return daemon::prometheus_rules(**loaded.value, options);
}

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("budgets of flows with an objective page and make tickets", "[generators][rules]") {
    const std::string rules =
        rules_of("  browse: { objective: 99.95%, needs: [api] }\n  other: { needs: [api] }\n");
    CHECK(has(rules,
              "          (flow:healthmodel_bad_traffic:avg1h{flow=\"browse\"} > 14.4 * 0.0005 and "
              "flow:healthmodel_bad_traffic:avg5m{flow=\"browse\"} > 14.4 * 0.0005)\n          or\n          "
              "(flow:healthmodel_bad_traffic:avg6h{flow=\"browse\"} > 6 * 0.0005"));
    CHECK(has(rules, "avg3d{flow=\"browse\"} > 1 * 0.0005"));
    CHECK_FALSE(has(rules, "flow=\"other\""));
    CHECK_FALSE(has(rules, "slo:"));
}

TEST_CASE("a budget that cannot burn so fast has no such alert", "[generators][rules]") {
    const std::string rules = rules_of("  browse: { objective: 90%, needs: [api] }\n");
    CHECK_FALSE(has(rules, "> 14.4 *"));
    CHECK(has(rules, "> 6 * 0.1"));
}

TEST_CASE("an objective with a window or alerts of its own is told by the daemon", "[generators][rules]") {
    const std::string rules = rules_of(
        "  browse: { objective: 99.95%, needs: [api] }\n"
        "  week: { objective: { target: 99%, window: 7d }, needs: [api] }\n"
        "  own: { objective: { target: 99%, alerts: [{ severity: page, consumed: 1%, over: 1h }] }, needs: "
        "[api] }\n"
        "  calm: { objective: { target: 99%, degraded: 90% }, needs: [api] }\n");
    CHECK(has(rules, "severity=\"page\",slo=~\"week|own\""));
    CHECK(has(rules, "severity=\"ticket\",slo=~\"calm\",sli=\"healthy\""));
    CHECK(has(rules, "avg1h{flow=\"browse\"} > 14.4 * 0.0005"));
    CHECK_FALSE(has(rules, "avg1h{flow=\"week\"} >"));
    CHECK_FALSE(
        has(rules_of("  browse: { objective: 99.95%, needs: [api] }\n"), "healthmodel_slo_burn_alert"));
    CHECK(has(rules_of("  browse: { objective: { target: 99%, unknown: bad }, needs: [api] }\n"
                       "slos: { all: { of: [browse], objective: 99% } }\n"),
              "slo=~\\\"browse|slo:all\\\""));
}

TEST_CASE("traffic is weighed as the model shares it", "[generators][rules]") {
    const std::string rules = rules_of("  browse: { needs: [api] }\n");
    CHECK(has(rules, "75 * max(clamp_min(healthmodel_region_weight{region=\\\"eu\\\"}, 0.000001))"));
    CHECK(has(rules, "2.5 * max(clamp_min(healthmodel_region_weight{region=\\\"us\\\"}, 0.000001))"));
}

TEST_CASE("a flow that runs in no region is bad or it is not or it is in maintenance",
          "[generators][rules]") {
    const std::string rules = rules_of("  sign-in: { scope: global, objective: 99.9% }\n");
    CHECK(has(rules,
              "avg(((healthmodel_node_state{node=\\\"sign-in\\\"} < 3) unless "
              "healthmodel_node_maintenance{node=\\\"sign-in\\\"}) == bool 2)"));
    CHECK_FALSE(has(rules, "label_replace"));
}

TEST_CASE("with a job all of our own series are asked for by it", "[generators][rules]") {
    const std::string rules = rules_of("  browse: { objective: 99%, needs: [api] }\n", {false, "health"});
    CHECK(has(rules, "absent(healthmodel_build_info{job=\\\"health\\\"})"));
    CHECK(has(rules, "healthmodel_node_state{kind=\"flow\",region!=\"\",job=\"health\"} < 3"));
}

TEST_CASE("Sloth's series are there when they are asked for", "[generators][rules]") {
    const std::string rules = rules_of("  browse: { objective: 99.95%, needs: [api] }\n", {true, {}});
    for (const std::string series :
         {"slo:sli_error:ratio_rate5m", "slo:sli_error:ratio_rate30d", "slo:objective:ratio",
          "slo:error_budget:ratio", "slo:time_period:days", "slo:current_burn_rate:ratio",
          "slo:period_burn_rate:ratio", "slo:period_error_budget_remaining:ratio", "sloth_slo_info"})
        CHECK(has(rules, "record: \"" + series + "\""));
    CHECK(has(rules, "sloth_id: \"shop-browse\""));
    CHECK(has(rules, "sloth_objective: \"99.95\""));
}
