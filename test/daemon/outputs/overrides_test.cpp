// Overrides over HTTP: a real core and a real desk on one loop, with and without a store.
#include "daemon/outputs/overrides.hpp"

#include <fmt/format.h>
#include <catch2/catch.hpp>

#include "daemon/outputs/events.hpp"
#include "daemon/outputs/override_request.hpp"
#include "daemon/outputs/routes.hpp"
#include "daemon/override_desk.hpp"
#include "test/daemon/outputs/picture.hpp"
#include "test/daemon/store/fragile_disk.hpp"
#include "test/daemon/store/records_made.hpp"
#include "test/support/event_loop.hpp"

using namespace hm;
using namespace hm::test;
using namespace std::chrono_literals;

namespace {

const std::string alice = "Bearer the token of alice, an operator";
const std::string vera = "Bearer the token of vera, a viewer";

class operators : private daemon::publisher {
public:
    explicit operators(bool with_store = true)
        : in_use_(std::make_shared<daemon::generation>(1, shop(), nullptr, [] {})),
          keeper_(with_store ? std::make_unique<daemon::state_keeper>("state.sqlite", disk.vfs()) : nullptr),
          core_(in_use_, *this, {}, daemon::now()),
          desk_(io_, io_, core_, keeper_.get()) {
        if (keeper_) REQUIRE(keeper_->start(longest_wait, [](const daemon::recalled&) {}));
        context.overrides = &desk_;
        everything_is_well();
        context.tokens = {{"alice", config::role::operates, "the token of alice, an operator", {}},
                          {"vera", config::role::views, "the token of vera, a viewer", {}}};
    }
    ~operators() override {
        if (keeper_) keeper_->stop(longest_wait);
    }

    daemon::http::response ask(daemon::http::request r, const std::string& authorization = alice) {
        r.authorization = authorization;
        const auto sink = std::make_shared<caught>();
        const auto routes = daemon::make_routes(
            {config::service::admin, config::service::api, config::service::metrics}, context);
        routes.handle(r, {sink, 0});
        REQUIRE(run_until(io_, [&] { return !sink->answers.empty(); }));
        return sink->answers.at(0);
    }
    daemon::http::response place(std::string body, const std::string& authorization = alice) {
        return ask(posted("/api/v1/overrides", std::move(body)), authorization);
    }
    daemon::http::response undo(const std::string& id, const std::string& query = {}) {
        daemon::http::request r = get("/api/v1/overrides/" + id + query);
        r.verb = daemon::http::method::del;
        return ask(r);
    }
    boost::json::value read(std::string target) { return json(ask(get(std::move(target)))); }
    std::string page() { return std::string{ask(get("/metrics")).body()}; }

    fragile_disk disk;

private:
    void everything_is_well() {
        for (const model::signal_id s : in_use_->graph->signals()) {
            model::judged_signal judged;
            judged.now = state::healthy;
            judged.why = model::reason::ok;
            judged.ever_known = true;
            in_use_->board.note_result(s, daemon::now().steady, true, judged.why);
            in_use_->board.leave(s, judged);
        }
        core_.take(daemon::now());
        core_.tick(daemon::now());
    }
    void publish(std::shared_ptr<const model::verdict_table> t) override { view_.verdicts = std::move(t); }
    void publish(std::shared_ptr<const model::snapshot> s) override { view_.snapshot = std::move(s); }
    void keep(daemon::write_batch) override {}

    boost::asio::io_context io_{1};
    daemon::view view_;
    std::shared_ptr<daemon::generation> in_use_;
    std::unique_ptr<daemon::state_keeper> keeper_;
    daemon::core core_;
    daemon::override_desk desk_;

public:
    daemon::output_context context{view_};
};

const std::string drain_eu = R"({"kind": "drain", "region": "eu", "reason": "a drill", "ticket": "OPS-7"})";

std::string mistake_in(const std::string& json) {
    return daemon::parse_override(json, at(0s)).mistake;
}

}  // namespace

