#include "daemon/http/listener.hpp"
#include "daemon/outputs/routes.hpp"
#include "daemon/outputs/subject.hpp"
#include "test/daemon/http/client.hpp"
#include "test/daemon/outputs/picture.hpp"

#include <fmt/format.h>

using namespace hm;
namespace http = hm::daemon::http;
using namespace hm::test;
using model::region_verdict;
using model::verdict;
using model::verdict_source;
using namespace std::chrono_literals;

namespace {

const std::vector<config::service> lb{config::service::lb};

// The region eu with this verdict; us is up.
void tell(picture& p, region_verdict eu) {
    auto table = std::make_shared<model::verdict_table>();
    table->model = p.graph;
    table->regions.resize(2);
    table->regions[0] = eu;
    table->flows.push_back({model::entity_id{0}, {eu, {}}, {true, true}});
    p.show(table);
}

region_verdict verdict_of(verdict effective, verdict computed, verdict_source source, model::score s,
                          int weight, bool total = false) {
    region_verdict v;
    v.effective = effective;
    v.computed = computed;
    v.source = source;
    v.value = s;
    v.weight_percent = weight;
    v.total_failure = total;
    return v;
}

}  // namespace

TEST_CASE("every verdict and source has its status, line and headers", "[outputs][health]") {
    struct row {
        region_verdict told;
        int status;
        std::string line;
        std::string envoy_degraded;
    };
    using enum verdict_source;
    const std::vector<row> table{
        {verdict_of(verdict::up, verdict::up, computed, model::score{10000}, 100), 200,
         "serve=yes verdict=up source=computed region=eu score=1.00 weight=100 reason=ok", "(none)"},
        {verdict_of(verdict::degraded, verdict::degraded, computed, model::score{8333}, 100), 200,
         "serve=yes verdict=degraded source=computed region=eu score=0.83 weight=100 reason=impaired",
         "true"},
        {verdict_of(verdict::down, verdict::down, computed, model::score{4999}, 0), 503,
         "serve=no verdict=down source=computed region=eu score=0.49 weight=0 reason=major_flow_failed",
         "(none)"},
        {verdict_of(verdict::down, verdict::down, computed, model::score{0}, 0, true), 503,
         "serve=no verdict=down source=computed region=eu score=0.00 weight=0 reason=all_flows_failed",
         "(none)"},
        {verdict_of(verdict::up, verdict::up, warming, {}, 100), 200,
         "serve=yes verdict=up source=warming region=eu weight=100 reason=no_verdict_yet", "(none)"},
        {verdict_of(verdict::down, verdict::down, held, model::score{0}, 0), 503,
         "serve=no verdict=down source=held region=eu score=0.00 weight=0 reason=evidence_lost", "(none)"},
        {verdict_of(verdict::degraded, verdict::down, guard, model::score{1000}, 10), 200,
         "serve=yes verdict=degraded source=guard region=eu score=0.10 weight=10 reason=kept_by_guard",
         "true"},
        {verdict_of(verdict::up, verdict::up, ramp, model::score{10000}, 35), 200,
         "serve=yes verdict=up source=ramp region=eu score=1.00 weight=35 reason=recovering", "(none)"},
        {verdict_of(verdict::down, verdict::up, drain, model::score{10000}, 0), 503,
         "serve=no verdict=down source=drain region=eu score=1.00 weight=0 reason=drained_by_operator",
         "(none)"},
        {verdict_of(verdict::up, verdict::down, force_up, model::score{0}, 100), 200,
         "serve=yes verdict=up source=force_up region=eu score=0.00 weight=100 reason=forced_by_operator",
         "(none)"},
        {verdict_of(verdict::degraded, verdict::down, freeze, model::score{0}, 80), 200,
         "serve=yes verdict=degraded source=freeze region=eu score=0.00 weight=80 reason=frozen_by_operator",
         "true"},
        {verdict_of(verdict::degraded, verdict::down, panic, model::score{0}, 100), 200,
         "serve=yes verdict=degraded source=panic region=eu score=0.00 weight=100 reason=all_regions_failed",
         "true"},
    };
    picture p;
    const auto routes = daemon::make_routes(lb, p.context);
    for (const row& r : table) {
        CAPTURE(r.line);
        tell(p, r.told);
        const auto a = ask(routes, get("/health/eu"));
        CHECK(a.status == r.status);
        CHECK(a.body() == r.line + "\n");
        CHECK(header(a, "x-envoy-degraded") == r.envoy_degraded);
        CHECK(header(a, "X-Health-Verdict") == model::to_string(r.told.effective));
        CHECK(header(a, "X-Health-Computed") == model::to_string(r.told.computed));
        CHECK(header(a, "X-Health-Source") == model::to_string(r.told.source));
        CHECK(header(a, "X-Health-Weight") == std::to_string(r.told.weight_percent));
        CHECK(header(a, "X-Load-Balancing-Endpoint-Weight") == std::to_string(r.told.weight_percent));
        CHECK(header(a, "X-Health-Region") == "eu");
        CHECK(header(a, "x-envoy-upstream-healthchecked-cluster") == "eu");
        CHECK(header(a, "Cache-Control") == "no-store");
        CHECK(header(a, "ETag") == "(none)");

        const auto flow = ask(routes, get("/health/eu/browse"));
        CHECK(flow.status == r.status);
        CHECK(flow.body().find(" region=eu flow=browse ") != std::string::npos);
        CHECK(ask(routes, get("/health/us")).status == 200);
    }
}

