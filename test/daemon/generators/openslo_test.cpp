#include "daemon/generators/openslo.hpp"

#include <catch2/catch.hpp>

#include "config/load.hpp"
#include "config/openslo.hpp"

using namespace hm;

namespace {

std::shared_ptr<const model::definition> load(const std::string& text) {
    const auto loaded = config::load_model(config::source{"shop.yaml", text});
    for (const config::diagnostic& d : loaded.diagnostics) UNSCOPED_INFO(d.message);
    REQUIRE(loaded.value);
    return *loaded.value;
}

constexpr std::string_view head = "model: shop\nregions: { r: }\n";

}  // namespace

TEST_CASE("an objective as an OpenSLO document", "[daemon][openslo]") {
    const auto d = load(std::string{head} +
                        "flows: { browse: { objective: { target: 99.95%, alerts: [{ severity: page, "
                        "consumed: 2%, over: 1h }] } } }\n");
    CHECK(daemon::openslo(*d) == R"(apiVersion: openslo/v1
kind: Service
metadata:
  name: shop
spec: {}
---
apiVersion: openslo/v1
kind: SLO
metadata:
  name: browse
spec:
  service: shop
  indicator:
    metadata:
      name: browse
    spec:
      ratioMetric:
        counter: false
        rawType: success
        raw:
          metricSource:
            type: Prometheus
            spec:
              query: 'healthmodel_node_state{node="browse"} <= bool 1'
  timeWindow:
    - duration: 30d
      isRolling: true
  budgetingMethod: RatioTimeslices
  objectives:
    - displayName: available
      target: 0.9995
      timeSliceWindow: 10s
  alertPolicies:
    - kind: AlertPolicy
      metadata:
        name: browse-page-1
        annotations:
          healthmodel/short-window: 5m
      spec:
        alertWhenBreaching: true
        alertWhenResolved: true
        conditions:
          - kind: AlertCondition
            metadata:
              name: browse-page-1
            spec:
              severity: page
              condition:
                kind: burnrate
                op: gt
                threshold: 14.4
                lookbackWindow: 1h
                alertAfter: 0s
        notificationTargets: []
)");
}

TEST_CASE("what is exported comes back", "[daemon][openslo]") {
    const std::string flows = R"(flows:
  browse:
    objective:
      target: 99.9%
      degraded: 99%
      window: { calendar: month, zone: UTC }
      method: slices
      slice: 1m
      slice_target: 95%
      alerts:
        - { severity: page, burn_rate: 14.4, over: 1h, short: 5m, for: 2m }
        - { severity: ticket, burn_rate: 1, over: 3d, short: 6h, for: 0s }
  buy:
    objective:
      target: 99.5%
      window: 7d
      good: requests/good
      total: requests/all
      method: events
)";
    const std::string components = R"(components:
  requests: { signals: { good: { push: { token: "0123456789abcdef" } }, all: { push: { token: "0123456789abcdef" } } } }
)";
    std::string without_defaults = flows;
    without_defaults.insert(without_defaults.find("      method: events"), "      alerts: []\n");
    const std::string exported = daemon::openslo(*load(std::string{head} + without_defaults + components));

    const auto imported = config::import_openslo({{"slos.yaml", exported}});

    for (const config::diagnostic& d : imported.diagnostics) UNSCOPED_INFO(d.message);
    CHECK(imported.diagnostics.empty());
    CHECK(imported.text == flows);
}

TEST_CASE("nodes without an objective are no SLO", "[daemon][openslo]") {
    const auto d = load(std::string{head} + "flows: { browse: {} }\n");
    CHECK(daemon::openslo(*d).find("kind: SLO") == std::string::npos);
}
