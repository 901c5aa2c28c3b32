#include "config/objectives.hpp"

#include <catch2/catch.hpp>

#include "config/load.hpp"
#include "config/slos.hpp"
#include "test/model/zones.hpp"

using namespace hm;
using namespace std::chrono_literals;
using model::slo::method;
using model::slo::unknown_rule;

namespace {

const model::test::some_zones zones;

// `objective` of the flow buy, beside a component that others push counts to.
config::loaded_model load(const std::string& objective, const std::string& more = "") {
    const std::string text =
        "model: shop\nregions: { west: , east: }\nflows:\n  buy:\n    needs: [api]\n    objective: " +
        objective + R"(
components:
  api: { single_point: accepted, signals: { port: { tcp: "127.0.0.1:1" } } }
  requests:
    signals:
      good: { push: { token: "0123456789abcdef" } }
      all: { push: { token: "0123456789abcdef" }, unhealthy: value > 100 }
)" + more;
    return config::load_model(config::source{"shop.yaml", text}, {&zones, {}});
}

std::shared_ptr<const model::definition> model_of(const config::loaded_model& loaded) {
    for (const config::diagnostic& d : loaded.diagnostics) UNSCOPED_INFO(d.message);
    REQUIRE(loaded.value);
    return *loaded.value;
}

model::slo::objective objective(const std::string& text) {
    const auto m = model_of(load(text));
    REQUIRE(m->entities[0].attained);
    return *m->entities[0].attained;
}

std::string error(const config::loaded_model& loaded) {
    REQUIRE_FALSE(loaded.value);
    for (const config::diagnostic& d : loaded.diagnostics)
        if (d.level == config::severity::error) return d.message;
    return {};
}

}  // namespace

TEST_CASE("a percentage is an objective by time over 30 d with the usual alerts", "[config][slo]") {
    const auto m = model_of(load("99.95%"));
    CHECK(m->entities[0].objective == 999'500'000);
    const model::slo::objective& o = *m->entities[0].attained;
    CHECK(o.target == 999'500'000);
    CHECK_FALSE(o.degraded);
    CHECK(o.how == method::time);
    CHECK(std::get<std::chrono::seconds>(o.window) == std::chrono::days{30});
    CHECK(o.slice == 10s);
    CHECK(o.unknown == unknown_rule::excluded);
    CHECK(o.alerts == model::slo::default_alerts());
    CHECK_FALSE(m->entities[1].attained);
}

TEST_CASE("every key of an objective is read", "[config][slo]") {
    const model::slo::objective o = objective(
        "{ target: 99.9%, degraded: 99%, window: 7d, slice: 1m, unknown: { hold: 90s }, method: slices, "
        "slice_target: 95%, "
        "routed_by: flow, alerts: [{ severity: ticket, consumed: 10%, over: 1d, short: 1h, for: 5m }, "
        "{ severity: page, burn_rate: 14.4, over: 1h }] }");
    CHECK(o.target == 999'000'000);
    CHECK(o.degraded == 990'000'000);
    CHECK(std::get<std::chrono::seconds>(o.window) == std::chrono::days{7});
    CHECK(o.slice == 60s);
    CHECK(o.unknown == unknown_rule::hold);
    CHECK(o.hold == 90s);
    CHECK(o.how == method::slices);
    CHECK(o.slice_target == 950'000'000);
    CHECK(o.routed_by_flow);
    REQUIRE(o.alerts.size() == 2);
    CHECK(o.alerts[0] ==
          model::slo::burn_alert{model::slo::severity::ticket, 100'000'000, {}, 24h, 1h, 5min});
    CHECK(o.alerts[1].rate == 14'400);
    CHECK(o.alerts[1].recent == 5min);
}

TEST_CASE("a calendar's window is by the clocks of its zone", "[config][slo]") {
    const auto o = objective("{ target: 99%, window: { calendar: quarter, zone: Europe/Berlin } }");
    const auto& window = std::get<model::slo::calendar_window>(o.window);
    CHECK(window.unit == model::slo::calendar_unit::quarter);
    CHECK(window.zone.name == "Europe/Berlin");
    CHECK(
        std::get<model::slo::calendar_window>(objective("{ target: 99%, window: { calendar: day } }").window)
            .zone.name == "UTC");
}

TEST_CASE("events are counted by the value of pushed signals", "[config][slo]") {
    const auto m = model_of(load("{ target: 99%, good: requests/good, total: requests/all }"));
    const model::slo::objective& o = *m->entities[0].attained;
    CHECK(o.how == method::events);
    REQUIRE(o.events);
    CHECK(o.events->good == model::slo::counted_signal{model::entity_id{2}, 0});
    CHECK(o.events->total == model::slo::counted_signal{model::entity_id{2}, 1});
    const std::vector<std::vector<std::string>> value{{"value"}};
    for (const model::signal_definition& s : m->entities[2].signals)
        for (const auto& spec : s.places)
            CHECK(spec->body_paths == value);  // once, also where a condition looks at it
}

TEST_CASE("events may decide about slices of time", "[config][slo]") {
    CHECK(objective("{ target: 99%, good: requests/good, total: requests/all, method: time }").how ==
          method::time);
}

TEST_CASE("what Prometheus counts are events, too; how its alerts stand is not", "[config][slo]") {
    const std::string more = R"(
  counted:
    single_point: accepted
    signals:
      good: { prometheus: { url: "http://127.0.0.1:9090", query: "ok_total" }, unhealthy: value < 0 }
      all: { prometheus: { url: "http://127.0.0.1:9090", query: "all_total" }, degraded: value < 0 }
      burns: { prometheus: { url: "http://127.0.0.1:9090", alert: Burns } }
)";
    const auto m = model_of(load("{ target: 99%, good: counted/good, total: counted/all }", more));
    REQUIRE(m->entities[0].attained->events);
    CHECK(m->entities[0].attained->how == method::events);
    CHECK(error(load("{ target: 99%, good: counted/good, total: counted/burns }", more)) ==
          "\"counted/burns\" is a probe of ours, which says nothing of what users got");
}