TEST_CASE("a name that the model does not have is 400, whatever is asked", "[outputs][health]") {
    picture p;
    p.all(state::healthy).publish();
    const auto routes = daemon::make_routes(lb, p.context);
    for (const char* target : {"/health/mars", "/health/eu/nothing", "/health/mars/browse", "/health/eu/api",
                               "/health/shop", "/health/eu/browse/more", "/", "/healthz", "*", "/health/*",
                               "/health/eu%2Fbrowse", "/health//", "/health//browse", "/health/eu//"}) {
        CAPTURE(target);
        for (const auto verb : {http::method::get, http::method::head, http::method::options}) {
            auto r = get(target);
            r.verb = verb;
            CHECK(ask(routes, r).status == 400);
        }
    }
    CHECK(ask(routes, get("/health/m%0d%0aars")).body().find('\r') == std::string::npos);
}

TEST_CASE("trailing slashes, odd parameters and conditional requests change nothing but a warning",
          "[outputs][health]") {
    picture p;
    p.all(state::healthy).publish();
    const auto routes = daemon::make_routes(lb, p.context);
    const auto plain = ask(routes, get("/health/eu"));
    CHECK(ask(routes, get("/health/eu/")).body() == plain.body());

    const auto odd = ask(routes, get("/health/eu?view=quorum&x&x%0d%0aSet-Cookie:"));
    CHECK(odd.status == 200);
    CHECK(odd.body() == plain.body());
    CHECK(header(odd, "X-Health-Warning") == "ignored: view, x, x??Set-Cookie:");
    CHECK(header(plain, "X-Health-Warning") == "(none)");

    auto conditional = get("/health/eu");
    conditional.if_none_match = "*";
    CHECK(ask(routes, conditional).status == 200);

    auto post = get("/health/eu");
    post.verb = http::method::post;
    CHECK(ask(routes, post).status == 405);
}

TEST_CASE("bare /health is the daemon's own region, or any that serves", "[outputs][health]") {
    picture p;
    p.all(state::healthy).publish();
    const auto routes = daemon::make_routes(lb, p.context);
    CHECK(ask(routes, get("/health")).body() ==
          "serve=yes verdict=up source=computed region=* regions=2 serving=2 score=1.00 weight=100 "
          "reason=ok\n");

    tell(p, verdict_of(verdict::down, verdict::down, verdict_source::computed, model::score{0}, 0, true));
    CHECK(ask(routes, get("/health")).status == 200);
    CHECK(ask(routes, get("/health")).body().find("serving=1") != std::string::npos);

    p.context.own_region = "eu";
    const auto own = ask(routes, get("/health/"));
    CHECK(own.status == 503);
    CHECK(header(own, "X-Health-Region") == "eu");
}

