#include "daemon/outputs/api.hpp"

#include "daemon/outputs/node_json.hpp"
#include "daemon/outputs/routes.hpp"
#include "test/daemon/outputs/picture.hpp"

#include <boost/json/serialize.hpp>

using namespace hm;
using namespace hm::test;
namespace http = hm::daemon::http;
using model::reason;

namespace {

const std::vector<config::service> api{config::service::api};

boost::json::value read(const picture& p, std::string target) {
    const auto a = ask(daemon::make_routes(api, p.context), get(std::move(target)));
    REQUIRE(a.status == 200);
    REQUIRE(a.content_type == "application/json");
    return json(a);
}

// Broken database writes in eu, and an unreachable vault.
struct broken_shop : picture {
    broken_shop() {
        all(state::healthy);
        set("db@eu/write", state::unhealthy, reason::timeout, "after 1s");
        set("vault/up", state::unhealthy, reason::connect_refused);
        publish();
    }
};

}  // namespace

TEST_CASE("status is the whole picture: root, regions with verdicts, flows by region", "[outputs][api]") {
    const broken_shop p;
    const auto v = read(p, "/api/v1/status");
    CHECK(text(v, "/model") == "shop");
    CHECK(text(v, "/version") == "1.2.3");
    CHECK(text(v, "/as_of") == model::format_time(p.now.wall));
    CHECK(at(v, "/ready").as_bool());
    CHECK(text(v, "/root/id") == "shop");
    CHECK(text(v, "/root/state") == "degraded");
    CHECK(boost::json::serialize(at(v, "/states")) ==
          R"([{"state":"healthy","state_class":"good"},{"state":"degraded","state_class":"warn"},)"
          R"({"state":"unknown","state_class":"unknown"},{"state":"unhealthy","state_class":"bad"}])");

    CHECK(text(v, "/regions/0/id") == "eu");
    CHECK(text(v, "/regions/0/state") == "degraded");
    CHECK(text(v, "/regions/0/verdict/effective") == "degraded");
    CHECK(text(v, "/regions/0/verdict/source") == "computed");
    CHECK(at(v, "/regions/0/share_percent").to_number<double>() == 75);
    CHECK(text(v, "/regions/1/verdict/effective") == "up");
    CHECK(text(v, "/regions/1/impaired/0") == "scale-out");

    CHECK(text(v, "/flows/0/id") == "browse");
    CHECK(text(v, "/flows/1/criticality") == "medium");
    CHECK(text(v, "/flows/1/regions/0/id") == "comment@eu");
    CHECK(text(v, "/flows/1/regions/0/state") == "unhealthy");
    CHECK(at(v, "/flows/1/regions/0/score").to_number<double>() == 0);
    CHECK(text(v, "/flows/1/regions/0/reason") == "db@eu/write: timeout, after 1s");
    CHECK(text(v, "/flows/1/regions/0/since") == model::format_time(p.now.wall));
    CHECK(text(v, "/flows/1/regions/0/verdict/effective") == "down");
    CHECK(text(v, "/flows/1/regions/1/state") == "degraded");        // limited: an outage of the vault
    CHECK(text(v, "/flows/1/regions/1/verdict/effective") == "up");  // but all regions share it
}

namespace {

// A lone region with the dwell that a model has if it says nothing.
struct patient_shop : picture {
    patient_shop() : picture(lone()) { all(state::healthy).publish(); }

    static std::shared_ptr<const model::graph> lone() {
        model::test::model_builder b{"shop"};
        b.regions({"eu"}).dependency("db").flow("browse", {{"db"}});
        return b.unfold();
    }
    boost::json::value verdict(state db, std::chrono::seconds later) {
        now.steady += later;
        now.wall += later;
        set("db@eu/up", db).publish();
        return hm::test::at(read(*this, "/api/v1/regions"), "/regions/0/verdict");
    }
};

}  // namespace