TEST_CASE("a drain over HTTP acts, is on the disk, and is shown everywhere", "[outputs][override][threads]") {
    operators o;
    const auto answer = o.place(drain_eu);
    REQUIRE(answer.status == 200);
    const auto told = json(answer);
    CHECK(at(told, "/durable") == true);
    CHECK(text(told, "/override/author") == "alice");
    CHECK(text(told, "/verdicts/0/region") == "eu");
    CHECK(text(told, "/verdicts/0/verdict/source") == "drain");
    CHECK(text(told, "/verdicts/0/verdict/effective") == "down");
    CHECK(text(told, "/verdicts/1/verdict/effective") == "up");
    const std::string id = text(told, "/override/id");

    const auto list = o.read("/api/v1/overrides");
    CHECK(text(list, "/overrides/0/id") == id);
    CHECK(text(list, "/overrides/0/reason") == "a drill");
    CHECK(text(list, "/overrides/0/ticket") == "OPS-7");
    CHECK(at(list, "/store/usable") == true);
    CHECK(text(o.read("/api/v1/status"), "/overrides/0/id") == id);
    CHECK(text(o.read("/api/v1/nodes/eu"), "/overrides/0/id") == id);
    CHECK_FALSE(has(o.read("/api/v1/nodes/us"), "/overrides"));
    CHECK_THAT(o.page(), Catch::Contains("healthmodel_override_active{kind=\"drain\",region=\"eu\"} 1\n"));
    CHECK_THAT(o.page(), Catch::Contains("\nhealthmodel_store_usable 1\n"));

    const auto undone = o.undo(id, "?reason=the+drill+is+over");
    CHECK(undone.status == 200);
    CHECK(o.read("/api/v1/overrides").at("overrides").as_array().empty());
    CHECK_THAT(o.page(), !Catch::Contains("healthmodel_override_active{"));
    const auto all = o.read("/api/v1/overrides?all=true");
    CHECK(text(all, "/overrides/0/ended/how") == "undone");
    CHECK(text(all, "/overrides/0/ended/by") == "alice");
    CHECK(o.undo(id).status == 404);

    const auto audit = o.read("/api/v1/audit");
    CHECK(text(audit, "/audit/0/what") == "undo");
    CHECK(text(audit, "/audit/1/what") == "drain");
    CHECK(text(audit, "/audit/1/who") == "alice");
    const auto page = o.read("/api/v1/audit?limit=1&before=2");
    CHECK(at(page, "/audit").as_array().size() == 1);
    CHECK(at(page, "/audit/0/number") == 1);
}

TEST_CASE("with a disk that takes nothing an override acts, and says that it is not durable",
          "[outputs][override]") {
    operators o;
    o.disk.refuse_writes(SQLITE_FULL);
    const auto answer = o.place(drain_eu);
    CHECK(answer.status == 202);
    CHECK(at(json(answer), "/durable") == false);
    CHECK(text(json(answer), "/verdicts/0/verdict/source") == "drain");
    CHECK_THAT(text(o.read("/api/v1/overrides"), "/store/trouble"), Catch::Contains("the disk is full"));
    CHECK_THAT(o.page(), Catch::Contains("\nhealthmodel_store_usable 0\n"));
    const auto ready = o.ask(get("/readyz"));
    CHECK_THAT(std::string{ready.body()}, Catch::Contains("store unusable: state.sqlite: "));
    o.disk.refuse_writes(SQLITE_OK);
    CHECK(o.undo(text(json(answer), "/override/id")).status == 200);
    CHECK_THAT(o.page(), Catch::Contains("\nhealthmodel_store_usable 1\n"));
}

TEST_CASE("without a store overrides act and nothing of the past is known", "[outputs][override]") {
    operators o{false};
    CHECK(o.place(drain_eu).status == 202);
    CHECK(at(o.read("/api/v1/overrides"), "/store").is_null());
    CHECK(o.ask(get("/api/v1/overrides?all=true")).status == 503);
    CHECK(o.ask(get("/api/v1/audit")).status == 503);
    CHECK_THAT(o.page(), !Catch::Contains("healthmodel_store"));
}

TEST_CASE("who changes something is an operator, who looks shows a token", "[outputs][override]") {
    operators o;
    CHECK(o.place(drain_eu, "").status == 401);
    CHECK(o.place(drain_eu, vera).status == 403);
    daemon::http::request undo = get("/api/v1/overrides/x");
    undo.verb = daemon::http::method::del;
    CHECK(o.ask(undo, vera).status == 403);
    for (const char* target : {"/api/v1/overrides", "/api/v1/audit"}) {
        CHECK(o.ask(get(target), "").status == 401);
        CHECK(o.ask(get(target), vera).status == 200);
    }
    CHECK(o.read("/api/v1/overrides").at("overrides").as_array().empty());
    o.context.tokens.clear();
    CHECK(o.place(drain_eu, "").status == 403);
    CHECK(o.ask(get("/api/v1/overrides"), "").status == 200);
}

TEST_CASE("a drain against the guard is refused with what to do", "[outputs][override]") {
    operators o;
    CHECK(o.place(drain_eu).status == 200);
    const auto refused = o.place(R"({"kind": "drain", "region": "us", "reason": "both"})");
    CHECK(refused.status == 409);
    CHECK_THAT(text(json(refused), "/detail"),
               Catch::Contains("\"break\": [\"guard\"], or --break-glass guard"));
    const auto broken = o.place(R"({"kind": "drain", "region": "us", "reason": "both", "break": ["guard"]})");
    CHECK(broken.status == 200);
    CHECK(text(json(broken), "/override/breaks/0") == "guard");
    CHECK_THAT(text(o.read("/api/v1/audit"), "/audit/1/outcome"), Catch::StartsWith("refused: "));
}

