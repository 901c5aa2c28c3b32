#include "config/openslo.hpp"

#include <catch2/catch.hpp>

using namespace hm;

namespace {

// The example of OpenSLO's own README, by Prometheus, with an alert by reference and a calendar.
constexpr std::string_view documents = R"(apiVersion: openslo/v1
kind: Service
metadata: { name: shop }
spec: {}
---
apiVersion: openslo/v1
kind: AlertCondition
metadata: { name: fast }
spec:
  severity: page
  condition: { kind: burnrate, op: gt, threshold: 14.4, lookbackWindow: 1h, alertAfter: 5m }
---
apiVersion: openslo/v1
kind: AlertPolicy
metadata: { name: usual }
spec: { conditions: [{ conditionRef: fast }], notificationTargets: [] }
---
apiVersion: openslo/v1
kind: SLO
metadata: { name: browse }
spec:
  description: what users do most
  service: shop
  indicator:
    metadata: { name: browse }
    spec:
      ratioMetric:
        counter: true
        good: { metricSource: { type: Prometheus, spec: { query: 'sum(http_requests_total{code!~"5.."})' } } }
        total: { metricSource: { type: Prometheus, spec: { query: sum(http_requests_total) } } }
  timeWindow: [{ duration: 1M, isRolling: false, calendar: { startTime: "2024-01-01 00:00:00", timeZone: UTC } }]
  budgetingMethod: Occurrences
  objectives: [{ displayName: good, target: 0.9995 }]
  alertPolicies: [{ alertPolicyRef: usual }]
---
apiVersion: openslo/v1
kind: SLO
metadata: { name: search }
spec:
  service: shop
  timeWindow: [{ duration: 4w, isRolling: true }]
  budgetingMethod: Timeslices
  objectives: [{ targetPercent: 99, timeSliceTarget: 0.95, timeSliceWindow: 1m }]
)";

config::imported_objectives imported(std::string text) {
    return config::import_openslo({{"shop.yaml", std::move(text)}});
}

std::string slo(const std::string& spec) {
    return "apiVersion: openslo/v1\nkind: SLO\nmetadata: { name: buy }\nspec:\n  " + spec + "\n";
}

std::string first_message(const std::string& text) {
    const auto found = imported(text);
    REQUIRE_FALSE(found.diagnostics.empty());
    return found.diagnostics[0].message;
}

}  // namespace

TEST_CASE("OpenSLO documents become flows with objectives", "[config][openslo]") {
    const auto found = imported(std::string{documents});
    CHECK(found.diagnostics.empty());
    CHECK(found.text == R"(flows:
  browse:  # what users do most
    objective:
      target: 99.95%
      window: { calendar: month, zone: UTC }
      good: browse-events/good
      total: browse-events/total
      method: events
      alerts:
        - { severity: page, burn_rate: 14.4, over: 1h, for: 5m }
  search:
    objective:
      target: 99%
      window: 28d
      method: slices
      slice: 1m
      slice_target: 95%
components:
  browse-events:
    signals:
      good: { push: { token: "${credential:browse-events}" } }  # the number of: sum(http_requests_total{code!~"5.."})
      total: { push: { token: "${credential:browse-events}" } }  # the number of: sum(http_requests_total)
)");
}

TEST_CASE("what is imported is a model that loads", "[config][openslo]") {
    std::string text = imported(std::string{documents}).text;
    for (std::size_t at = 0; (at = text.find("${credential:browse-events}")) != std::string::npos;)
        text.replace(at, std::string_view{"${credential:browse-events}"}.size(), "0123456789abcdef");
    const auto loaded = config::load_model(config::source{"m.yaml", "model: shop\nregions: { r: }\n" + text});
    for (const config::diagnostic& d : loaded.diagnostics) UNSCOPED_INFO(d.message);
    REQUIRE(loaded.value);
    CHECK((*loaded.value)->entities[0].attained->target == 999'500'000);
    CHECK((*loaded.value)->entities[0].attained->alerts.at(0).rate == 14'400);
    CHECK((*loaded.value)->entities[1].attained->slice_target == 950'000'000);
}

TEST_CASE("fractions become percentages exactly", "[config][openslo]") {
    const auto target = [](const std::string& fraction) {
        const auto found = imported(slo("objectives: [{ target: " + fraction + " }]"));
        const std::size_t at = found.text.find("target: ");
        return found.text.substr(at + 8, found.text.find('\n', at) - at - 8);
    };
    CHECK(target("0.999") == "99.9%");
    CHECK(target("0.9") == "90%");
    CHECK(target("0.99999") == "99.999%");
    CHECK(target("1") == "100%");
    CHECK(target("0") == "0%");
    CHECK(target("0.05") == "5%");
}

TEST_CASE("what OpenSLO has and we do not is told", "[config][openslo]") {
    CHECK(first_message("apiVersion: openslo/v1alpha\nkind: SLO\n") == "this is no document of openslo/v1");
    CHECK(first_message(slo("objectives: [{ displayName: x }]")) ==
          "an objective has `target: 0.999` or `targetPercent: 99.9`");
    CHECK(first_message(slo("objectives: [{ target: 0.9 }, { target: 0.99 }]")) ==
          "only the first objective is taken");
    CHECK(first_message(slo("objectives: [{ target: 0.9 }]\n  budgetingMethod: Occurrences")) ==
          "\"buy\" counts no good and total events: its objective is by time here");
    CHECK(
        first_message(slo("objectives: [{ target: 0.9 }]\n  timeWindow: [{ duration: 1Y, calendar: {} }]")) ==
        "a calendar window of \"1Y\" has no counterpart");
    CHECK(first_message(slo("objectives: [{ target: 0.9 }]\n  alertPolicies: [{ alertPolicyRef: none }]")) ==
          "there is no AlertPolicy \"none\" in these files");
    CHECK(first_message(slo("objectives: [{ target: 0.9 }]") + "---\n" +
                        slo("objectives: [{ target: 0.9 }]")) == "\"buy\" stands here twice");
}

TEST_CASE("a mistake in a later document is told at its line", "[config][openslo]") {
    const auto found = imported(slo("objectives: [{ target: 0.9 }]") + "---\napiVersion: v2\n");
    REQUIRE(found.diagnostics.size() == 1);
    CHECK(found.diagnostics[0].line == 7);
    CHECK(found.text.empty());
}

TEST_CASE("no more documents than are allowed", "[config][openslo]") {
    std::string many;
    for (std::size_t i = 0; i <= config::max_openslo_documents; ++i)
        many += "---\n{apiVersion: openslo/v1}\n";
    CHECK(first_message(many) == "more than 1000 documents");
}
