#include "daemon/library/application_health.hpp"

#include "test/daemon/outputs/picture.hpp"

#include <catch2/catch.hpp>

using namespace hm;
using namespace hm::daemon;
using namespace hm::test;
using model::state;
using namespace std::chrono_literals;

namespace {

engine_picture picture_of(const picture& p) {
    return {p.view().snapshot, p.view().verdicts, nullptr};
}

health_document told(const picture& p, const health_question& asked = {}, model::duration heartbeat = 10ms) {
    return application_health(picture_of(p), asked, p.now.wall, heartbeat);
}

boost::json::value parsed(const health_document& d) {
    return boost::json::parse(d.json);
}

}  // namespace

TEST_CASE("a healthy application answers 200 and pass, with each of its checks", "[daemon][library]") {
    picture p;
    p.all(state::healthy).publish();

    const health_document d = told(p, {.region = "eu", .flow = {}});
    CHECK(d.status == 200);
    CHECK(d.verdict == "up");
    const auto json = parsed(d);
    CHECK(text(json, "/status") == "pass");
    CHECK(text(json, "/serviceId") == "eu");
    CHECK(text(json, "/checks/db~1read/0/state") == "healthy");
    CHECK(text(json, "/checks/db~1read/0/componentId") == "eu");
    CHECK(text(json, "/checks/vault~1up/0/reason") == "ok");
    CHECK_FALSE(has(json, "/checks/vault~1up/0/componentId"));  // all regions share it
    CHECK_FALSE(has(json, "/checks/db~1read/1"));               // the other region's is not ours
    CHECK_FALSE(has(json, "/output"));
}

TEST_CASE("before anything is known it is 503, and says why; or 200, if that is wished",
          "[daemon][library]") {
    picture p;
    p.publish();

    CHECK(told(p, {.region = "eu", .flow = {}}).status == 503);
    CHECK(text(parsed(told(p, {.region = "eu", .flow = {}})), "/output") == "the first checks are under way");
    CHECK(text(parsed(told(p, {.region = "eu", .flow = {}})), "/checks/db~1read/0/state") == "unknown");

    health_question lenient{.region = "eu", .flow = {}};
    lenient.serve_while_warming = true;
    CHECK(told(p, lenient).status == 200);
    CHECK(application_health({}, {}, p.now.wall, 0s).status == 503);  // not even started
}

TEST_CASE("a flow has an answer of its own, with the checks below it only", "[daemon][library]") {
    picture p;
    p.all(state::healthy);
    p.set("db@eu/write", state::unhealthy, model::reason::timeout, "no answer within 1 s").publish();

    const health_document whole = told(p, {.region = "eu", .flow = {}});
    CHECK(whole.status == 200);  // a minor flow degrades, and never evicts
    CHECK(text(parsed(whole), "/status") == "warn");

    const health_document comment = told(p, {.region = "eu", .flow = "comment"});
    CHECK(comment.status == 503);
    CHECK(text(parsed(comment), "/checks/db~1write/0/reason") == "timeout");
    CHECK(text(parsed(comment), "/checks/db~1write/0/output") == "no answer within 1 s");

    const health_document browse = told(p, {.region = "eu", .flow = "browse"});
    CHECK(browse.status == 200);
    CHECK_FALSE(has(parsed(browse), "/checks/db~1write"));
}

TEST_CASE("what only impairs is told, and leaves the status code alone", "[daemon][library]") {
    picture p;
    p.all(state::healthy).set("vault/up", state::unhealthy, model::reason::connect_refused).publish();

    const health_document d = told(p, {.region = "eu", .flow = {}});
    CHECK(d.status == 200);
    CHECK(text(parsed(d), "/impaired/0") == "scale-out");
    CHECK(text(parsed(d), "/checks/vault~1up/0/state") == "unhealthy");
}

TEST_CASE("the status alone names nothing that the application stands on", "[daemon][library]") {
    picture p;
    p.all(state::healthy).publish();
    health_question anonymous{.region = "eu", .flow = {}};
    anonymous.everything = false;

    CHECK(told(p, anonymous).json == "{\"status\":\"pass\"}\n");
    CHECK(told(p, anonymous).status == 200);
}

TEST_CASE("an evaluation that stands still is not believed", "[daemon][library]") {
    picture p;
    p.all(state::healthy).publish();

    CHECK(told(p, {.region = "eu", .flow = {}}, heartbeat_limit).status == 200);
    const health_document d = told(p, {.region = "eu", .flow = {}}, heartbeat_limit + 1ms);
    CHECK(d.status == 503);
    CHECK(d.verdict == "down");
    CHECK(text(parsed(d), "/output") == "the checks stand still");
}

TEST_CASE("names that there are not are 400, never a good answer", "[daemon][library]") {
    picture p;
    p.all(state::healthy).publish();

    CHECK(told(p, {.region = "mars", .flow = {}}).status == 400);
    CHECK(told(p, {.region = "eu", .flow = "mars"}).status == 400);
    CHECK(told(p, {.region = {}, .flow = "api"}).status == 400);  // no flow
}

TEST_CASE("whoever names no region of several hears whether any serves", "[daemon][library]") {
    picture p;
    p.all(state::healthy).publish();
    for (const char* s : {"api@eu/latency", "db@eu/read", "db@eu/write"}) p.set(s, state::unhealthy);
    p.publish();

    CHECK(told(p, {.region = "eu", .flow = {}}).status == 503);
    const health_document any = told(p);
    CHECK(any.status == 200);
    CHECK(text(parsed(any), "/serviceId") == "shop");
    CHECK(has(parsed(any), "/checks/db~1read/1"));  // of both
}

TEST_CASE("a flow that does not run everywhere is found where it runs", "[daemon][library]") {
    model::test::model_builder b{"shop"};
    b.traffic(model::test::at_once()).regions({"eu", "us"}).dependency("batch");
    b.flow("report", {{"batch"}}).last().regions = {model::region_id{1}};
    picture p{b.unfold()};
    const auto report = [&] { return told(p, {.region = {}, .flow = "report"}); };

    p.publish();
    CHECK(report().status == 503);  // nothing is known yet
    for (const auto& [now, status] : std::vector<std::pair<state, int>>{
             {state::healthy, 200}, {state::degraded, 200}, {state::unhealthy, 503}}) {
        p.set("batch@us/up", now).publish();
        CAPTURE(model::to_string(now));
        CHECK(report().status == status);
        CHECK(text(parsed(report()), "/serviceId") == "report@us");
    }
    CHECK(told(p, {.region = "eu", .flow = "report"}).status == 400);
}

TEST_CASE("checks that have run have no age where nobody counted their runs", "[daemon][library]") {
    picture p;
    p.all(state::healthy).publish();
    const auto all = checks_of(picture_of(p), p.now.wall);
    REQUIRE(all.size() == p.graph->signal_count());
    CHECK(all[0].now == state::healthy);
    CHECK_FALSE(all[0].age);
}
