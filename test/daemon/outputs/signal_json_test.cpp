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
    CHECK(probe == boost::json::parse(R"({"kind":"redis","host":"cache.test","port":6380,
        "family":"any","addresses":"first","tls":null,
        "authenticates":true,"database":3,"exists":"sessions:***","write":"***-key","write_ttl_ms":90000})"));
}

TEST_CASE("of a redis probe that only asks for PONG little is shown", "[outputs][api]") {
    model::redis_spec redis;
    redis.to.host = "secret.test";
    redis.shown_address = "***:6379";
    CHECK(boost::json::parse(shown(redis)).at("probe") ==
          boost::json::parse(
              R"({"kind":"redis","address":"***:6379","family":"any","addresses":"first","tls":null,
                  "authenticates":false,"database":0})"));
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
          boost::json::parse(R"({"kind":"dns","host":"127.0.0.1","port":53,
        "family":"any","addresses":"first","transport":"tcp",
        "name":"api.***.test","type":"MX","recursion":false,"expect":{"rcodes":["NOERROR","NXDOMAIN"],
        "min_answers":2,"answers":["10 mail.***.test."],"authoritative":true}})"));
}

TEST_CASE("of an http probe all is shown but who asks and what is secret", "[outputs][api]") {
    using kind = model::text_test::kind;
    model::http_spec http;
    http.to = {"shop.test", 443, model::address_family::v6, model::address_rule::quorum};
    http.tls = model::tls_settings{.server_name = "a.test",
                                   .expected_name = "b.test",
                                   .verify = true,
                                   .min_version = model::tls_version::tls1_3,
                                   .alpn = {"http/1.1"},
                                   .ca = "-----hunter2-----",
                                   .certificate = "-----hunter2-----",
                                   .key = "-----hunter2-----"};
    http.headers = {{"Authorization", "Basic aHVudGVyMg=="}};
    http.compression = {model::content_coding::gzip, model::content_coding::deflate};
    http.reuse = true;
    http.expect.headers = {{"Server", {kind::equals, "hunter2"}}, {"Via", {kind::absent, ""}}};
    http.expect.body = {{kind::not_matches, "x hunter2"}};
    http.expect.json = {{.pointer = "/a", .text = "/a < 3"}};
    const std::string text = shown(http, {"hunter2", "aHVudGVyMg=="});
    CHECK(text.find("hunter2") == std::string::npos);
    CHECK(text.find("aHVudGVyMg") == std::string::npos);
    CHECK(boost::json::parse(text).at("probe") ==
          boost::json::parse(R"json({"kind":"http","url":"https://shop.test:443/","method":"GET",
        "headers":{"Authorization":"(not shown)"},
        "tls":{"server_name":"a.test","expected_name":"b.test","verify":true,"min_version":"1.3",
               "alpn":["http/1.1"],"own_ca":true,"own_certificate":true},
        "family":"6","addresses":"quorum","compression":["gzip","deflate"],
        "expect":{"status":["200-299"],"headers":[{"name":"Server","equals":"***"},{"name":"Via","absent":true}],
                  "body":[{"not_matches":"x ***"}],"json":["/a < 3"]},
        "max_redirects":0,"body_limit_bytes":262144,"reuse":true})json"));
}

TEST_CASE("of a tcp probe the dialogue is shown with what is secret in it left out", "[outputs][api]") {
    using kind = model::tcp_step::kind;
    model::tcp_spec tcp;
    tcp.to = {"mail.test", 25};
    model::tls_settings tls;
    tls.verify = false;
    tcp.tls = tls;
    tcp.dialogue = {{kind::expect, "^220 "}, {kind::starttls, ""}, {kind::send, "AUTH hunter2\r\n"}};
    CHECK(boost::json::parse(shown(tcp, {"hunter2"})).at("probe") ==
          boost::json::parse(R"({"kind":"tcp","host":"mail.test","port":25,"family":"any","addresses":"first",
        "tls":{"verify":false,"min_version":"1.2","alpn":[],"own_ca":false,"own_certificate":false},
        "dialogue":[{"expect":"^220 "},"starttls",{"send":"AUTH ***\r\n"}]})"));
    CHECK(boost::json::parse(shown(model::tcp_spec{.to = {"a", 1}})).at("probe").at("tls").is_null());
}
