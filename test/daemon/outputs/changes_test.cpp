#include "daemon/outputs/changes.hpp"

#include <catch2/catch.hpp>

#include "daemon/outputs/routes.hpp"
#include "daemon/push_desk.hpp"
#include "daemon/secret.hpp"
#include "test/daemon/outputs/picture.hpp"

using namespace hm;
using namespace hm::test;
using namespace std::chrono_literals;
using model::state;

namespace {

const std::string token = "a token of sixteen bytes or more";

// A model with one pushed signal, `job@eu/result`, which conditions may judge.
std::shared_ptr<const model::graph> pushed(std::optional<model::condition> degraded = {},
                                           std::vector<model::windowed_value> windowed = {}) {
    model::test::model_builder b{"shop"};
    b.regions({"eu"}).dependency("job", {"result"}).dependency("db");
    b.flow("browse", {{"job"}, {"db"}});
    auto d = std::make_shared<model::definition>(*b.build());
    auto spec = std::make_shared<model::signal_spec>();
    spec->probe = model::push_spec{token};
    spec->debounce = {1, 1};
    spec->degraded = std::move(degraded);
    if (spec->degraded) spec->body_paths = {{"value"}};
    spec->windowed = std::move(windowed);
    d->entities[0].signals[0].places = {spec};
    return std::make_shared<const model::graph>(d);
}

model::condition value_above(double limit) {
    model::condition c;
    model::condition::node n;
    n.what = model::field::body;
    n.cmp = model::comparator::greater;
    n.literal = limit;
    n.text = c.text = "value > " + std::to_string(static_cast<int>(limit));
    c.nodes = {n};
    return c;
}

struct desk {
    explicit desk(std::shared_ptr<const model::graph> g = pushed())
        : in_use(std::make_shared<daemon::generation>(1, std::move(g), nullptr, [this] { ++wakes; })),
          picture(in_use->graph) {
        desk_.adopt(in_use);
        picture.context.pushed = &desk_;
        picture.context.reload = [this](bool forced, auto done) {
            force = forced;
            done(report);
        };
    }

    daemon::http::response post(std::string target, std::string body = {},
                                std::string authorization = {}) const {
        daemon::http::request r = get(std::move(target));
        r.verb = daemon::http::method::post;
        r.body = std::move(body);
        r.authorization = std::move(authorization);
        return ask(daemon::make_routes({config::service::admin}, picture.context), r);
    }
    daemon::http::response push(std::string body, const std::string& shown = token) const {
        return post("/api/v1/push/job@eu/result", std::move(body), "Bearer " + shown);
    }
    // What core finds on the board.
    std::optional<model::judged_signal> left() {
        std::optional<model::judged_signal> found;
        in_use->board.drain([&](model::signal_id, auto judged) { found = *judged; });
        return found;
    }

    int wakes = 0;
    std::shared_ptr<daemon::generation> in_use;
    hm::test::picture picture;
    daemon::push_desk desk_{config::log_settings::checks::none};
    std::optional<bool> force;
    daemon::reload_report report{200, "2 nodes added, 0 removed", 7};
};

}  // namespace

TEST_CASE("a pushed state is the signal's", "[outputs][push]") {
    desk d;
    CHECK(d.push(R"({"state": "degraded", "detail": "half of the rows\n"})").status == 202);
    auto judged = d.left();
    REQUIRE(judged);
    CHECK(judged->now == state::degraded);
    CHECK(judged->why == model::reason::pushed);
    CHECK(judged->detail == "half of the rows?");
    CHECK(d.in_use->board.last_of(model::signal_id{0}).any);
    CHECK(d.in_use->stats[0]->results[static_cast<std::size_t>(model::reason::pushed)].get() == 1);

    CHECK(d.push(R"({"state": "healthy"})").status == 202);
    CHECK(d.left()->now == state::healthy);
    const auto recent = d.desk_.recent("job@eu/result");
    REQUIRE(recent.size() == 2);
    CHECK(recent[1].judged == state::degraded);
}

TEST_CASE("conditions judge a pushed value", "[outputs][push]") {
    desk d{pushed(value_above(70))};
    CHECK(d.push(R"({"value": 71})").status == 202);
    CHECK(d.left()->now == state::degraded);
    CHECK(d.push(R"({"value": 70})").status == 202);
    CHECK(d.left()->now == state::healthy);
    SECTION("what the sender says itself goes first") {
        CHECK(d.push(R"({"value": 1, "state": "unhealthy"})").status == 202);
        CHECK(d.left()->now == state::unhealthy);
    }
    SECTION("who says that all is well needs no value, but one that he sends is judged") {
        CHECK(d.push(R"({"value": 71})").status == 202);
        CHECK(d.left()->now == state::degraded);
        CHECK(d.push(R"({"state": "healthy"})").status == 202);
        CHECK(d.left()->now == state::healthy);
        CHECK(d.push(R"({"state": "healthy", "value": 71})").status == 202);
        CHECK(d.left()->now == state::degraded);
    }
    SECTION("a value that is missing is a failed check") {
        CHECK(d.push("{}").status == 202);
        CHECK(d.left()->why == model::reason::body_mismatch);
    }
}

