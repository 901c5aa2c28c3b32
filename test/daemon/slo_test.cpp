// What core makes of objectives: slices for whoever stores them, and what is attained in every picture.
#include "daemon/outputs/attained_json.hpp"
#include "daemon/outputs/slo_metrics.hpp"

#include <catch2/catch.hpp>

#include "test/daemon/core_rig.hpp"

using namespace hm;
using namespace hm::test;

namespace {

std::shared_ptr<const model::graph> shop(model::parts_per_billion target = 990'000'000) {
    auto o = std::make_shared<model::slo::objective>();
    o->target = target;
    o->degraded = target / 2;
    model::test::model_builder b{"shop"};
    b.traffic(model::test::at_once()).regions({"a", "b"}).dependency("db");
    b.flow("browse", {{"db"}});
    b.last().objective = target;
    b.last().attained = std::move(o);
    return b.unfold();
}

const model::slo::attainment& attained(const rig& r) {
    return r.pictures.back()->attained->at(0);
}

model::duration of_key(const rig& r, std::string_view key, model::duration model::slo::slice::*part) {
    model::duration sum{0};
    for (const model::slo::slice& s : r.slices)
        if (s.key == key) sum += s.*part;
    return sum;
}

void keep_alive(rig& r, model::duration d) {
    for (; d > 0s; d -= 1s) {
        r.all_same_again();
        r.wait(1s);
    }
}

}  // namespace

TEST_CASE("core closes slices of what it knows", "[daemon][slo]") {
    rig r{shop()};
    r.result("db@a/up", state::healthy);
    r.result("db@b/up", state::unhealthy);
    keep_alive(r, 30s);
    CHECK(r.slices.size() == 3 * 3);  // of the flow, and in each region
    CHECK(of_key(r, "browse@b", &model::slo::slice::unhealthy) == 30s);
    CHECK(of_key(r, "browse@a", &model::slo::slice::unhealthy) == 0s);
    CHECK(attained(r).key == "browse");
    CHECK(attained(r).until == std::chrono::floor<std::chrono::seconds>(r.now().wall));
}

TEST_CASE("a region that was evicted costs the flow nothing more", "[daemon][slo]") {
    rig r{shop()};
    r.result("db@a/up", state::healthy);
    r.result("db@b/up", state::healthy);
    keep_alive(r, 10s);
    r.result("db@b/up", state::unhealthy);
    REQUIRE(r.verdict(1).effective == model::verdict::down);  // at once, by the rules of this test
    keep_alive(r, 20s);
    CHECK(of_key(r, "browse", &model::slo::slice::unhealthy) == 0s);
    CHECK(of_key(r, "browse@b", &model::slo::slice::unhealthy) == 20s);
    CHECK(attained(r).available.attained == 1);
}

TEST_CASE("a standstill of our own is unknown; and costs no budget", "[daemon][slo]") {
    rig r{shop()};
    r.result("db@a/up", state::unhealthy);
    r.result("db@b/up", state::unhealthy);
    keep_alive(r, 10s);
    r.wait(4s, false);
    keep_alive(r, 6s);
    CHECK(of_key(r, "browse", &model::slo::slice::unhealthy) == 16s);
    CHECK(of_key(r, "browse", &model::slo::slice::unknown) == 4s);
}

TEST_CASE("a reload keeps what is attained", "[daemon][slo]") {
    rig r{shop()};
    r.result("db@a/up", state::unhealthy);
    r.result("db@b/up", state::unhealthy);
    keep_alive(r, 20s);
    r.reload(shop(999'000'000));
    keep_alive(r, 10s);
    CHECK(attained(r).available.bad == model::duration{30s}.count());
    CHECK(attained(r).available.target == 999'000'000);
}

TEST_CASE("core takes stored slices back", "[daemon][slo]") {
    rig r{shop()};
    r.result("db@a/up", state::healthy);
    r.result("db@b/up", state::healthy);
    model::slo::slice old;
    old.key = "browse";
    old.begin = std::chrono::floor<std::chrono::seconds>(r.now().wall) - 1h;
    old.unhealthy = 10s;
    r.recall_slices({old});
    r.recall_slices({});
    keep_alive(r, 10s);
    CHECK(attained(r).available.bad == model::duration{10s}.count());
    CHECK(attained(r).available.total == model::duration{20s}.count());
}