TEST_CASE("without any region that serves, bare /health is 503", "[outputs][health]") {
    picture p;
    auto table = std::make_shared<model::verdict_table>();
    table->model = p.graph;
    table->regions.assign(2,
                          verdict_of(verdict::down, verdict::down, verdict_source::held, model::score{0}, 0));
    p.show(table);
    CHECK(ask(daemon::make_routes(lb, p.context), get("/health")).status == 503);
}

TEST_CASE("health+json on request, in the draft's shape", "[outputs][health]") {
    picture p;
    p.all(state::healthy).publish();
    const auto routes = daemon::make_routes(lb, p.context);
    auto by_header = get("/health/eu/comment");
    by_header.accept = "text/html, application/health+json;q=0.5";
    for (const auto& r : {by_header, get("/health/eu/comment?format=json")}) {
        const auto a = ask(routes, r);
        CHECK(a.content_type == "application/health+json");
        CHECK(text(json(a), "/status") == "pass");
        CHECK(text(json(a), "/serviceId") == "comment@eu");
        CHECK(at(json(a), "/checks/flow:verdict/0/observedValue").to_number<double>() == 1);
        CHECK_FALSE(has(json(a), "/output"));
    }
    auto overridden = by_header;
    overridden.target += "?format=text";
    CHECK(ask(routes, overridden).content_type == http::text_plain);

    tell(p, verdict_of(verdict::down, verdict::down, verdict_source::computed, model::score{0}, 0, true));
    const auto down = ask(routes, get("/health/eu?format=json"));
    CHECK(down.status == 503);
    CHECK(text(json(down), "/status") == "fail");
    CHECK(text(json(down), "/output") == "all_flows_failed");
}

TEST_CASE("parameters change the status, and body and headers say the same as the status",
          "[outputs][health][query]") {
    using enum verdict_source;
    const auto degraded = verdict_of(verdict::degraded, verdict::degraded, computed, model::score{8333}, 85);
    const auto guarded = verdict_of(verdict::degraded, verdict::down, guard, model::score{1000}, 10);
    const auto panicking = verdict_of(verdict::degraded, verdict::down, panic, model::score{0}, 100);
    const auto lost = verdict_of(verdict::down, verdict::down, held, model::score{0}, 0);
    const auto forced = verdict_of(verdict::degraded, verdict::down, force_up, model::score{0}, 100);
    const auto drained = verdict_of(verdict::down, verdict::up, drain, model::score{10000}, 0);
    const auto drained_and_failed = verdict_of(verdict::down, verdict::down, drain, model::score{0}, 0);
    const auto leaving = verdict_of(verdict::up, verdict::up, drain, model::score{10000}, 40);
    const auto warm = verdict_of(verdict::up, verdict::up, warming, {}, 100);
    struct row {
        region_verdict told;
        std::string query;
        int status;
    };
    const std::vector<row> table{
        {degraded, "on_degraded=pass", 200},
        {degraded, "on_degraded=warn", 429},
        {degraded, "on_degraded=fail", 503},
        {degraded, "min_score=0.833", 200},
        {degraded, "min_score=0.834", 503},
        {degraded, "min_score=1", 503},
        {degraded, "min_score=0", 200},
        {degraded, "on_unknown=closed", 200},
        {guarded, "on_degraded=fail", 200},
        {guarded, "min_score=0.5", 200},
        {panicking, "on_degraded=fail&min_score=0.5", 200},
        {forced, "on_degraded=fail&min_score=0.5", 200},
        {drained, "on_drain=fail", 503},
        {drained, "on_drain=404", 404},
        {drained, "on_drain=pass", 200},
        {drained, "on_degraded=fail&on_unknown=open", 503},
        {drained_and_failed, "on_drain=404", 503},
        {drained_and_failed, "on_drain=pass", 503},
        {leaving, "on_drain=404", 200},
        {degraded, "on_drain=404", 200},
        {lost, "on_drain=404", 503},
        {lost, "on_unknown=last", 503},
        {lost, "on_unknown=open", 200},
        {lost, "on_unknown=closed", 503},
        {warm, "on_unknown=last", 200},
        {warm, "on_unknown=closed", 503},
        {warm, "min_score=0.5", 200},
    };
    picture p;
    const auto routes = daemon::make_routes(lb, p.context);
    for (const row& r : table) {
        CAPTURE(model::to_string(r.told.source), r.query);
        tell(p, r.told);
        const auto a = ask(routes, get("/health/eu?" + r.query));
        CHECK(a.status == r.status);
        CHECK(a.body().find(r.status == 200 ? "serve=yes " : "serve=no ") == 0);
        CHECK(header(a, "X-Health-Weight") ==
              (r.status == 200 ? std::to_string(r.told.weight_percent) : "0"));
        CHECK(header(a, "X-Health-Warning") == "(none)");
        CHECK((header(a, "x-envoy-immediate-health-check-fail") == "true") ==
              (daemon::is_drained(r.told) && r.status != 200));
        const auto as_json = json(ask(routes, get("/health/eu?format=json&" + r.query)));
        CHECK((text(as_json, "/status") == "fail") == (r.status != 200));
        CHECK(text(as_json, "/checks/region:verdict/0/verdict") == model::to_string(r.told.effective));
    }
}