TEST_CASE("our own probes count no events", "[config][slo]") {
    CHECK(error(load("{ target: 99%, good: requests/good, total: api/port }")) ==
          "\"api/port\" is a probe of ours, which says nothing of what users got");
}

TEST_CASE("limits of an objective", "[config][slo]") {
    CHECK(error(load("{ target: 99%, window: 59m }")) == "59m is not within 1h to 8760h");
    CHECK(error(load("{ target: 99%, window: 90s }")) == "90s is not within 1h to 8760h");
    CHECK(error(load("{ target: 99%, slice: 4s }")) == "4s is not within 5s to 1h");
    CHECK(error(load("{ target: 99%, slice: 61m }")) == "61m is not within 5s to 1h");
    CHECK(error(load("{ target: 99%, slice: 7s }")) == "an hour is not a whole number of slices of 7s");
    CHECK(error(load("{ target: 99%, window: 7d, alerts: [{ severity: page, consumed: 2%, over: 8d }] }")) ==
          "8d is not within 1m to 168h");
    std::string alerts;
    for (int i = 0; i < 21; ++i) alerts += "{ severity: page, consumed: 2%, over: 1h }, ";
    CHECK(error(load("{ target: 99%, alerts: [" + alerts + "] }")) == "more than 20 alerts");
}

TEST_CASE("no more objectives than can be tracked", "[config][slo]") {
    std::string text = "model: shop\nregions: { r: }\nflows:\n";
    for (int i = 0; i < 5001; ++i) text += "  f" + std::to_string(i) + ": { objective: 99% }\n";
    CHECK(error(config::load_model(config::source{"shop.yaml", text})) ==
          "more than 10000 objectives, with those of every region");
}

TEST_CASE("objectives for several together", "[config][slo]") {
    const auto m = model_of(load("99.9%", R"(
dependencies: { db: { objective: 99% } }
slos:
  shop: { of: [buy, { name: db, weight: 2.5 }], combine: worst, objective: { target: 99.5%, window: 7d } }
)"));
    REQUIRE(m->slos.size() == 1);
    const model::slo::composite& c = m->slos[0];
    CHECK(c.name == "shop");
    REQUIRE(c.of.size() == 2);
    CHECK(m->at(c.of[0].entity).name == "buy");
    CHECK(c.of[0].weight == 1000);
    CHECK(m->at(c.of[1].entity).name == "db");
    CHECK(c.of[1].weight == 2500);
    CHECK(c.by == model::slo::combination::worst);
    CHECK(c.wanted->target == 995'000'000);
}

TEST_CASE("limits of SLOs for several together", "[config][slo]") {
    std::string many = "\nslos:\n";
    for (std::size_t i = 0; i <= config::max_slos; ++i)
        many += "  s" + std::to_string(i) + ": { of: [buy], objective: 99% }\n";
    CHECK(error(load("99%", many)) == "more than 1000 SLOs");
    std::string members;
    for (std::size_t i = 0; i <= config::max_slo_members; ++i) members += "buy, ";
    CHECK(error(load("99%", "\nslos: { s: { of: [" + members + "], objective: 99% } }\n")) ==
          "more than 100 entities in one SLO");
}

TEST_CASE("members of an SLO have slices of one length", "[config][slo]") {
    CHECK(error(load("{ target: 99%, slice: 1m }", "\nslos: { s: { of: [buy], objective: 99% } }\n")) ==
          "slices of 10s here, and of 1m in the objective of \"buy\"");
    CHECK(load("{ target: 99%, slice: 1m }",
               "\nslos: { s: { of: [buy], objective: { target: 99%, slice: 1m } } }\n")
              .value);
}
