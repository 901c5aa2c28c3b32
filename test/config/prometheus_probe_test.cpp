// What prometheus signals can be asked for, and how they are judged.
#include "config/load.hpp"
#include "config/probe_kinds.hpp"
#include "model/tracker.hpp"

#include <catch2/catch.hpp>

#include <cstdlib>

using namespace hm;
using namespace hm::config;
using namespace std::chrono_literals;
using model::state;

namespace {

loaded_model load(const std::string& keys) {
    return load_model(source{
        "model.yaml",
        "model: shop\nregions: { west: {} }\nflows:\n  buy:\n    signals:\n      one: { " + keys + " }\n"});
}

model::signal_spec signal(const std::string& keys) {
    const loaded_model loaded = load(keys);
    INFO(render(loaded.diagnostics));
    REQUIRE(loaded.value);
    return *(*loaded.value)->entities[0].signals[0].places[0];
}

model::prometheus_spec asked(const std::string& keys, const std::string& beside = "") {
    return std::get<model::prometheus_spec>(
        signal("prometheus: { url: \"http://127.0.0.1:9090\", " + keys + " }" + beside).probe);
}

std::string told(const std::string& keys, const std::string& beside = "") {
    const loaded_model loaded = load("prometheus: { url: \"http://127.0.0.1:9090\", " + keys + " }" + beside);
    for (const diagnostic& d : loaded.diagnostics)
        if (d.level == severity::error) return d.message;
    return "";
}

}  // namespace

TEST_CASE("a query alone is asked of where the URL says", "[config][prometheus]") {
    model::prometheus_spec expected;
    expected.url = "http://127.0.0.1:9090";
    expected.to = {"127.0.0.1", 9090};
    expected.body_limit = default_prometheus_body_limit;
    expected.query = "sum(rate(x[5m]))";
    CHECK(asked("query: \"sum(rate(x[5m]))\"", ", unhealthy: value > 5%") == expected);
}

TEST_CASE("a query with every key", "[config][prometheus][secrets]") {
    setenv("HM_TEST_TOKEN", "open-sesame", 1);
    const auto spec = signal(
        "prometheus: { url: \"https://prometheus.test/shop?x=1\", query: 'up{r=\"${region.name}\"}', "
        "max_age: 1m, "
        "tls: { verify: false }, family: 4, headers: { X-Scope-OrgID: shop }, auth: { bearer: "
        "\"${env:HM_TEST_TOKEN}\" }, body_limit: 64KiB }, degraded: body.value < 1, unhealthy: avg(value "
        "over "
        "5m) < 50%");
    unsetenv("HM_TEST_TOKEN");
    const auto& p = std::get<model::prometheus_spec>(spec.probe);
    CHECK(p.path == "/shop?x=1");
    CHECK(p.query == "up{r=\"west\"}");
    CHECK(p.max_age == 1min);
    REQUIRE(p.tls);
    CHECK_FALSE(p.tls->verify);
    CHECK(p.to.family == model::address_family::v4);
    CHECK(p.headers.back() == std::pair<std::string, std::string>{"Authorization", "Bearer open-sesame"});
    CHECK(p.body_limit == 64 * 1024);
    CHECK(spec.secrets == std::vector<std::string>{"open-sesame"});
    CHECK(spec.on_failure == model::failure_policy::unknown);
    CHECK(model::target_of(spec.probe)->port == 443);
}

TEST_CASE("an alert with every key", "[config][prometheus]") {
    const auto p = asked(
        "alert: TooManyErrors, labels: { region: \"${region.name}\" }, firing: { warning: degraded, info: "
        "healthy }, pending: degraded");
    CHECK(p.alert == "TooManyErrors");
    CHECK(p.labels == std::vector<std::pair<std::string, std::string>>{{"region", "west"}});
    CHECK(p.by_severity ==
          std::vector<std::pair<std::string, state>>{{"warning", state::degraded}, {"info", state::healthy}});
    CHECK(p.firing == state::unhealthy);
    CHECK(p.pending == state::degraded);
    CHECK(asked("alert: TooManyErrors, firing: degraded").firing == state::degraded);
}

TEST_CASE("an alert is judged by what the probe counts", "[config][prometheus]") {
    const auto spec = signal("prometheus: { url: \"http://a\", alert: TooManyErrors }");
    struct row {
        double unhealthy, degraded;
        state judged;
        std::string detail;
    };
    const row r = GENERATE(values<row>({
        {0, 0, state::healthy, ""},
        {0, 2, state::degraded, "TooManyErrors: degraded alerts > 0 (2)"},
        {1, 2, state::unhealthy, "TooManyErrors: unhealthy alerts > 0 (1)"},
    }));
    model::observation seen;
    seen.why = model::reason::ok;
    REQUIRE(spec.body_paths == std::vector<std::vector<std::string>>{{"unhealthy"}, {"degraded"}});
    seen.body = {model::value{r.unhealthy}, model::value{r.degraded}};
    model::judge(spec, seen);
    CHECK(seen.judged == r.judged);
    CHECK(seen.detail == r.detail);
}

TEST_CASE("whatever the defaults say of failures, a prometheus signal is never ill of them",
          "[config][prometheus]") {
    const loaded_model loaded = load_model(source{
        "model.yaml",
        "model: shop\nregions: { west: {} }\ndefaults: { signal: { on_failure: unhealthy } }\nflows:\n  "
        "buy:\n    signals:\n      one: { prometheus: { url: \"http://a\", query: up }, unhealthy: value "
        "< 1 }\n"});
    REQUIRE(loaded.value);
    CHECK((*loaded.value)->entities[0].signals[0].places[0]->on_failure == model::failure_policy::unknown);
}

TEST_CASE("a query may not hold a secret, since it is shown", "[config][prometheus][secrets]") {
    setenv("HM_TEST_TOKEN", "open-sesame", 1);
    CHECK(told("query: \"up{a='${env:HM_TEST_TOKEN}'}\"", ", unhealthy: value < 1").find("open-sesame") ==
          std::string::npos);
    CHECK(told("query: \"up{a='${env:HM_TEST_TOKEN}'}\"", ", unhealthy: value < 1") != "");
    unsetenv("HM_TEST_TOKEN");
}

TEST_CASE("limits of prometheus signals", "[config][prometheus][limits]") {
    const auto query = [](std::size_t n) {
        return told("query: " + std::string(n, 'q'), ", unhealthy: value < 1");
    };
    CHECK(query(max_promql) == "");
    CHECK(query(max_promql + 1) == "a query has at most 8192 bytes");
    CHECK(told("alert: " + std::string(max_alert_text, 'a')) == "");
    CHECK(told("alert: " + std::string(max_alert_text + 1, 'a')) ==
          "the name of an alert has at most 1024 bytes");
    const auto many = [](const std::string& key, const std::string& value, std::size_t n) {
        std::string all;
        for (std::size_t i = 0; i < n; ++i) all += "l" + std::to_string(i) + ": " + value + ", ";
        return told("alert: A, " + key + ": { " + all + " }");
    };
    CHECK(many("labels", "x", max_alert_labels) == "");
    CHECK(many("labels", "x", max_alert_labels + 1) == "more than 50 labels");
    CHECK(many("firing", "degraded", max_alert_labels) == "");
    CHECK(many("firing", "degraded", max_alert_labels + 1) == "more than 50 severities");
    CHECK(told("alert: A, max_age: 1s") == "");
    CHECK(told("alert: A, max_age: 999ms") == "999ms is not within 1s to 24h");
    CHECK(told("alert: A, body_limit: 65MiB") == "65MiB is more than 67108864 bytes");
}
