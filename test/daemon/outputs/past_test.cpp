// Questions about the past as they come over HTTP, and the answers of a history in a real file.
#include "daemon/outputs/past.hpp"

#include <catch2/catch.hpp>

#include "daemon/history/history_desk.hpp"
#include "daemon/outputs/past_request.hpp"
#include "daemon/outputs/routes.hpp"
#include "test/daemon/history/past_made.hpp"
#include "test/daemon/outputs/picture.hpp"

#include <array>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <optional>
#include <thread>

using namespace hm;
using namespace hm::daemon;
using namespace std::chrono_literals;
using model::state;

namespace {

constexpr std::array<std::string_view, 7> all_words{"from",   "to",    "time",  "limit",
                                                    "cursor", "state", "scores"};

std::string mistake_in(std::string_view query) {
    return parse_past(query, all_words, test::at(0s)).mistake;
}

// A shop, its history with one outage, and the routes that tell of it.
class past_shop {
public:
    past_shop() {
        shop_.context.history = &desk_;
        routes_.emplace(make_routes({config::service::api}, shop_.context));
        shop_.all(state::healthy).publish();
        keeper_.start();
        show();
        pass(60s);
        shop_.set("db@eu/read", state::unhealthy, model::reason::timeout, "no answer").publish();
        show();
        while (keeper_.health().transitions < shop_.graph->size() + 4) std::this_thread::sleep_for(5ms);
    }
    ~past_shop() { keeper_.stop(5s); }

    void pass(std::chrono::seconds time) {
        shop_.now.wall += time;
        shop_.now.steady += time;
    }
    // At once, and when it is recorded.
    void become(const std::vector<std::string>& signals, state s) {
        for (const std::string& name : signals) shop_.set(name, s);
        shop_.publish();
        const auto written = keeper_.health().transitions;
        show();
        while (keeper_.health().transitions < written + signals.size()) std::this_thread::sleep_for(5ms);
    }

    http::response get(std::string target, std::string if_none_match = {}) {
        const auto sink = std::make_shared<test::caught>();
        http::request r = test::get(std::move(target));
        r.if_none_match = std::move(if_none_match);
        routes_->handle(r, {sink, 0});
        while (sink->answers.empty()) io_.run_one_for(20s), io_.restart();
        return sink->answers.at(0);
    }
    boost::json::value json(std::string target) {
        const http::response r = get(std::move(target));
        INFO(r.body());
        REQUIRE(r.status == 200);
        return test::json(r);
    }
    // Another file is in its place, which is none of ours.
    void damage() {
        for (const char* end : {"", "-wal"}) std::filesystem::remove(here_.file() + end);
        std::ofstream{here_.file()} << std::string(8192, 'x');
    }
    std::string now_and(std::chrono::seconds more) const { return model::format_time(shop_.now.wall + more); }

private:
    void show() { keeper_.publish(shop_.view().snapshot); }

    const test::folder here_;
    boost::asio::io_context io_{1}, grave_{1};
    // The shop's time stands in the past.
    history_keeper keeper_{here_.file(), {24h * 3650, std::int64_t{1} << 30}, grave_};
    history_desk desk_{io_, &keeper_};
    test::picture shop_;
    std::optional<http::router> routes_;
};

}  // namespace

TEST_CASE("a time is read as we write it and with any offset", "[outputs][past]") {
    const model::wall_time t = *parse_instant("2026-12-01T21:00:30Z");
    CHECK(parse_instant(model::format_time(t + 25ms)) == t + 25ms);
    CHECK(parse_instant("2026-12-01T22:00:30.5+01:00") == t + 500ms);
    CHECK(parse_instant("2026-12-01T21:00:30.123456789Z") == t + 123ms);
    for (const char* none :
         {"", "now", "2026-12-01T21:00:30", "2026-12-01T21:00:30.Z", "2026-12-01T21:00:30.1234567890Z",
          "2026-13-01T21:00:30Z", "1.5", "2026-12-01T21:00:30Z.5"})
        CHECK_FALSE(parse_instant(none));
}

TEST_CASE("a question about the past is told what is wrong with it", "[outputs][past]") {
    CHECK(mistake_in("") == "");
    CHECK(mistake_in("limit=0") == "limit=0 is not a number from 1 to 1000");
    CHECK(mistake_in("limit=1001") == "limit=1001 is not a number from 1 to 1000");
    CHECK(mistake_in("cursor=x") == "cursor=x is not the `next` of a page");
    CHECK(mistake_in("scores=no") == "scores=no is not true or false");
    CHECK(mistake_in("state=ill") == "state=ill is not one of healthy, degraded, unhealthy, unknown");
    CHECK_THAT(mistake_in("from=yesterday"),
               Catch::StartsWith("from=yesterday is not a time with its offset"));
    CHECK(mistake_in("from=2026-12-01T21:00:30Z&to=2026-12-01T21:00:30Z") == "from is not before to");
    CHECK(mistake_in("frm=1") ==
          "unknown parameter frm: from, to, time, limit, cursor, state, scores are known");
    const past_request r = parse_past("", all_words, test::at(48h));
    CHECK(r.range.from == test::at(24h + 1ms));
    CHECK(r.range.to == test::at(48h + 1ms));
    CHECK(r.time == test::at(48h));
}

