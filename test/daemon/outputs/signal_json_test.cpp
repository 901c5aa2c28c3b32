#include "daemon/outputs/signal_json.hpp"

#include <catch2/catch.hpp>

#include "test/daemon/outputs/picture.hpp"

using namespace hm;
using namespace hm::test;
using namespace std::chrono_literals;

namespace {

// Of a signal that probes so; what is secret in it, as the reader of models would say.
std::string shown(model::probe_spec probe, std::vector<std::string> secrets = {}) {
    model::test::model_builder b{"shop"};
    auto definition = std::make_shared<model::definition>(*b.regions({"eu"}).dependency("db").build());
    auto spec = std::make_shared<model::signal_spec>();
    spec->probe = std::move(probe);
    spec->secrets = std::move(secrets);
    definition->entities[0].signals[0].places = {spec};
    picture p{std::make_shared<const model::graph>(std::move(definition))};
    p.publish();
    return daemon::signal_json(*p.view().snapshot, p.graph->find("db@eu/up"), {});
}

}  // namespace

TEST_CASE("of a redis probe all is shown but who it is", "[outputs][api]") {
    model::redis_spec redis;
    redis.to = {"cache.test", 6380};
    redis.username = "canary";
    redis.password = "hunter2";
    redis.database = 3;
    redis.exists = "sessions:hunter2";
    redis.write = "canary-key";
    redis.write_ttl = 90s;
    const std::string text = shown(redis, {"hunter2", "canary"});
    CHECK(text.find("hunter2") == std::string::npos);
    CHECK(text.find("canary") == std::string::npos);
    const auto probe = boost::json::parse(text).at("probe");
    CHECK(probe == boost::json::parse(R"({"kind":"redis","host":"cache.test","port":6380,"tls":false,
        "authenticates":true,"database":3,"exists":"sessions:***","write":"***-key","write_ttl_ms":90000})"));
}

TEST_CASE("of a redis probe that only asks for PONG little is shown", "[outputs][api]") {
    model::redis_spec redis;
    redis.to.host = "secret.test";
    redis.shown_address = "***:6379";
    CHECK(boost::json::parse(shown(redis)).at("probe") ==
          boost::json::parse(
              R"({"kind":"redis","address":"***:6379","tls":false,"authenticates":false,"database":0})"));
}

TEST_CASE("of a dns probe the question and what is expected are shown", "[outputs][api]") {
    model::dns_spec dns;
    dns.to.host = "127.0.0.1";
    dns.transport = model::dns_transport::tcp;
    dns.name = "api.internal.test";
    dns.type = "MX";
    dns.recursion = false;
    dns.expect = {{"NOERROR", "NXDOMAIN"}, 2, {"10 mail.internal.test."}, true};
    CHECK(boost::json::parse(shown(dns, {"internal"})).at("probe") ==
          boost::json::parse(R"({"kind":"dns","host":"127.0.0.1","port":53,"transport":"tcp",
        "name":"api.***.test","type":"MX","recursion":false,"expect":{"rcodes":["NOERROR","NXDOMAIN"],
        "min_answers":2,"answers":["10 mail.***.test."],"authoritative":true}})"));
}