TEST_CASE("conditions judge what pushed values come to over a window", "[outputs][push][window]") {
    model::condition above = value_above(70);
    model::condition::node value = above.nodes[0];
    value.op = model::condition::kind::flag;
    above.nodes[0].op = model::condition::kind::windowed;
    above.nodes[0].text = "avg(value over 1m) > 70";
    desk d{pushed(above, {{model::aggregate::avg, {{value}, "value"}, 1min, {}}})};
    CHECK(d.push(R"({"value": 90})").status == 202);
    CHECK(d.push(R"({"value": 60, "state": "unhealthy"})").status == 202);  // measured, whoever judges
    CHECK(d.push(R"({"value": 75})").status == 202);
    const auto left = d.left();
    CHECK(left->now == state::degraded);
    CHECK(left->detail == "avg(value over 1m) > 70 (75)");
}

TEST_CASE("what is pushed wrongly changes nothing", "[outputs][push]") {
    desk d;
    CHECK(d.push(R"({"state": "healthy"})", "another token of sixteen bytes").status == 401);
    CHECK(header(d.push("{}", ""), "WWW-Authenticate") == "Bearer");
    CHECK(d.post("/api/v1/push/job@eu/result", R"({"state": "healthy"})", "Basic " + token).status == 401);
    CHECK(d.post("/api/v1/push/job@eu/other", "{}", "Bearer " + token).status == 404);
    CHECK(d.post("/api/v1/push/db@eu/up", "{}", "Bearer " + token).status == 404);  // it is probed
    CHECK(d.push("").status == 400);
    CHECK(d.push("[1]").status == 400);
    CHECK(d.push("{}").status == 400);  // no state, and no condition to judge by
    CHECK(d.push(R"({"state": "unknown"})").status == 400);
    CHECK(d.push(R"({"state": "fine"})").status == 400);
    CHECK(d.push(R"({"state": "healthy", "detail": 3})").status == 400);
    CHECK_FALSE(d.left());
    CHECK_FALSE(d.in_use->board.last_of(model::signal_id{0}).any);
    CHECK(ask(daemon::make_routes({config::service::api}, d.picture.context),
              get("/api/v1/push/job@eu/result"))
              .status == 404);  // a listener without admin
}

TEST_CASE("a pushed signal that stays goes on over a reload", "[outputs][push][reload]") {
    desk d;
    d.push(R"({"state": "unhealthy"})");
    d.left();
    const auto next = std::make_shared<daemon::generation>(2, pushed(), d.in_use.get(), [] {});
    d.desk_.adopt(next);
    std::optional<model::judged_signal> told;
    next->board.drain([&](model::signal_id, auto judged) { told = *judged; });
    REQUIRE(told);
    CHECK(told->now == state::unhealthy);
    CHECK(d.desk_.recent("job@eu/result").size() == 1);
}

// Core and the desk change over side by side, in either order.
TEST_CASE("a result that is pushed during a reload keeps its time and its number",
          "[outputs][push][reload]") {
    constexpr model::signal_id job{0};
    desk d{pushed(value_above(70))};
    d.push(R"({"value": 1})");
    const model::steady_time first = d.in_use->board.last_of(job).result;
    const auto next = std::make_shared<daemon::generation>(2, pushed(value_above(70)), d.in_use.get(), [] {});
    SECTION("core first: the old board gets one more before the desk leaves it") {
        next->board.carry(job, d.in_use->board, job);
        CHECK(next->board.last_of(job).result == first);
        d.picture.now.steady += 1min;
        d.push(R"({"value": 2})");
        d.desk_.adopt(next);
    }
    SECTION("the desk first: what it notes on the new board stays") {
        d.desk_.adopt(next);
        CHECK(next->board.last_of(job).result == first);
        d.picture.now.steady += 1min;
        d.push(R"({"value": 2})");
        next->board.carry(job, d.in_use->board, job);
    }
    CHECK(next->board.last_of(job).result == first + 1min);
    CHECK(next->board.last_of(job).known_result == first + 1min);
    CHECK(next->board.number_of(job) == 2);
}

TEST_CASE("a reload over HTTP needs an operator's token", "[outputs][reload]") {
    desk d;
    CHECK(d.post("/api/v1/reload").status == 403);  // nobody may
    using config::role;
    d.picture.context.tokens = {
        {"alice", role::operates, "the token of alice, an operator", {}},
        {"bob", role::operates, "the token of bob, another", {}},
        {"carol", role::operates, {}, daemon::sha256_of("the token of carol, by its digest")},
        {"vera", role::views, "the token of vera, a viewer", {}}};
    CHECK(d.post("/api/v1/reload").status == 401);
    CHECK(d.post("/api/v1/reload", "", "Bearer " + token).status == 401);
    const auto viewer = d.post("/api/v1/reload", "", "Bearer the token of vera, a viewer");
    CHECK(viewer.status == 403);
    CHECK_THAT(std::string{viewer.body()}, Catch::Contains("vera may only read"));
    CHECK_FALSE(d.force);

    CHECK(d.post("/api/v1/reload", "", "Bearer the token of carol, by its digest").status == 200);
    const std::string bob = "bearer the token of bob, another";
    const auto done = d.post("/api/v1/reload", "", bob);
    CHECK(done.status == 200);
    CHECK(at(json(done), "/generation").as_int64() == 7);
    CHECK(d.force == false);
    CHECK(d.post("/api/v1/reload?force=true", "", bob).status == 200);
    CHECK(d.force == true);
    CHECK(d.post("/api/v1/reload?forced=true", "", bob).status == 400);

    d.report = {422, "model.yaml:3:1: error: unknown key", 7};
    const auto refused = d.post("/api/v1/reload", "", bob);
    CHECK(refused.status == 422);
    CHECK_THAT(std::string{refused.body()}, Catch::Contains("model.yaml:3:1"));
}