TEST_CASE("a verdict tells what is due and how long the region was out", "[outputs][api]") {
    using namespace std::chrono_literals;
    patient_shop p;
    const auto well = p.verdict(state::healthy, 1s);
    for (const char* key : {"/computed_due", "/down_until", "/last_outage_ms", "/override"})
        CHECK_FALSE(has(well, key));

    const auto failing = p.verdict(state::unhealthy, 1s);
    CHECK(text(failing, "/routing") == "down");
    CHECK(text(failing, "/computed") == "degraded");
    CHECK(text(failing, "/computed_due") == model::format_time(p.now.wall + 5s));
    const auto down = p.verdict(state::unhealthy, 5s);
    CHECK(text(down, "/effective") == "down");
    CHECK(text(down, "/down_until") == model::format_time(p.now.wall + 2min));
    CHECK_FALSE(has(down, "/computed_due"));

    p.verdict(state::healthy, 100s);
    const auto back = p.verdict(state::healthy, 60s);
    CHECK(text(back, "/source") == "ramp");
    CHECK(at(back, "/last_outage_ms").to_number<double>() == 160'000);
}

TEST_CASE("a verdict tells which operator is behind it and why", "[outputs][api]") {
    patient_shop p;
    model::operator_override drain;
    drain.id = "7";
    drain.reason = "a new \x1b[31mcluster";
    drain.author = "ann";
    drain.until = p.now.wall + std::chrono::hours{4};
    auto table = std::make_shared<model::verdict_table>(*p.view().verdicts);
    table->regions[0].source = model::verdict_source::drain;
    table->regions[0].said = std::make_shared<const model::operator_override>(drain);
    p.show(table);
    const auto v = at(read(p, "/api/v1/regions"), "/regions/0/verdict");
    CHECK(text(v, "/source") == "drain");
    CHECK(text(v, "/override/id") == "7");
    CHECK(text(v, "/override/kind") == "drain");
    CHECK(text(v, "/override/author") == "ann");
    CHECK(text(v, "/override/reason").find('\x1b') == std::string::npos);
    CHECK(text(v, "/override/until") == model::format_time(drain.until));
}

TEST_CASE("a share is told as the traffic that it comes to", "[outputs][api]") {
    picture p;
    p.all(state::healthy).set("api@eu/latency", state::unhealthy).publish();
    const auto v = read(p, "/api/v1/regions");
    CHECK(text(v, "/regions/0/verdict/effective") == "down");
    CHECK(at(v, "/regions/0/verdict/weight_percent").as_int64() == 0);
    CHECK(at(v, "/regions/0/traffic_percent").to_number<double>() == 0);
    CHECK(at(v, "/regions/1/traffic_percent").to_number<double>() == 100);
    CHECK(text(v, "/flows/0/regions/0/verdict/effective") == "down");
}

TEST_CASE("a node tells what it is made of and who is to blame", "[outputs][api]") {
    const broken_shop p;
    const auto v = read(p, "/api/v1/nodes/comment%40eu");
    CHECK(text(v, "/state") == "unhealthy");
    CHECK(text(v, "/routing/state") == "unhealthy");
    CHECK(text(v, "/rollup/needs/rule") == "worst");
    CHECK(at(v, "/counts/unhealthy").as_int64() == 1);
    CHECK(text(v, "/contributions/1/child") == "db@eu/write");
    CHECK(text(v, "/contributions/1/contributed") == "unhealthy");
    CHECK(at(v, "/contributions/1/weight").to_number<double>() == 1);
    CHECK(text(v, "/blame/0/id") == "db@eu/write");
    CHECK(at(v, "/blame/0/alone").as_bool());
    CHECK(text(v, "/blame/0/path/0") == "db@eu/write");
    CHECK(text(v, "/blame/0/reason") == "db@eu/write: timeout, after 1s");
    CHECK(text(v, "/impaired/0") == "scale-out");
    CHECK(text(v, "/children/0/id") == "api@eu");

    const auto component = read(p, "/api/v1/nodes/api@eu");
    CHECK(text(component, "/signals/0/id") == "api@eu/latency");
    CHECK(text(component, "/signals/0/probe") == "http");
    CHECK(text(component, "/children/2/impact") == "limited");
    CHECK(text(component, "/children/2/affects/0") == "scale-out");
    std::string parents;
    for (const auto& name : at(component, "/parents").as_array()) parents += text(name, "") + " ";
    CHECK(parents == "api browse@eu comment@eu ");
}

TEST_CASE("a name with anything in it is escaped, and an unknown one gets a hint", "[outputs][api]") {
    const broken_shop p;
    const auto routes = daemon::make_routes(api, p.context);
    const auto near = ask(routes, get("/api/v1/nodes/comment@eo"));
    CHECK(near.status == 404);
    CHECK(near.content_type == "application/problem+json");
    CHECK(text(json(near), "/detail") == "there is no node \"comment@eo\"; did you mean \"comment@eu\"?");
    const auto hostile = ask(routes, get("/api/v1/nodes/%22%3Cscript%3E%00"));
    CHECK(text(json(hostile), "/detail") == "there is no node \"\"<script>?\"");
    CHECK(ask(routes, get("/api/v1/nothing")).status == 404);
    CHECK(ask(routes, get("/metrics")).status == 404);  // not offered here
}

TEST_CASE("a node tells whose it is and where it is written what to do", "[outputs][api]") {
    auto d = std::make_shared<model::definition>(shop()->source());
    d->on_alert.owner = "shop team";
    for (model::entity& e : d->entities)
        if (e.name == "db") e.on_alert = {"storage team", "https://wiki.example/db", {}, {}};
    picture p{std::make_shared<const model::graph>(d)};
    p.all(state::healthy).publish();
    CHECK(text(read(p, "/api/v1/nodes/db@eu"), "/owner") == "storage team");
    CHECK(text(read(p, "/api/v1/nodes/db@eu"), "/runbook") == "https://wiki.example/db");
    CHECK(text(read(p, "/api/v1/nodes/comment"), "/owner") == "shop team");
    CHECK_FALSE(has(read(p, "/api/v1/nodes/comment"), "/runbook"));
}

TEST_CASE("nodes are listed, filtered and paged", "[outputs][api]") {
    const broken_shop p;
    const auto ids = [&](const std::string& query) {
        std::string all;
        const auto v = read(p, "/api/v1/nodes" + query);
        for (const auto& n : at(v, "/nodes").as_array()) all += text(n, "/id") + " ";
        return all;
    };
    CHECK(ids("?kind=flow&region=eu") == "browse@eu comment@eu ");
    CHECK(ids("?state=unhealthy&region=eu") == "comment@eu db@eu ");
    CHECK(ids("?kind=root") == "shop ");
    CHECK(ids("?name=omment@") == "comment@eu comment@us ");
    CHECK(ids("?name=nobody").empty());
    CHECK(ids("").find('/') == std::string::npos);  // no signals

    std::string all;
    std::string after;
    int pages = 0;
    do {
        const auto v = read(p, "/api/v1/nodes?limit=4" + (after.empty() ? "" : "&after=" + after));
        CHECK(at(v, "/nodes").as_array().size() <= 4);
        for (const auto& n : at(v, "/nodes").as_array()) all += text(n, "/id") + " ";
        after = has(v, "/next") ? text(v, "/next") : "";
    } while (!after.empty() && ++pages < 100);
    CHECK(pages > 2);
    CHECK(all == ids("?limit=1000"));
}

TEST_CASE("a bad filter says what would be good", "[outputs][api]") {
    const broken_shop p;
    const auto routes = daemon::make_routes(api, p.context);
    for (const std::string query : {"kind=signal", "region=mars", "region=shop", "state=sick", "limit=0",
                                    "limit=1001", "limit=1x", "limit=", "after=nobody", "sort=name"}) {
        CAPTURE(query);
        const auto a = ask(routes, get("/api/v1/nodes?" + query));
        CHECK(a.status == 400);
        CHECK(text(json(a), "/detail").find(query.substr(0, query.find('='))) != std::string::npos);
    }
}

TEST_CASE("a tree holds every node below once, with its children", "[outputs][api]") {
    const broken_shop p;
    const auto v = read(p, "/api/v1/nodes/comment@eu/tree");
    std::string ids;
    for (const auto& n : at(v, "/nodes").as_array()) ids += text(n, "/id") + " ";
    CHECK(ids == "comment@eu api@eu db@eu/write api@eu/latency db@eu/read vault vault/up ");
    CHECK(text(v, "/nodes/1/children/2/impact") == "limited");
    CHECK_FALSE(at(v, "/truncated").as_bool());
}

TEST_CASE("a tree that is too large says so", "[outputs][api][limits]") {
    model::test::model_builder b{"wide"};
    b.regions({"eu"}).flow("all", {});
    std::vector<std::string> signals;
    for (std::size_t i = 0; i <= daemon::max_tree_nodes; ++i) signals.push_back("s" + std::to_string(i));
    b.component("many", {}, signals);
    picture p{b.unfold()};
    p.publish();
    const auto v = read(p, "/api/v1/nodes/many@eu/tree");
    CHECK(at(v, "/nodes").as_array().size() == daemon::max_tree_nodes);
    CHECK(at(v, "/truncated").as_bool());
}

TEST_CASE("reads have a strong ETag, and 304 for who has it", "[outputs][api]") {
    broken_shop p;
    const auto routes = daemon::make_routes(api, p.context);
    for (const std::string target :
         {"/api/v1/status", "/api/v1/regions", "/api/v1/nodes", "/api/v1/nodes/eu"}) {
        CAPTURE(target);
        const auto first = ask(routes, get(target));
        auto again = get(target);
        again.if_none_match = header(first, "ETag");
        CHECK(again.if_none_match.front() == '"');
        CHECK(ask(routes, again).status == 304);
        CHECK(ask(routes, again).body().empty());
        p.publish();
        CHECK(ask(routes, again).status == 200);
    }
}

TEST_CASE("a signal shows its last runs and how it is judged, and no secret", "[outputs][api]") {
    model::test::model_builder b{"shop"};
    b.regions({"eu"}).component("api", {}, {"page"});
    auto definition = *b.build();
    auto spec = std::make_shared<model::signal_spec>();
    model::http_spec h;
    h.url = "http://user:hunter2@[::1]:81/a/b?token=hunter2";
    h.to.host = "::1";
    h.to.port = 81;
    h.path = "/a/b?token=hunter2";
    h.headers = {{"Authorization", "Bearer hunter2"}};
    h.body = "hunter2";
    spec->probe = h;
    spec->when.jitter = model::whole / 10;
    spec->when.overlap = true;
    spec->secrets = {"hunter2"};
    spec->degraded = model::condition{{{}}, "latency >= 150ms"};
    definition.entities[0].signals[0].places = {spec};
    picture p{std::make_shared<const model::graph>(std::make_shared<const model::definition>(definition))};
    p.set("api@eu/page", state::degraded, reason::condition, "latency >= 150ms (212ms)").publish();

    model::observation seen;
    seen.at = p.now.wall;
    seen.latency = std::chrono::microseconds{212'500};
    seen.why = reason::condition;
    seen.status = 200;
    seen.phase.connect = std::chrono::microseconds{1'250};
    seen.judged = state::degraded;
    seen.peer = "[::1]:81";
    seen.addresses = {{"[::1]:81", reason::ok, {}, std::chrono::milliseconds{4}},
                      {"127.0.0.1:81", reason::closed, "said hunter2", std::chrono::milliseconds{5}}};
    model::tls_facts facts{.version = "TLSv1.3", .cipher = "X", .alpn = "h2", .expires = p.now.wall};
    facts.chain = {{"CN=a", "CN=b", {"a", "hunter2.test"}, {}, p.now.wall, "ab12"}};
    seen.tls = std::make_shared<const model::tls_facts>(facts);
    std::function<void(daemon::observations)> told;
    std::string asked_for;
    p.context.last_observations = [&](const std::string& signal, auto done) {
        asked_for = signal;
        told = std::move(done);
    };

    const auto routes = daemon::make_routes(api, p.context);
    const auto sink = std::make_shared<caught>();
    auto request = get("/api/v1/signals/api@eu/page");
    routes.handle(request, {sink, 0});
    CHECK(sink->answers.empty());  // not before the shard has told
    REQUIRE(told);
    CHECK(asked_for == "api@eu/page");
    told({seen});
    REQUIRE(sink->answers.size() == 1);
    const auto v = json(sink->answers[0]);
    CHECK(sink->answers[0].body().find("hunter2") == std::string::npos);
    CHECK(text(v, "/id") == "api@eu/page");
    CHECK(text(v, "/node") == "api@eu");
    CHECK(text(v, "/probe/url") == "http://[::1]:81/a/b");
    CHECK(text(v, "/probe/headers/Authorization") == "(not shown)");
    CHECK(at(v, "/schedule/every_ms").to_number<double>() == 5000);
    CHECK(at(v, "/schedule/fall").as_int64() == 3);
    CHECK(at(v, "/schedule/jitter_ratio").to_number<double>() == 0.1);
    CHECK(at(v, "/schedule/overlap").as_bool());
    CHECK(text(v, "/conditions/degraded") == "latency >= 150ms");
    CHECK(text(v, "/judged/reason") == "condition");
    CHECK(text(v, "/judged/detail") == "latency >= 150ms (212ms)");
    CHECK(at(v, "/observations/0/latency_ms").to_number<double>() == 212.5);
    CHECK(at(v, "/observations/0/phases/connect_ms").to_number<double>() == 1.25);
    CHECK_FALSE(has(v, "/observations/0/phases/tls_ms"));
    CHECK(at(v, "/observations/0/status").as_int64() == 200);
    CHECK(text(v, "/observations/0/peer") == "[::1]:81");
    CHECK(text(v, "/observations/0/addresses/0/reason") == "ok");
    CHECK(at(v, "/observations/0/addresses/1/latency_ms").to_number<double>() == 5);
    CHECK(text(v, "/observations/0/addresses/1/detail") == "said ***");
    CHECK(text(v, "/tls/version") == "TLSv1.3");
    CHECK(text(v, "/tls/alpn") == "h2");
    CHECK_FALSE(at(v, "/tls/resumed").as_bool());
    CHECK(has(v, "/tls/expires"));
    CHECK_FALSE(has(v, "/tls/client_expires"));
    CHECK(text(v, "/tls/chain/0/names/1") == "***.test");
    CHECK(text(v, "/tls/chain/0/sha256") == "ab12");

    CHECK(ask(routes, get("/api/v1/signals/api@eu/nothing")).status == 404);
    CHECK(ask(routes, get("/api/v1/signals/api@mars/page")).status == 404);
}

TEST_CASE("livez is about core, readyz about the first round", "[outputs][operations]") {
    picture p;
    p.ready = false;
    p.set("api@eu/latency", state::healthy).publish();
    const auto routes = daemon::make_routes(api, p.context);
    CHECK(ask(routes, get("/livez")).status == 200);
    const auto missing = ask(routes, get("/readyz"));
    CHECK(missing.status == 503);
    CHECK(missing.body() ==
          "not ready: 8 of 9 signals have not run yet: api@us/latency, db@eu/read, db@eu/write, "
          "db@us/read, db@us/write, …\n");
    p.ready = true;
    p.publish();
    CHECK(ask(routes, get("/readyz")).status == 200);

    p.core_age = daemon::heartbeat_limit;
    CHECK(ask(routes, get("/livez")).status == 200);
    p.core_age += std::chrono::milliseconds{1};
    CHECK(ask(routes, get("/livez")).status == 503);
}

TEST_CASE("before the first picture everything says so", "[outputs][api]") {
    picture p;
    const auto routes =
        daemon::make_routes({config::service::lb, config::service::api, config::service::metrics}, p.context);
    for (const char* target :
         {"/health/eu", "/api/v1/status", "/api/v1/nodes/eu", "/api/v1/signals/a/b", "/readyz"})
        CHECK(ask(routes, get(target)).status == 503);
    CHECK(ask(routes, get("/metrics")).status == 200);
}

TEST_CASE("why a node is as it is, alone", "[outputs][api][explain]") {
    const broken_shop p;
    const auto v = read(p, "/api/v1/nodes/comment@eu/explain");
    CHECK(text(v, "/id") == "comment@eu");
    CHECK(text(v, "/rollup/needs/rule") == "worst");
    CHECK(text(v, "/rollup/needs/worst") == "unhealthy");
    CHECK(text(v, "/contributions/1/child") == "db@eu/write");
    CHECK(text(v, "/blame/0/id") == "db@eu/write");
    CHECK(ask(daemon::make_routes(api, p.context), get("/api/v1/nodes/nobody/explain")).status == 404);
}

TEST_CASE("what if: assumptions laid over the picture, which stays as it is", "[outputs][api][whatif]") {
    const broken_shop p;
    const auto routes = daemon::make_routes(api, p.context);
    const auto what_if = [&](const std::string& body) { return ask(routes, posted("/api/v1/whatif", body)); };

    const auto v = json(what_if(R"({"assume": {"db@eu/write": "healthy", "api@us": "unhealthy"}})"));
    CHECK(text(v, "/assumed/0/state") == "healthy");
    std::string changed;
    for (const auto& c : at(v, "/changed").as_array())
        changed += text(c, "/id") + ":" + text(c, "/state") + " ";
    INFO(changed);
    CHECK(changed.find("comment@eu:degraded ") != std::string::npos);  // the vault is still missing
    CHECK(changed.find("browse@us:unhealthy ") != std::string::npos);
    CHECK(text(v, "/regions/0/computed_verdict") == "up");
    CHECK(text(v, "/regions/1/computed_verdict") == "down");
    CHECK(text(read(p, "/api/v1/nodes/comment@eu"), "/state") == "unhealthy");

    SECTION("mistakes are told") {
        const auto detail = [&](const std::string& body) {
            const auto a = what_if(body);
            CHECK(a.status == 400);
            return text(json(a), "/detail");
        };
        CHECK(detail("nonsense") == R"(expected { "assume": { "node": "state" } })");
        CHECK(detail(R"({"assume": {"db@eu/wite": "healthy"}})") ==
              R"(there is no node "db@eu/wite"; did you mean "db@eu/write"?)");
        CHECK(detail(R"({"assume": {"db@eu": "broken"}})") == R"(the model has no state "broken")");
        CHECK(detail(R"({"assume": {"db@eu": 3}})") == R"(the state of "db@eu" is no text)");
    }
    SECTION("it is asked by POST") {
        CHECK(ask(routes, get("/api/v1/whatif")).status == 405);
    }
}