TEST_CASE("a parameter's value that is none is 400, and says which", "[outputs][health][query]") {
    picture p;
    p.all(state::healthy).publish();
    const auto routes = daemon::make_routes(lb, p.context);
    for (const char* query :
         {"format=xml", "format", "on_degraded=", "on_degraded=FAIL", "on_unknown=200", "on_drain=200",
          "min_score=1.001", "min_score=-1", "min_score=50%", "min_score=0.12345"}) {
        CAPTURE(query);
        const auto a = ask(routes, get(std::string{"/health/eu?"} + query));
        const std::string_view name = std::string_view{query}.substr(0, std::string_view{query}.find('='));
        CHECK(a.status == 400);
        CHECK(a.body() == fmt::format("serve=unknown reason=no_such_value parameter={}\n", name));
        CHECK(header(a, "Cache-Control") == "no-store");
    }
}

TEST_CASE("the weight alone, and the agent's line, over HTTP", "[outputs][health][query]") {
    using enum verdict_source;
    picture p;
    const auto routes = daemon::make_routes(lb, p.context);
    tell(p, verdict_of(verdict::degraded, verdict::degraded, computed, model::score{5000}, 70));
    CHECK(ask(routes, get("/health/eu?format=weight")).body() == "70\n");
    CHECK(ask(routes, get("/health/eu?format=weight&on_degraded=fail")).body() == "0\n");
    CHECK(ask(routes, get("/health/eu?format=agent")).body() == "up 70%\n");
    CHECK(ask(routes, get("/health/eu/browse?format=agent")).body() == "up 70%\n");
}

TEST_CASE("the age is core's last look while the evidence is known, and grows once it is lost",
          "[outputs][health]") {
    picture p;
    p.all(state::healthy).publish();
    const auto routes = daemon::make_routes(lb, p.context);
    CHECK(header(ask(routes, get("/health/eu")), "X-Health-Age-Ms") == "40");
    p.core_age = 7s;
    CHECK(header(ask(routes, get("/health/eu")), "X-Health-Age-Ms") == "7000");

    p.core_age = 40ms;
    p.all(state::unknown).publish();
    CHECK(header(ask(routes, get("/health/eu")), "X-Health-Source") == "held");
    p.now.wall += 90s;
    CHECK(header(ask(routes, get("/health/eu")), "X-Health-Age-Ms") == "90000");

    picture fresh;
    fresh.publish();
    CHECK(header(ask(daemon::make_routes(lb, fresh.context), get("/health/eu")), "X-Health-Age-Ms") ==
          "(none)");
}

