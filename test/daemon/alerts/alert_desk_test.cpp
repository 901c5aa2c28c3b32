// The desk on the test's own loop, with real HTTP and a real disk, looking at a shop.
#include "daemon/alerts/alert_desk.hpp"

#include <catch2/catch.hpp>

#include "test/daemon/outputs/picture.hpp"
#include "test/daemon/store/records_made.hpp"
#include "test/support/event_loop.hpp"
#include "test/support/scripted_server.hpp"

#include <boost/json/parse.hpp>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <future>

using namespace hm;
using namespace hm::test;
using namespace hm::model::alerts;
using namespace std::chrono_literals;
using enum model::state;

namespace {

// Takes notices, or refuses them.
class hook {
public:
    explicit hook(boost::asio::io_context& io) : server_(io, [this](peer& p) { serve(p); }) {}

    config::alert_sink sink(std::string name = "hook") const {
        config::alert_sink s;
        s.name = std::move(name);
        model::http_spec spec;
        spec.url = server_.url();
        spec.to = {"127.0.0.1", server_.port()};
        spec.method = "POST";
        s.http.push_back(spec);
        s.signing_key = "key";
        return s;
    }
    // "firing bad/eu"
    std::vector<std::string> heard;
    std::vector<std::string> requests;
    int status = 200;

private:
    void serve(peer& p) {
        p.read_until("\"}", [this, &p] { answer(p); });
    }
    void answer(peer& p) {
        const std::string& all = p.request();
        requests.push_back(all);
        const auto body = boost::json::parse(all.substr(all.find("\r\n\r\n") + 4));
        const auto text = [&](const char* key) {
            return std::string{std::string_view{body.at(key).as_string()}};
        };
        if (status == 200) heard.push_back(text("status") + " " + text("summary"));
        p.send("HTTP/1.1 " + std::to_string(status) + " X\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
               [&p] { p.close(); });
    }

    scripted_server server_;
};

rule bad(std::vector<std::string> nodes) {
    rule r;
    r.name = "bad";
    r.whom.nodes = std::move(nodes);
    r.states = {degraded, unhealthy};
    return r;
}

class rig {
public:
    explicit rig(std::vector<rule> rules = {bad({"eu"})}, std::shared_ptr<const model::graph> g = shop())
        : p(std::move(g)) {
        std::signal(SIGPIPE, SIG_IGN);
        settings.alerts.rules = std::move(rules);
        settings.public_url = "https://health.test";
        settings.alerts.sinks = {h.sink()};
        p.all(healthy).publish();
    }

    void start(daemon::alert_keeper* keeper = nullptr) { start(p.view(), keeper); }
    void start(const daemon::view& of, daemon::alert_keeper* keeper) {
        desk.emplace(io, settings, probes::resolver_options{}, of, keeper,
                     daemon::alert_desk::sources{[](const model::snapshot&) { return reported{}; },
                                                 [] { return daemon::now(); }});
        desk->start();
    }
    void stop() {
        desk->stop();
        desk.reset();
    }
    bool hears(std::size_t n) {
        return run_until(io, [&] { return h.heard.size() >= n; });
    }

    boost::asio::io_context io{1};
    hook h{io};
    picture p;
    config::settings settings;
    std::optional<daemon::alert_desk> desk;
};

}  // namespace