TEST_CASE("a dry run is answered like the real thing and leaves no trace", "[outputs][override]") {
    operators o;
    const auto answer = o.place(R"({"kind": "drain", "region": "eu", "reason": "a drill", "dry_run": true})");
    CHECK(answer.status == 200);
    CHECK(at(json(answer), "/dry_run") == true);
    CHECK(at(json(answer), "/durable") == false);
    CHECK(text(json(answer), "/override/region") == "eu");
    CHECK(o.read("/api/v1/overrides").at("overrides").as_array().empty());
    CHECK(o.read("/api/v1/audit").at("audit").as_array().empty());
    REQUIRE(o.place(drain_eu).status == 200);
    CHECK(o.place(R"({"kind": "drain", "region": "us", "reason": "a drill", "dry_run": true})").status ==
          409);
    CHECK(o.place(R"({"kind": "drain", "region": "us", "reason": "a drill", "dry_run": 1})").status == 400);
}

TEST_CASE("a name that nobody has is 404, a wrong wish 400", "[outputs][override]") {
    operators o;
    const auto unknown = o.place(R"({"kind": "drain", "region": "eux", "reason": "r"})");
    CHECK(unknown.status == 404);
    CHECK(text(json(unknown), "/detail") == R"(there is no region "eux"; did you mean "eu"?)");
    CHECK(o.place("{}").status == 400);
    CHECK(o.undo("x", "?why=1").status == 400);
    CHECK(o.undo("x", "?reason=").status == 400);
    for (const char* target :
         {"/api/v1/overrides?all=1", "/api/v1/overrides?any=true", "/api/v1/audit?limit=0",
          "/api/v1/audit?limit=1001", "/api/v1/audit?page=1", "/api/v1/audit?before=x"})
        CHECK(o.ask(get(target)).status == 400);
}

TEST_CASE("whoever listens hears of overrides", "[outputs][override][events]") {
    const auto s = [](std::vector<model::operator_override> in_force) {
        model::snapshot one;
        one.model = shop();
        one.overrides = std::make_shared<const model::override_list>(std::move(in_force));
        return one;
    };
    const auto text = daemon::override_events(s({drain_of("1")}), s({drain_of("2")}));
    CHECK_THAT(text,
               Catch::StartsWith("event: override_over\nid: 0\ndata: {\"id\":\"1\",\"kind\":\"drain\""));
    CHECK_THAT(text, Catch::Contains("event: override_begun\nid: 0\ndata: {\"id\":\"2\""));
    CHECK(daemon::override_events(s({drain_of("1")}), s({drain_of("1")})).empty());
}

