#include "daemon/outputs/gate.hpp"

#include "daemon/outputs/routes.hpp"
#include "test/daemon/outputs/picture.hpp"

using namespace hm;
using namespace hm::test;
using model::reason;
using model::verdict_source;

namespace {

daemon::http::response asked(const picture& p, const std::string& query) {
    return ask(daemon::make_routes({config::service::api}, p.context), get("/api/v1/gate?" + query));
}

// "503 state: browse is unhealthy, down: …", or "200".
std::string told(const picture& p, const std::string& query) {
    const auto a = asked(p, query);
    const auto v = json(a);
    std::string all = std::to_string(a.status);
    CHECK(at(v, "/open").as_bool() == at(v, "/reasons").as_array().empty());
    for (const auto& r : at(v, "/reasons").as_array())
        all += (all.size() == 3 ? " " : ", ") + text(r, "/kind") + ": " + text(r, "/detail");
    return all;
}

struct good_shop : picture {
    good_shop() { all(state::healthy).publish(); }

    // As it is, but for what the region's verdict says.
    void told(std::size_t region, verdict_source source, model::verdict effective = model::verdict::up) {
        auto table = std::make_shared<model::verdict_table>(*view().verdicts);
        table->regions[region].source = source;
        table->regions[region].effective = effective;
        show(table);
    }
};

// Of the flow browse, which is the shop's first entity.
model::slo::attainment attained(std::string key, model::region_id place, double budget_remaining) {
    model::slo::attainment a;
    a.key = std::move(key);
    a.entity = model::entity_id{0};
    a.place = place;
    a.available.budget_remaining = budget_remaining;
    return a;
}

model::slo::alert_state firing(model::slo::severity kind, double limit) {
    model::slo::alert_state a;
    a.rule.kind = kind;
    a.limit = limit;
    a.fires = true;
    return a;
}

}  // namespace

TEST_CASE("the gate is open while nothing speaks against it", "[outputs][gate]") {
    const good_shop p;
    CHECK(told(p, "flow=browse") == "200");
    CHECK(told(p, "flow=browse&region=eu") == "200");
    const auto v = json(asked(p, "flow=browse&region=eu"));
    CHECK(text(v, "/flow") == "browse");
    CHECK(text(v, "/region") == "eu");
    CHECK(text(v, "/model") == "shop");
    CHECK(text(v, "/as_of") == model::format_time(p.now.wall));
}

TEST_CASE("a flow that is worse than is allowed closes the gate, where it is", "[outputs][gate]") {
    good_shop p;
    p.set("db@eu/write", state::degraded).publish();
    CHECK(told(p, "flow=comment&region=eu") == "503 state: comment@eu is degraded");
    CHECK(told(p, "flow=comment&region=eu&allow=degraded") == "200");
    CHECK(told(p, "flow=comment&region=us") == "200");
    CHECK(told(p, "flow=browse&region=eu") == "200");
    CHECK(told(p, "flow=comment&closed=200").starts_with("200 state: comment is "));

    p.set("db@eu/write", state::unhealthy).publish();
    CHECK(told(p, "flow=comment&region=eu&allow=degraded").starts_with("503 state: comment@eu is unhealthy"));
}

TEST_CASE("a region that is out closes the gate of a flow that runs everywhere", "[outputs][gate]") {
    good_shop p;
    p.set("db@eu/read", state::unhealthy, reason::timeout).publish();
    const std::string all = told(p, "flow=browse&allow=degraded");
    CHECK(all.find("down: eu takes no traffic (source=computed)") != std::string::npos);
    CHECK(all.find("down: browse@eu takes no traffic (source=computed)") != std::string::npos);
    CHECK(told(p, "flow=browse&region=us") == "200");
}

TEST_CASE("nothing known is no reason to go on", "[outputs][gate]") {
    good_shop p;
    p.set("db@eu/read", state::unknown, reason::stale).publish();
    CHECK(told(p, "flow=browse&region=eu").find("unknown: browse@eu is unknown") != std::string::npos);

    p.ready = false;
    p.all(state::healthy).publish();
    CHECK(told(p, "flow=browse&region=us").find("not_ready: the first round is not complete") !=
          std::string::npos);
}