TEST_CASE("a webhook hears of an incident, signed, and of its end", "[alerts][desk]") {
    rig r;
    r.p.set("db@eu/read", unhealthy).publish();
    r.start();
    REQUIRE(r.hears(1));
    CHECK_THAT(r.h.requests[0], Catch::Contains("X-Healthmodel-Status: firing") &&
                                    Catch::Contains("X-Healthmodel-Signature: sha256=") &&
                                    Catch::Contains(R"("blame":["db@eu/read"])") &&
                                    Catch::Contains(R"("link":"https://health.test/#/node/eu")"));
    CHECK(r.desk->picture()->alerts.size() == 1);
    r.p.set("db@eu/read", healthy).publish();
    REQUIRE(r.hears(2));
    CHECK(r.h.heard == std::vector<std::string>{"firing eu is unhealthy", "resolved eu is unhealthy"});
    CHECK(run_until(r.io, [&] { return r.desk->picture()->incidents.empty(); }));
    r.stop();
}

TEST_CASE("a webhook that refuses for a while hears of everything once it does not", "[alerts][desk]") {
    rig r;
    r.h.status = 503;
    r.p.set("db@eu/read", unhealthy).publish();
    r.start();
    REQUIRE(run_until(r.io, [&] { return r.h.requests.size() >= 2; }));
    const auto p = r.desk->picture();
    CHECK_THAT(p->destinations[0].health.trouble, Catch::StartsWith("status_mismatch: HTTP 503"));
    CHECK(p->destinations[0].waiting == 1);
    r.h.status = 200;
    REQUIRE(r.hears(1));
    r.stop();
}

TEST_CASE("an incident that was told of before a restart ends after it, also when the model lost its subject",
          "[alerts][desk][threads]") {
    const folder here;
    const bool loses_it = GENERATE(false, true);
    rig r{{bad({"eu", "cache@eu"})}};
    {
        daemon::alert_keeper keeper{(here.path / "alerts.sqlite").string()};
        r.p.set("cache@eu/up", unhealthy).publish();
        r.start(&keeper);
        REQUIRE(r.hears(1));
        r.stop();
        keeper.stop(20s);
    }
    daemon::alert_keeper keeper{(here.path / "alerts.sqlite").string()};
    rig after{{bad({"eu", "cache@eu"})}, shop(!loses_it)};
    after.start(&keeper);
    REQUIRE(after.hears(1));
    CHECK(after.h.heard == std::vector<std::string>{"resolved cache@eu is unhealthy"});
    after.stop();
    keeper.stop(20s);
}

TEST_CASE("what goes on over a restart is not told of again", "[alerts][desk][threads]") {
    const folder here;
    for (int life = 0; life < 3; ++life) {
        daemon::alert_keeper keeper{(here.path / "alerts.sqlite").string()};
        rig r;
        r.p.set("db@eu/read", unhealthy).publish();
        r.start(&keeper);
        const auto was_seen = [&] {
            const auto p = r.desk->picture();
            return p->alerts.size() == 1 && p->alerts[0].node == "eu" && p->destinations[0].waiting == 0;
        };
        REQUIRE(run_until(r.io, was_seen));
        CHECK(r.h.heard.size() == (life == 0 ? 1 : 0));
        r.stop();
        keeper.stop(20s);
    }
}

TEST_CASE("a test notice says that it is one, and what came of it is told", "[alerts][desk]") {
    rig r;
    r.start();
    std::optional<daemon::test_report> told;
    r.desk->test("hook", "alice", [&](daemon::test_report t) { told = std::move(t); });
    REQUIRE(run_until(r.io, [&] { return told.has_value(); }));
    CHECK(*told == daemon::test_report{{"hook", ""}});
    CHECK(r.h.heard == std::vector<std::string>{"test a test of the sink hook; nothing is wrong"});
    CHECK_THAT(r.h.requests[0], Catch::Contains("alice asked for it"));
    told.reset();
    r.h.status = 401;
    r.desk->test("hook", "alice", [&](daemon::test_report t) { told = std::move(t); });
    REQUIRE(run_until(r.io, [&] { return told.has_value(); }));
    CHECK_THAT(told->at(0).second, Catch::StartsWith("status_mismatch: HTTP 401"));
    CHECK(r.desk->has_sink("hook"));
    CHECK_FALSE(r.desk->has_sink("other"));
    r.stop();
}

TEST_CASE("a test that is asked for while the daemon stops is answered", "[alerts][desk]") {
    rig r;
    r.start();
    r.desk->stop();
    std::optional<daemon::test_report> told;
    r.desk->test("hook", "alice", [&](daemon::test_report t) { told = std::move(t); });
    REQUIRE(run_until(r.io, [&] { return told.has_value(); }));
    CHECK(*told == daemon::test_report{{"hook", "the daemon is stopping"}});
    CHECK(r.h.requests.empty());
}

TEST_CASE("what is over before its beginning is written down is told of once", "[alerts][desk][threads]") {
    const folder here;
    daemon::alert_keeper keeper{(here.path / "alerts.sqlite").string()};
    rig r;
    r.start(&keeper);
    REQUIRE(run_until(r.io, [&] { return keeper.health().usable && r.desk->picture()->alerts.empty(); }));
    std::promise<void> goes_on, hangs;
    keeper.keep({}, [&hangs, wait = goes_on.get_future().share()](bool) {
        hangs.set_value();
        wait.wait_for(20s);
    });
    hangs.get_future().wait_for(20s);
    r.p.set("db@eu/read", unhealthy).publish();
    const bool began = run_until(r.io, [&] { return r.desk->picture()->incidents.size() == 1; });
    r.p.set("db@eu/read", healthy).publish();
    const bool ended = run_until(r.io, [&] { return r.desk->picture()->alerts.empty(); });
    goes_on.set_value();
    REQUIRE(began);
    REQUIRE(ended);
    CHECK(run_until(r.io, [&] { return r.desk->picture()->incidents.empty(); }));
    CHECK(r.h.heard == std::vector<std::string>{"resolved eu is unhealthy"});
    r.stop();
    keeper.stop(20s);
}

TEST_CASE("an incident that the disk brings late goes on where nobody was told anew",
          "[alerts][desk][threads]") {
    namespace fs = std::filesystem;
    const folder here;
    const fs::path place = here.path / "store", away = here.path / "away";
    fs::create_directory(place);
    {
        daemon::alert_keeper keeper{(place / "alerts.sqlite").string()};
        rig r;
        r.p.set("db@eu/read", unhealthy).publish();
        r.start(&keeper);
        REQUIRE(r.hears(1));
        REQUIRE(run_until(r.io, [&] { return r.desk->picture()->destinations[0].waiting == 0; }));
        r.stop();
        keeper.stop(20s);
    }
    fs::rename(place, away);
    std::ofstream{place} << "no folder";
    rule patient = bad({"eu"});
    patient.lasting = 1h;
    daemon::alert_keeper keeper{(place / "alerts.sqlite").string()};
    rig r{{patient}};
    r.p.set("db@eu/read", unhealthy).publish();
    r.start(&keeper);
    const auto is = [&](phase now) {
        const auto p = r.desk->picture();
        return p->alerts.size() == 1 && p->alerts[0].is.now == now && p->alerts[0].node == "eu";
    };
    REQUIRE(run_until(r.io, [&] { return is(phase::pending); }));
    fs::remove(place);
    fs::rename(away, place);
    REQUIRE(run_until(r.io, [&] { return is(phase::firing); }));
    CHECK(r.h.heard.empty());
    r.p.set("db@eu/read", healthy).publish();
    REQUIRE(r.hears(1));
    CHECK(r.h.heard == std::vector<std::string>{"resolved eu is unhealthy"});
    r.stop();
    keeper.stop(20s);
}

TEST_CASE("a reminder is of the same incident, whatever the model has become", "[alerts][desk]") {
    model::test::model_builder b{"renamed"};
    b.traffic(model::test::at_once()).regions({"us", "eu"});
    b.flow("browse", {{"db"}}).dependency("db", {"read", "write"});
    picture renamed{b.unfold()};
    renamed.all(healthy).set("db@eu/read", unhealthy).publish();
    rule often = bad({"eu"});
    often.remind = 1s;
    rig r{{often}};
    r.p.set("db@eu/read", unhealthy).publish();
    daemon::view state = r.p.view();
    r.start(state, nullptr);
    REQUIRE(r.hears(1));
    state = renamed.view();
    REQUIRE(r.hears(r.h.heard.size() + 2));
    CHECK_THAT(r.h.requests.back(), Catch::Contains(R"("status":"reminder")") &&
                                        Catch::Contains(R"("model":"shop")") &&
                                        Catch::Contains(R"("region":"eu")"));
    r.stop();
}