TEST_CASE("what an override needs is asked for in words", "[outputs][override]") {
    const auto drain = [](const std::string& more) {
        return mistake_in(R"({"kind": "drain", "region": "eu", "reason": "r", )" + more + "}");
    };
    struct row {
        const char* json;
        const char* mistake;
    };
    const row rows[] = {
        {"", R"(expected a JSON object such as {"kind": "drain", "region": "westeurope", "reason": "…"})"},
        {"[]", R"(expected a JSON object such as {"kind": "drain", "region": "westeurope", "reason": "…"})"},
        {R"({"region": "eu", "reason": "r"})",
         R"("kind" is missing: one of drain, force_up, freeze, maintenance, acknowledge)"},
        {R"({"kind": "drian", "region": "eu", "reason": "r"})",
         R"(kind "drian" is not one of drain, force_up, freeze, maintenance, acknowledge; did you mean "drain"?)"},
        {R"({"kind": "drain", "reason": "r"})", R"("region" is missing: drain of what?)"},
        {R"({"kind": "drain", "region": "eu", "node": "db", "reason": "r"})",
         R"(drain is about a "region", and a "flow" in it, not about a "node")"},
        {R"({"kind": "maintenance", "reason": "r"})", R"("node" is missing: maintenance of what?)"},
        {R"({"kind": "acknowledge", "region": "eu", "reason": "r"})",
         R"(acknowledge is about a "node": a region, an entity, or one in the other (cosmos-db@westeurope))"},
        {R"({"kind": "drain", "region": "eu"})",
         R"("reason" is missing: say why, for whoever looks at it tonight)"},
        {R"({"kind": "drain", "region": "eu", "reason": "  "})",
         R"("reason" is missing: say why, for whoever looks at it tonight)"},
        {R"({"kind": "drain", "region": 1, "reason": "r"})", R"("region" is a text)"},
        {R"({"kind": "drain", "region": "eu", "raeson": "r"})",
         R"(unknown key "raeson"; did you mean "reason"?)"},
    };
    for (const row& r : rows) {
        INFO(r.json);
        CHECK(mistake_in(r.json) == r.mistake);
    }
    CHECK(drain(R"("for": "1x")").starts_with("\"for\": "));
    CHECK(drain(R"("for": "0s")") == "an override ends after it begins");
    CHECK(drain(R"("for": "72h")").empty());
    CHECK(drain(R"("for": "73h")") == "an override lasts at most 72h; begin it anew when it is over");
    CHECK(drain(R"("for": "1h", "until": "2099-01-01T00:00Z")") ==
          "\"for\" and \"until\" say the same: give one of them");
    for (const char* far : {"2099-01-01", "2319-06-01", "2400-01-01", "9999-12-31"}) {
        INFO(far);
        CHECK(drain(fmt::format(R"("until": "{}T00:00Z")", far)) ==
              "an override lasts at most 72h; begin it anew when it is over");
    }
    CHECK(drain(R"("until": "2000-01-01T00:00Z")") == "an override ends after it begins");
    CHECK_THAT(drain(R"("until": "2000-01-01T00:00")"),
               Catch::StartsWith("\"until\" is no time with its offset"));
    CHECK(drain(R"("rate": "10%/min")").empty());
    for (const char* rate : {"10", "0%/min", "101%/min", "%/min", "ten%/min"})
        CHECK(drain(R"("rate": ")" + std::string{rate} + "\"") ==
              "\"rate\" is 1%/min to 100%/min, such as 10%/min");
    CHECK(drain(R"("break": "guard")") == "\"break\" is a list of rules to break: [\"guard\"]");
    CHECK(drain(R"("break": ["panic"])") == "\"break\" is a list of rules to break: [\"guard\"]");
    CHECK(mistake_in(R"({"kind": "freeze", "region": "eu", "reason": "r", "break": ["guard"]})") ==
          "only a drain can break the guard");
    CHECK(mistake_in(R"({"kind": "freeze", "region": "eu", "reason": "r", "rate": "10%/min"})") ==
          "only a drain has a \"rate\"");
}

TEST_CASE("what is not said of an override is as the page says", "[outputs][override]") {
    const auto request =
        daemon::parse_override(R"({"kind": "drain", "region": "eu", "reason": "r"})", at(0s)).wanted;
    CHECK(request.since == at(0s));
    CHECK(request.until == at(4h));
    CHECK_FALSE(request.rate_percent_per_minute);
    CHECK_FALSE(request.breaks.guard);
    const auto until =
        daemon::parse_override(
            R"({"kind": "drain", "region": "eu", "reason": "r", "until": "2024-10-05T02:30+02:00"})",
            model::wall_time{std::chrono::sys_days{std::chrono::year{2024} / 10 / 5}})
            .wanted.until;
    CHECK(until == model::wall_time{std::chrono::sys_days{std::chrono::year{2024} / 10 / 5} + 30min});
}

TEST_CASE("the texts of an override are bounded", "[outputs][override][limits]") {
    const auto with_reason = [](std::size_t size) {
        return mistake_in(R"({"kind": "drain", "region": "eu", "reason": ")" + std::string(size, 'r') +
                          "\"}");
    };
    CHECK(with_reason(daemon::max_reason_bytes).empty());
    CHECK(with_reason(daemon::max_reason_bytes + 1) == "\"reason\" is longer than 500 bytes");
    CHECK(mistake_in(R"({"kind": "drain", "region": "eu", "reason": "a\nb"})") ==
          "\"reason\" holds control characters");
    CHECK(mistake_in(R"({"kind": "drain", "region": "eu", "reason": "r", "ticket": ")" +
                     std::string(daemon::max_ticket_bytes + 1, 't') + "\"}") ==
          "\"ticket\" is longer than 100 bytes");
    CHECK_THAT(mistake_in(R"({"kind": "drain", "region": ")" +
                          std::string(daemon::max_subject_bytes + 1, 'r') + R"(", "reason": "r"})"),
               Catch::StartsWith("\"region\" is longer"));
}

TEST_CASE("no two overrides have the same id, and later ones come later", "[outputs][override]") {
    const std::string one = daemon::new_override_id(at(0s));
    CHECK(one.starts_with("20241004-000000-"));
    CHECK(one.size() == 24);
    CHECK(one != daemon::new_override_id(at(0s)));
    CHECK(one < daemon::new_override_id(at(1s)));
}