TEST_CASE("the past is told as JSON", "[outputs][past][threads]") {
    using test::at, test::text;
    past_shop shop;
    const auto changes = shop.json("/api/v1/history/transitions?state=unhealthy&limit=100");
    const auto& list = at(changes, "/transitions").as_array();
    REQUIRE(list.size() >= 4);
    CHECK(text(changes, "/transitions/0/state_class") == "bad");
    CHECK(at(changes, "/recorded").as_array().size() == 1);

    const auto node = shop.json("/api/v1/nodes/browse@eu/history");
    CHECK(text(node, "/kind") == "flow");
    CHECK(text(node, "/transitions/0/state") == "unhealthy");
    CHECK(text(node, "/transitions/0/state_before") == "healthy");
    CHECK(text(node, "/transitions/0/blame/0") == "db@eu/read");
    CHECK(at(node, "/transitions/1/state_before").is_null());
    CHECK_FALSE(test::has(node, "/latency"));

    const auto signal = shop.json("/api/v1/signals/db@eu/read/history?limit=1");
    CHECK(text(signal, "/transitions/0/reason") == "timeout");
    CHECK(text(signal, "/transitions/0/detail") == "no answer");
    CHECK(test::has(signal, "/next"));
    CHECK(at(signal, "/latency").as_array().empty());

    const auto told = shop.json("/api/v1/history/verdicts?region=eu&flow=");
    CHECK(text(told, "/verdicts/0/verdict/effective") == "down");
    CHECK(text(told, "/verdicts/0/effective_before") == "up");

    const auto before = shop.json("/api/v1/history/at?limit=3&kind=flow&time=" + shop.now_and(-30s));
    CHECK(at(before, "/recorded").as_bool());
    CHECK(at(before, "/nodes").as_array().size() == 3);
    CHECK(text(before, "/nodes/0/state") == "healthy");
    CHECK(at(before, "/verdicts").as_array().size() == 6);
    const auto rest = shop.json("/api/v1/history/at?kind=flow&time=" + shop.now_and(-30s) +
                                "&after=" + text(before, "/next"));
    CHECK(at(rest, "/nodes").as_array().size() == 3);
    CHECK_FALSE(test::has(rest, "/verdicts"));
    CHECK_FALSE(at(shop.json("/api/v1/history/at?time=" + shop.now_and(-3600s)), "/recorded").as_bool());

    CHECK(at(shop.json("/api/v1/history"), "/keep_s") == 3650 * 24 * 3600);
    CHECK(shop.get("/api/v1/nodes/nobody/history").status == 404);
    CHECK(shop.get("/api/v1/history?x=1").status == 400);
    CHECK(shop.get("/api/v1/history/at?time=now").status == 400);
}

TEST_CASE("beside the calculated SLO stands what was seen to fail together",
          "[outputs][past][slo][threads]") {
    using test::at, test::text;
    past_shop shop;  // db@eu is down
    shop.pass(30s);
    shop.become({"db@us/write"}, state::unhealthy);
    shop.pass(20s);
    shop.become({"db@eu/read", "db@us/write"}, state::healthy);
    const http::response first = shop.get("/api/v1/slo");
    const auto v = test::json(first);
    CHECK(text(v, "/flows/0/id") == "browse");
    CHECK(at(v, "/observed/recorded_s").to_number<double>() == 110);
    CHECK(at(v, "/observed/parts_down") == 2);
    CHECK(at(v, "/observed/pairs") == 1);
    CHECK(at(v, "/observed/left_out") == 0);
    CHECK(text(v, "/observed/together/0/a") == "db@eu");
    CHECK(text(v, "/observed/together/0/b") == "db@us");
    CHECK(at(v, "/observed/together/0/a_down_s").to_number<double>() == 50);
    CHECK(at(v, "/observed/together/0/b_down_s").to_number<double>() == 20);
    CHECK(at(v, "/observed/together/0/both_down_s").to_number<double>() == 20);
    CHECK(at(v, "/observed/together/0/by_chance_s").to_number<double>() == Approx(50. * 20 / 110));
    CHECK(at(v, "/observed/together/0/ratio").to_number<double>() == Approx(2.2));

    const std::string etag = test::header(first, "ETag");
    shop.pass(59s);
    CHECK(shop.get("/api/v1/slo", etag).status == 304);
    shop.pass(1s);
    const http::response later = shop.get("/api/v1/slo", etag);
    CHECK(later.status == 200);
    CHECK(test::header(later, "ETag") != etag);
}

TEST_CASE("a history that cannot be read costs the calculated SLO nothing", "[outputs][past][slo][threads]") {
    past_shop shop;
    shop.damage();
    const auto v = shop.json("/api/v1/slo");
    CHECK(test::text(v, "/flows/0/id") == "browse");
    CHECK(test::has(v, "/observed/trouble"));
}
