#include "daemon/model_test/run_tests.hpp"

#include "daemon/cli/junit.hpp"
#include "test/model/build.hpp"

#include <catch2/catch.hpp>

using namespace hm::config;
using namespace hm::daemon;
using namespace hm::model;
using namespace hm::model::test;

namespace {

struct shop {
    model_tests tests;

    shop() {
        tests.graph = model_builder{}
                          .regions({"eu"})
                          .dependency("db", {"read"})
                          .component("api", {{"db"}})
                          .flow("buy", {{"api"}})
                          .unfold();
    }
    grade the(state s) const { return tests.graph->states().of(s); }
    expectation expect(const char* node, state s) const {
        expectation e;
        e.node = tests.graph->find(node);
        e.state = the(s);
        return e;
    }
    test_outcome run(test_step step) {
        tests.tests = {{"a test", 7, {std::move(step)}}};
        return run_tests(tests).at(0);
    }
    test_step broken_db() const {
        test_step s;
        s.given.push_back({tests.graph->find("db@eu"), the(state::unhealthy), {}});
        return s;
    }
};

}  // namespace

TEST_CASE("a test passes when everything is as expected", "[model-test]") {
    shop s;
    test_step step = s.broken_db();
    step.expect = {s.expect("buy@eu", state::unhealthy), s.expect("eu", state::unhealthy)};
    step.expect[0].blame = {"db@eu/read"};
    step.expect[0].score = "0.00";
    step.expect[1].verdict = verdict::down;
    step.expect[1].weight_percent = 0;
    CHECK(s.run(step).passed());
}

TEST_CASE("a failing expectation tells what was found, and the tree that led to it", "[model-test]") {
    shop s;
    test_step step = s.broken_db();
    step.expect = {s.expect("buy@eu", state::healthy)};
    step.expect[0].line = 12;
    const test_outcome out = s.run(step);
    REQUIRE(out.failures.size() == 1);
    const failed_expectation& f = out.failures[0];
    CHECK(f.node == "buy@eu");
    CHECK(f.line == 12);
    CHECK(f.what == "state");
    CHECK(f.expected == "healthy");
    CHECK(f.actual == "unhealthy");
    CHECK(f.tree == std::vector<std::string>{
                        "buy@eu: unhealthy (0), needs: worst", "  api@eu: unhealthy (0), needs: worst",
                        "    db@eu: unhealthy (0), signals: worst", "      db@eu/read: unhealthy (0)"});
}

TEST_CASE("every kind of expectation can fail", "[model-test]") {
    shop s;
    const auto fails_at = [&](auto&& change) {
        test_step step = s.broken_db();
        expectation e;
        e.node = s.tests.graph->find("eu");
        change(e);
        step.expect = {e};
        const test_outcome out = s.run(step);
        return out.passed() ? std::string{} : out.failures[0].what + " " + out.failures[0].actual;
    };
    CHECK(fails_at([](expectation& e) { e.score = "0.5"; }) == "score 0.0");
    CHECK(fails_at([](expectation& e) { e.verdict = verdict::up; }) == "verdict down");
    CHECK(fails_at([](expectation& e) { e.weight_percent = 100; }) == "weight 0%");
    CHECK(fails_at([](expectation& e) { e.maintenance = true; }) == "maintenance false");
    CHECK(fails_at([](expectation& e) { e.acknowledged = true; }) == "acknowledged false");
    CHECK(fails_at([](expectation& e) { e.blame = std::vector<std::string>{}; }) == "blame db@eu/read");
    CHECK(fails_at([](expectation& e) { e.impaired = std::vector<std::string>{"scale-out"}; }) ==
          "impaired ");
    CHECK(fails_at([](expectation& e) { e.rung = "count(healthy) >= 2"; }) == "rung ");
}

TEST_CASE("outcomes as JUnit: a suite per file, a case per test, what is markup is inert", "[model-test]") {
    test_outcome good{"all <well>", 3, {}}, bad{"not \"well\"", 9, {}};
    bad.failures.push_back({"buy@eu", 12, {}, "state", "healthy", "unhealthy", {"buy@eu: unhealthy & more"}});
    const std::string xml = cli::junit_xml({{"shop.yaml", {good, bad}}});
    CHECK(xml.find(R"(<testsuite name="shop.yaml" tests="2" failures="1">)") != std::string::npos);
    CHECK(xml.find(R"(<testcase name="all &lt;well&gt;" classname="shop.yaml")") != std::string::npos);
    CHECK(xml.find(R"(<failure message="state of buy@eu is unhealthy, expected healthy">)") !=
          std::string::npos);
    CHECK(xml.find("unhealthy &amp; more") != std::string::npos);
}
