// The engine on its real threads, with a real port: what a sanitizer is to look at.
#include "daemon/engine.hpp"

#include <catch2/catch.hpp>

#include "test/daemon/store/records_made.hpp"
#include "test/model/build.hpp"
#include "test/support/event_loop.hpp"
#include "test/support/scripted_server.hpp"

#include <chrono>
#include <thread>

using namespace hm;
using namespace std::chrono_literals;
using model::state;

namespace {

constexpr auto limit = 20s;

std::shared_ptr<const model::definition> shop(std::uint16_t port,
                                              const std::vector<std::string>& dependencies) {
    model::test::model_builder b{"shop"};
    b.regions({"a", "b"});
    std::vector<model::test::wanted_need> needs;
    for (const std::string& d : dependencies) {
        b.dependency(d);
        needs.push_back({d});
    }
    b.flow("browse", needs);
    auto d = std::make_shared<model::definition>(*b.build());
    for (model::entity& e : d->entities) {
        for (model::signal_definition& s : e.signals) {
            auto spec = std::make_shared<model::signal_spec>();
            spec->probe = model::tcp_spec{.to = {"127.0.0.1", port}};
            spec->when = {50ms, 50ms, 50ms, 50ms, 10s};
            for (auto& place : s.places) place = spec;
        }
    }
    return d;
}

// A target that accepts, on a thread of its own.
class target {
public:
    target() : thread_{[this] { io_.run(); }} {}
    ~target() {
        boost::asio::post(io_, [this] { server_.stop(); });
        work_.reset();
        thread_.join();
    }
    std::uint16_t port() const { return server_.port(); }

private:
    boost::asio::io_context io_{1};
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_{io_.get_executor()};
    test::scripted_server server_{io_, [](test::peer& c) { c.close(); }};
    std::thread thread_;
};

template <class Condition>
bool comes_true(Condition holds) {
    const auto end = std::chrono::steady_clock::now() + limit;
    while (!holds()) {
        if (std::chrono::steady_clock::now() > end) return false;
        std::this_thread::sleep_for(5ms);
    }
    return true;
}

state state_of(const daemon::engine& e, std::string_view node) {
    const auto s = e.latest().snapshot;
    const model::vertex_id id = s->model->find(node);
    return id == model::vertex_id::none ? state::unknown : s->rows.at(id).health.health.now;
}

daemon::engine_options options() {
    daemon::engine_options o;
    o.settings.listeners = {{"127.0.0.1", 0, {config::service::lb}},
                            {"127.0.0.1", 0, {config::service::api}}};
    return o;
}

}  // namespace

TEST_CASE("an engine probes, is reloaded over and over, and ends", "[daemon][engine][threads]") {
    target there;
    auto o = options();
    o.settings.probing.shards = GENERATE(1, 3);
    daemon::engine e{shop(there.port(), {"db", "cache", "queue", "mail"}), o};
    REQUIRE(e.latest().snapshot);  // a first picture is there before anything runs
    e.start();
    REQUIRE(e.listeners().size() == 2);
    REQUIRE(comes_true([&] { return state_of(e, "shop") == state::healthy; }));

    for (int i = 0; i < 10; ++i) {
        const auto next =
            shop(there.port(), i % 2 ? std::vector<std::string>{"db", "cache", "queue", "mail"}
                                     : std::vector<std::string>{"db", "cache", "queue", "mail", "search"});
        REQUIRE(e.reload(next, false).status == 200);
        REQUIRE(
            comes_true([&] { return e.latest().snapshot->generation == static_cast<std::uint64_t>(i) + 2; }));
        CHECK(state_of(e, "db@a") == state::healthy);
    }
    CHECK(e.latest().snapshot->model->find("search") == model::vertex_id::none);
    CHECK(e.heartbeat_age() < 5s);
    e.stop();
    e.stop();  // twice is once
}

TEST_CASE("an engine goes on with what the one before it has left", "[daemon][engine][threads][restart]") {
    target there;
    const test::folder here;
    auto o = options();
    o.settings.state_dir = here.path / "state";
    {
        daemon::engine e{shop(there.port(), {"db"}), o};
        e.start();
        REQUIRE(comes_true([&] { return state_of(e, "shop") == state::healthy; }));
    }
    const daemon::engine next{shop(there.port(), {"db"}), o};  // nothing is probed yet
    CHECK(next.latest().verdicts->regions[0].source == model::verdict_source::held);
    CHECK(next.latest().verdicts->regions[0].effective == model::verdict::up);

    const daemon::engine other{shop(there.port(), {"db"}), options()};  // without a folder
    CHECK(other.latest().verdicts->regions[0].source == model::verdict_source::warming);
}

TEST_CASE("an engine refuses a model that takes away too much, unless it is forced",
          "[daemon][engine][reload]") {
    target there;
    auto o = options();
    o.settings.region = "a";
    daemon::engine e{shop(there.port(), {"db", "cache", "queue"}), o};
    e.start();
    const auto smaller = shop(there.port(), {"db"});
    const daemon::reload_report refused = e.reload(smaller, false);
    CHECK(refused.status == 409);
    CHECK_THAT(refused.detail, Catch::Contains("more than 30 %") && Catch::Contains("force"));
    CHECK(refused.generation == 1);
    CHECK(e.reload(smaller, true).status == 200);
    REQUIRE(comes_true([&] { return e.latest().snapshot->generation == 2; }));

    auto elsewhere = std::make_shared<model::definition>(*smaller);
    elsewhere->regions[0].name = "c";
    CHECK(e.reload(elsewhere, true).status == 422);  // it lacks the daemon's own region
}

TEST_CASE("pinned gates follow the verdicts, agents are told of them, and a reload changes neither",
          "[daemon][engine][threads]") {
    auto there = std::make_unique<target>();
    auto o = options();
    const config::verdict_name a{"a"};
    o.settings.listeners = {{"127.0.0.1", 0, {config::service::tcp}, a},
                            {"127.0.0.1", 0, {config::service::tcp}, {{"mars"}}},
                            {"127.0.0.1", 0, {config::service::agent}, a}};
    const std::uint16_t port = there->port();
    daemon::engine e{shop(port, {"db"}), o};
    const auto lets_in = [&](std::size_t listener) {
        boost::asio::io_context io;
        boost::asio::ip::tcp::socket s{io};
        boost::system::error_code ec;
        s.connect({boost::asio::ip::address_v4::loopback(), e.listeners()[listener].port}, ec);
        return !ec;
    };
    CHECK_FALSE(lets_in(0));
    e.start();
    REQUIRE(comes_true([&] { return state_of(e, "shop") == state::healthy; }));
    CHECK(comes_true([&] { return lets_in(0); }));
    CHECK_FALSE(lets_in(1));
    CHECK(lets_in(2));
    REQUIRE(e.reload(shop(port, {"db", "cache"}), false).status == 200);
    REQUIRE(comes_true([&] { return state_of(e, "cache@a") == state::healthy; }));
    CHECK(lets_in(0));
    e.stop();
    CHECK_FALSE(lets_in(0));
    CHECK_FALSE(lets_in(2));
}
