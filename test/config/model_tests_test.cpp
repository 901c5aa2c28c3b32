#include "config/model_tests.hpp"

#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>

#include <unistd.h>

using namespace hm::config;
using namespace std::chrono_literals;

namespace {

// A file of tests around a small model.
class tests_file {
public:
    explicit tests_file(const std::string& tests) {
        std::ofstream{path_} << R"(
model:
  model: shop
  regions: { eu: {} }
  flows: { buy: { needs: [db, queue] } }
  dependencies:
    db:
      signals:
        read: { http: { url: "http://127.0.0.1/" }, degraded: latency > 50ms }
        secure: { http: { url: "https://127.0.0.1/" }, degraded: cert.expires_in < 14d }
    queue:
      signals:
        depth: { push: { token: 0123456789abcdef }, degraded: value > 20, unhealthy: body.lost >= 1 }
tests:
)" << tests;
    }
    ~tests_file() { std::filesystem::remove(path_); }

    loaded<model_tests> load() const { return load_model_tests(path_); }
    std::string first_mistake() const {
        const auto t = load();
        for (const diagnostic& d : t.diagnostics)
            if (d.level == severity::error) return d.message;
        return {};
    }

private:
    std::string path_ =
        (std::filesystem::temp_directory_path() / ("hm-tests-" + std::to_string(getpid()))).string();
};

std::string mistake(const std::string& step) {
    return tests_file{"  - { name: x, " + step + " }\n"}.first_mistake();
}

}  // namespace

TEST_CASE("a test is what is given and what is expected, or steps of that", "[config][model-tests]") {
    const tests_file file{R"(
  - name: short
    given: { db@eu: degraded, "queue@eu": { state: unknown, stale: true } }
    force: { buy: unhealthy }
    expect: { eu: { state: degraded, verdict: degraded, weight: 95%, score: 0.75, blame: [db@eu/read], rung: else } }
  - name: long
    steps:
      - { at: 0s, signals: { db@eu/read: 60ms, queue@eu/depth: 21 } }
      - { at: 15s, signals: { db@eu/read: timeout, queue@eu/depth: { value: 3, body.lost: 1 } } }
      - { at: 30s, signals: { db@eu/read: { status: 503, latency: 1s }, queue@eu/depth: none }, expect: { buy: unhealthy } }
)"};
    const auto t = file.load();
    REQUIRE(t.value);
    REQUIRE(t.value->tests.size() == 2);
    const test_step& only = t.value->tests[0].steps.at(0);
    CHECK(only.given.size() == 2);
    CHECK(only.given[1].flags.has(hm::model::flag::stale));
    CHECK(only.forced.size() == 1);
    REQUIRE(only.expect.size() == 1);
    CHECK(only.expect[0].weight_percent == 95);
    CHECK(only.expect[0].score == "0.75");
    const auto& steps = t.value->tests[1].steps;
    REQUIRE(steps.size() == 3);
    CHECK(steps[0].signals[0].seen->latency == 60ms);
    CHECK(steps[0].signals[1].seen->body[0] == hm::model::value{21.0});
    CHECK(steps[1].signals[0].seen->why == hm::model::reason::timeout);
    CHECK(steps[1].signals[1].seen->body[1] == hm::model::value{1.0});
    CHECK(steps[2].signals[0].seen->why == hm::model::reason::status_mismatch);
    CHECK_FALSE(steps[2].signals[1].seen);
}

TEST_CASE("how long certificates last may be said, and is a year otherwise", "[config][model-tests]") {
    const tests_file file{
        "  - { name: x, signals: { db@eu/secure: { latency: 5ms, cert_expires_in: 9d } } }\n"
        "  - { name: y, signals: { db@eu/secure: 5ms, db@eu/read: 5ms } }\n"};
    const auto t = file.load();
    REQUIRE(t.value);
    const auto seen = [&](std::size_t test, std::size_t signal) {
        return *t.value->tests[test].steps[0].signals[signal].seen;
    };
    CHECK(*seen(0, 0).tls->expires - seen(0, 0).at == 9 * 24h);
    CHECK(*seen(0, 0).tls->client_expires - seen(0, 0).at == 365 * 24h);
    CHECK(*seen(1, 0).tls->expires - seen(1, 0).at == 365 * 24h);
    CHECK(!seen(1, 1).tls);
    CHECK(mistake("signals: { db@eu/read: { cert_expires_in: 9d } }") ==
          "this signal has no certificates: it speaks no TLS");
    CHECK(mistake("signals: { db@eu/secure: { cert_expires_in: soon } }") ==
          "expected a duration, found \"soon\"");
}

TEST_CASE("a mistake in a test says what is wrong", "[config][model-tests]") {
    CHECK(mistake("given: { db@us: degraded }") == "the model has no node \"db@us\"");
    CHECK(mistake("given: { db@eu: broken }") == "the model has no state \"broken\"");
    CHECK(mistake("expect: { db@eu: { verdict: up } }") == "\"db@eu\" has no verdict");
    CHECK(mistake("expect: { eu: { weight: 12.5% } }") == "weights are whole percents");
    CHECK(mistake("expect: { eu: { score: 1.5 } }") ==
          "expected a score from 0 to 1 with at most four decimals, found \"1.5\"");
    CHECK(mistake("expect: { eu: { stat: degraded } }") == "unknown key \"stat\"");
    CHECK(mistake("signals: { db@eu: 5ms }") == "\"db@eu\" is no signal");
    CHECK(mistake("signals: { db@eu/read: slow }") == "\"slow\" is nothing that this signal can see");
    CHECK(mistake("signals: { db@eu/read: { body.x: 1 } }") == "no condition of this signal looks at that");
    CHECK(mistake("signals: { queue@eu/depth: { status: 200 } }") == "only an http signal sees a status");
    CHECK(mistake("signals: { db@eu/read: { reason: stale } }") == "\"stale\" is no reason of a run");
    CHECK(mistake("steps: [{ at: 5s }, { at: 1s }]") == "this step is earlier than the one before it");
    CHECK(mistake("given: {}, steps: []") == "\"given\" stands in a step when there are `steps`");
    CHECK(mistake("steps: [{ at: 31d }]") == "31d is not within 0s to 720h");
}

TEST_CASE("limits of test files", "[config][model-tests][limits]") {
    const auto repeated = [](const std::string& text, std::size_t n) {
        std::string all;
        for (std::size_t i = 0; i < n; ++i) all += text;
        return all;
    };
    CHECK(tests_file{repeated("  - { name: x }\n", max_tests)}.first_mistake().empty());
    CHECK(tests_file{repeated("  - { name: x }\n", max_tests + 1)}.first_mistake() ==
          "more than 10000 tests in one file");
    const auto steps = [&](std::size_t n) {
        return "steps: [" + repeated("{ at: 1s }, ", n - 1) + "{ at: 1s }]";
    };
    CHECK(mistake(steps(max_steps)).empty());
    CHECK(mistake(steps(max_steps + 1)) == "more than 1000 steps in one test");
}