TEST_CASE("the answer follows the verdicts, without rows and without an old one in memory",
          "[outputs][health]") {
    picture p;
    p.all(state::healthy).publish();
    p.without_rows();
    const auto routes = daemon::make_routes(lb, p.context);
    CHECK(ask(routes, get("/health/eu")).status == 200);
    p.set("api@eu/latency", state::unhealthy).publish();
    p.without_rows();
    CHECK(ask(routes, get("/health/eu")).status == 503);
    CHECK(ask(routes, get("/health/us")).status == 200);
}

TEST_CASE("over the wire the three methods and HTTP/1.0 get the same status and headers",
          "[outputs][health][http]") {
    picture p;
    p.all(state::healthy).set("api@eu/latency", state::unhealthy).publish();
    boost::asio::io_context io{1};
    http::listener listener{io, "127.0.0.1", 0, daemon::make_routes(lb, p.context)};
    listener.start();
    const auto without_date = [](std::string head) {
        const std::size_t date = head.find("Date: ");
        return head.erase(date, head.find("\r\n", date) + 2 - date);
    };
    for (const std::string target :
         {"/health/eu", "/health/us", "/health/us/browse", "/health/mars", "/health"}) {
        CAPTURE(target);
        const auto over = [&](const std::string& method, const std::string& rest) {
            client c{io, listener.port()};
            return c.ask(method + " " + target + " " + rest);
        };
        const std::string v11 = "HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
        const http_answer get = over("GET", v11);
        const http_answer head = over("HEAD", v11);
        const http_answer options = over("OPTIONS", v11);
        const http_answer haproxy = over("OPTIONS", "HTTP/1.0\r\n\r\n");
        CHECK(get.status == (target == "/health/eu" ? 503 : target == "/health/mars" ? 400 : 200));
        CHECK(without_date(head.head) == without_date(get.head));
        CHECK(without_date(options.head) == without_date(get.head));
        CHECK(without_date(haproxy.head) == without_date(get.head));
        CHECK(options.body == get.body);
        CHECK(haproxy.body == get.body);
        CHECK(head.body.empty());
    }
}

TEST_CASE("a pinned listener answers about its region whatever the path, and about no other",
          "[outputs][health][pinned]") {
    picture p;
    p.all(state::healthy).set("api@eu/latency", state::unhealthy).publish();
    p.context.own_region = "us";
    const auto region = daemon::make_pinned_routes({"eu"}, p.context);
    const auto flow = daemon::make_pinned_routes({"us", "browse"}, p.context);
    const auto gone = daemon::make_pinned_routes({"mars"}, p.context);
    for (const char* target : {"/", "", "*", "/health", "/health/us", "/health/us/browse", "/a/b/c/d", "//",
                               "/%00", "/?x=1", "?"}) {
        CAPTURE(target);
        for (const auto verb : {http::method::get, http::method::head, http::method::options}) {
            auto r = get(target);
            r.verb = verb;
            CHECK(ask(region, r).status == 503);
            CHECK(ask(flow, r).status == 200);
            CHECK(ask(gone, r).status == 400);
        }
        CHECK(header(ask(region, get(target)), "X-Health-Region") == "eu");
        CHECK(header(ask(flow, get(target)), "X-Health-Flow") == "browse");
    }
    CHECK(ask(region, get("/any?format=agent")).body() == "down #all_flows_failed\n");
    auto post = get("/");
    post.verb = http::method::post;
    CHECK(ask(region, post).status == 405);
}