TEST_CASE("events that others push are counted", "[daemon][slo]") {
    auto o = std::make_shared<model::slo::objective>();
    o->how = model::slo::method::events;
    o->events = model::slo::event_source{{model::entity_id{0}, 0}, {model::entity_id{0}, 1}};
    model::test::model_builder b{"shop"};
    b.regions({"a"}).dependency("requests", {"good", "all"});
    b.flow("browse", {{"requests"}});
    b.last().attained = o;
    const auto g = b.unfold();
    rig r{g};
    const auto count = [&](double good, double all) {
        r.in_use()->board.note_number(g->find_signal("requests@a/good"), good);
        r.in_use()->board.note_number(g->find_signal("requests@a/all"), all);
        r.wait(10s);
    };
    count(100, 100);
    count(195, 200);
    CHECK(attained(r).available.attained == 0.95);
    r.reload(g);
    count(290, 300);
    CHECK(attained(r).available.bad == 10);
    CHECK(attained(r).available.total == 200);
}

TEST_CASE("what is attained as metrics", "[daemon][slo][metrics]") {
    rig r{shop(999'900'000)};
    r.result("db@a/up", state::unhealthy);
    r.result("db@b/up", state::unhealthy);
    keep_alive(r, 10s);
    std::string page;
    daemon::add_slo_metrics(page, *r.pictures.back());
    const auto has = [&](std::string_view line) {
        return page.find(std::string{line} + "\n") != std::string::npos;
    };
    CAPTURE(page);
    CHECK(has(
        R"(healthmodel_slo_objective_ratio{slo="browse",flow="browse",entity="browse",sli="available"} 0.9999)"));
    CHECK(has(
        R"(healthmodel_slo_objective_ratio{slo="browse",flow="browse",entity="browse",sli="healthy"} 0.49995)"));
    CHECK(has(
        R"(healthmodel_slo_attained_ratio{slo="browse@a",flow="browse",entity="browse",region="a",sli="available"} 0)"));
    CHECK(has(
        R"(healthmodel_slo_error_budget_remaining_ratio{slo="browse",flow="browse",entity="browse",sli="available"} -9999)"));
    CHECK(has(
        R"(healthmodel_slo_burn_rate{slo="browse",flow="browse",entity="browse",sli="available",window="5m"} 10000)"));
    CHECK(has(
        R"(healthmodel_slo_burn_alert{slo="browse",flow="browse",entity="browse",sli="available",severity="page",window="1h"} 1)"));
    CHECK(has(
        R"(healthmodel_slo_burn_alert{slo="browse",flow="browse",entity="browse",sli="healthy",severity="page",window="1h"} 0)"));
}

TEST_CASE("before the first slice there are objectives; and no figures", "[daemon][slo][metrics]") {
    rig r{shop()};
    std::string page;
    daemon::add_slo_metrics(page, *r.pictures.back());
    CHECK(page.find("healthmodel_slo_objective_ratio{") != std::string::npos);
    CHECK(page.find("healthmodel_slo_attained_ratio{") == std::string::npos);
    CHECK(page.find("healthmodel_slo_burn_rate{") == std::string::npos);
}

TEST_CASE("what is attained as JSON", "[daemon][slo]") {
    rig r{shop(model::whole)};
    r.result("db@a/up", state::unhealthy);
    r.result("db@b/up", state::healthy);
    keep_alive(r, 10s);
    daemon::json_writer w;
    write_attained(w, r.pictures.back()->attained->back());
    const std::string json = w.take();
    CAPTURE(json);
    CHECK(json.starts_with(R"({"id":"browse@b","method":"time","window":"30d","from":")"));
    CHECK(
        json.find(
            R"("available":{"objective":1,"attained":1,"budget_remaining":1,"bad_s":0,"counted_s":10,"budget_s":0,)") !=
        std::string::npos);
    CHECK(json.find(R"("burn_rates":{"5m":0,"30m":0,"1h":0,"2h":0,"6h":0,"1d":0,"3d":0}})") !=
          std::string::npos);
    const model::slo::attainment* flow = daemon::attained_of(*r.pictures.back(), model::entity_id{1});
    REQUIRE(flow != nullptr);
    CHECK(flow->key == "browse");
    CHECK(daemon::attained_of(*r.pictures.back(), model::entity_id{0}) == nullptr);
}
