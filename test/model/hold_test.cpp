// `unknown: { hold: … }`: a node that would be unknown stays for a while what it was.
#include "model/health.hpp"

#include "test/model/build.hpp"

using namespace hm::model;
using namespace hm::model::test;
using namespace std::chrono_literals;
using enum state;

namespace {

struct holding {
    std::shared_ptr<const graph> g = [] {
        model_builder b;
        b.regions({"a"}).dependency("db", {"up"}).component("api", {{"db"}});
        b.last().policy.hold = 10min;
        b.flow("buy", {{"api"}});
        return b.unfold();
    }();
    evaluator e{g};
    steady_time start{};

    state api() const { return e.at(g->find("api@a")).health.now; }
    state buy() const { return e.at(g->find("buy@a")).health.now; }
    void at(duration since_start, std::optional<state> db = {}) {
        e.advance(start + since_start);
        if (db) e.set_leaf(g->find_signal("db@a/up"), {*db, true, false});
        e.evaluate();
    }
};

}  // namespace

TEST_CASE("a node holds what it was last known to be, for as long as it says", "[model][hold]") {
    holding h;
    CHECK(h.api() == unknown);  // nothing to hold yet
    h.at(0s, degraded);
    h.at(1min, unknown);
    CHECK(h.api() == degraded);
    CHECK(h.buy() == degraded);
    h.at(11min);
    CHECK(h.api() == degraded);
    h.at(11min + 1ns);
    CHECK(h.api() == unknown);
    CHECK(h.buy() == unknown);
}

TEST_CASE("knowing again ends a hold, and the next one begins anew", "[model][hold]") {
    holding h;
    h.at(0s, healthy);
    h.at(1min, unknown);
    h.at(9min, unhealthy);
    CHECK(h.api() == unhealthy);
    h.at(10min, unknown);
    h.at(19min);  // ten minutes after the first hold began, nine after the second
    CHECK(h.api() == unhealthy);
    h.at(21min);
    CHECK(h.api() == unknown);
}

TEST_CASE("a full evaluation holds like an incremental one", "[model][hold]") {
    holding h;
    h.at(0s, degraded);
    h.at(1min, unknown);
    const std::vector<vertex_health> before{h.e.table().begin(), h.e.table().end()};
    h.e.evaluate_all();
    CHECK(std::equal(before.begin(), before.end(), h.e.table().begin()));
}

TEST_CASE("a hold goes on in a new model", "[model][hold]") {
    holding h;
    h.at(0s, degraded);
    h.at(1min, unknown);
    evaluator next{h.g};
    next.adopt(h.e);
    next.set_leaf(h.g->find_signal("db@a/up"), {unknown, true, false});
    next.evaluate_all();
    CHECK(next.at(h.g->find("api@a")).health.now == degraded);
    next.advance(h.start + 12min);
    next.evaluate();
    CHECK(next.at(h.g->find("api@a")).health.now == unknown);
}