TEST_CASE("what balancers are told for other reasons than evidence closes the gate", "[outputs][gate]") {
    struct row {
        verdict_source source;
        model::verdict effective;
        std::string told;
    };
    const row r = GENERATE(values<row>({
        {verdict_source::guard, model::verdict::degraded,
         "503 guard: eu is kept in against its own evidence (source=guard)"},
        {verdict_source::panic, model::verdict::degraded,
         "503 guard: eu is kept in against its own evidence (source=panic)"},
        {verdict_source::warming, model::verdict::up,
         "503 warming: eu is not known to be well yet (source=warming)"},
        {verdict_source::held, model::verdict::up,
         "503 warming: eu goes by evidence that is no more (source=held)"},
        {verdict_source::ramp, model::verdict::up, "503 warming: eu is only coming back (source=ramp)"},
        {verdict_source::drain, model::verdict::down, "200"},
        {verdict_source::freeze, model::verdict::up, "200"},
        {verdict_source::force_up, model::verdict::up, "200"},
    }));
    good_shop p;
    p.told(0, r.source, r.effective);
    CHECK(told(p, "flow=browse&region=eu") == r.told);
    CHECK(told(p, "flow=browse&region=us") == "200");
}

TEST_CASE("a daemon that doubts itself, or stands still, opens no gate", "[outputs][gate]") {
    good_shop p;
    auto table = std::make_shared<model::verdict_table>(*p.view().verdicts);
    table->self_suspicion = "2 of 3 witnesses failed";
    p.show(table);
    CHECK(told(p, "flow=browse") == "503 suspicion: the daemon suspects itself: 2 of 3 witnesses failed");

    good_shop still;
    still.core_age = std::chrono::seconds{9};
    CHECK(told(still, "flow=browse") == "503 stale: the evaluation last looked 9 s ago");
}

TEST_CASE("a budget that is spent, or burns, closes the gate of its flow", "[outputs][gate][slo]") {
    using namespace model::slo;
    const auto told_with = [](const attained_list& all, const std::string& query) {
        good_shop p;
        p.attain(all);
        return told(p, query);
    };
    attainment flow = attained("browse", model::region_id::none, 0.25);
    attainment in_us = attained("browse@us", model::region_id{1}, 0.25);
    CHECK(told_with({flow, in_us}, "flow=browse") == "200");

    in_us.available.budget_remaining = -0.125;
    CHECK(told_with({flow, in_us}, "flow=browse") ==
          "503 budget: browse@us has spent its error budget: -12.5 % are left");
    CHECK(told_with({flow, in_us}, "flow=browse&region=us").starts_with("503 budget"));
    CHECK(told_with({flow, in_us}, "flow=browse&region=eu") == "200");
    CHECK(told_with({flow, in_us}, "flow=comment") == "200");

    flow.alerts = {firing(severity::ticket, 3)};
    CHECK(told_with({flow}, "flow=browse") == "200");
    flow.alerts.push_back(firing(severity::page, 14.4));
    CHECK(told_with({flow}, "flow=browse&region=eu") ==
          "503 burn: browse burns its error budget more than 14.4 times too fast");

    attainment of_degraded = attained("browse", model::region_id::none, 1);
    of_degraded.healthy.emplace().budget_remaining = 0;
    CHECK(told_with({of_degraded}, "flow=browse") ==
          "503 budget: browse has spent its error budget of degraded time: 0 % are left");
    CHECK(told_with({of_degraded}, "flow=browse&allow=degraded") == "200");
}

TEST_CASE("a gate that cannot be is told as a mistake", "[outputs][gate]") {
    struct row {
        std::string query;
        int status;
        std::string detail;
    };
    const row r = GENERATE(values<row>({
        {"", 400, "flow is missing: which flow is rolled out?"},
        {"flow=browse&x=1", 400, "unknown parameter x: flow, region, allow and closed are known"},
        {"flow=browse&allow=unhealthy", 400,
         "allow=unhealthy is not degraded, the only state that can be allowed"},
        {"flow=browse&closed=204", 400, "closed=204 is not 200 or 503"},
        {"flow=browze", 404, "there is no node \"browze\"; did you mean \"browse\"?"},
        {"flow=api", 404, "\"api\" is no flow"},
        {"flow=browse&region=ue", 404, "there is no region \"ue\"; did you mean \"eu\"?"},
    }));
    const good_shop p;
    const auto a = asked(p, r.query);
    CHECK(a.status == r.status);
    CHECK(text(json(a), "/detail") == r.detail);
}
