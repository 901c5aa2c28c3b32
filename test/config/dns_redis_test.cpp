// What dns and redis probes can be asked for.
#include "config/dns_name.hpp"
#include "config/load.hpp"
#include "config/probe_kinds.hpp"

#include <catch2/catch.hpp>

#include <cstdlib>

using namespace hm;
using namespace hm::config;
using namespace std::chrono_literals;

namespace {

loaded_model load(const std::string& keys) {
    return load_model(source{"model.yaml",
                             "model: shop\nregions: { west: { vars: { n: 7 } } }\nflows:\n  buy:\n    "
                             "signals:\n      one: { " +
                                 keys + " }\n      two: { tcp: \"a:${region.n}\" }\n"});
}

model::signal_spec signal(const std::string& keys) {
    const loaded_model loaded = load(keys);
    INFO(render(loaded.diagnostics));
    REQUIRE(loaded.value);
    return *(*loaded.value)->entities[0].signals[0].places[0];
}

model::dns_spec dns(const std::string& keys) {
    return std::get<model::dns_spec>(signal("dns: { " + keys + " }").probe);
}

model::redis_spec redis(const std::string& keys) {
    return std::get<model::redis_spec>(signal("redis: { " + keys + " }").probe);
}

std::string told(const std::string& keys) {
    for (const diagnostic& d : load(keys).diagnostics)
        if (d.level == severity::error) return d.message;
    return "";
}

}  // namespace

TEST_CASE("a dns probe asks for addresses by UDP unless told otherwise", "[config][dns]") {
    const auto spec = dns("server: \"10.0.0.1\", name: shop.test");
    model::dns_spec expected;
    expected.to = {"10.0.0.1", 53};
    expected.name = "shop.test";
    CHECK(spec == expected);
}

TEST_CASE("a dns probe with every key", "[config][dns]") {
    const auto spec = dns(
        "server: \"ns.test:5353\", name: \"s${region.n}.test.\", type: MX, transport: tcp, recursion: false, "
        "family: 6, addresses: all, expect: { rcode: [NOERROR, NXDOMAIN], min_answers: 2, answers: [\"10 "
        "a.test.\", \"20 b.test.\"], authoritative: true }");
    CHECK(spec.to == model::target{"ns.test", 5353, model::address_family::v6, model::address_rule::all});
    CHECK(spec.name == "s7.test.");
    CHECK(spec.type == "MX");
    CHECK(spec.transport == model::dns_transport::tcp);
    CHECK_FALSE(spec.recursion);
    CHECK(spec.expect == model::dns_expect{{"NOERROR", "NXDOMAIN"}, 2, {"10 a.test.", "20 b.test."}, true});
    CHECK(dns("server: \"[::1]\", name: a, expect: { rcode: NXDOMAIN }").expect.rcodes ==
          std::vector<std::string>{"NXDOMAIN"});
}

TEST_CASE("conditions look at the answers of a dns probe and at their ttl", "[config][dns][conditions]") {
    const std::string probe = "dns: { server: \"10.0.0.1\", name: shop.test }, degraded: ";
    CHECK(told(probe + "body.answers < 2 or body.ttl < 60 or latency > 20ms") == "");
    CHECK(told(probe + "avg(body.ttl over 5m) < 60") == "");
    CHECK(told(probe + "body.rcode == 3") == "a dns probe has no \"body.rcode\"");
    CHECK(told(probe + "body.ttl.x == 3") == "a dns probe has no \"body.ttl.x\"");
    CHECK(told(probe + "value > 3") == "\"value\" is what is pushed; a probe has none");
    CHECK(told(probe + "status > 200") == "a dns probe has no status");
    CHECK(told(probe + "cert.expires_in < 1d") == "a dns probe has no cert.expires_in");
}

TEST_CASE("names that can be asked for", "[config][dns]") {
    const std::string label(max_dns_label, 'a');
    const std::string longest = label + "." + label + "." + label + "." + std::string(61, 'a');
    for (const std::string& good :
         {std::string{"a"}, std::string{"."}, std::string{"_sip._tcp.shop.test."}, std::string{"*.test"},
          std::string{"a\\.b.test"}, std::string{"\\065"}, label, longest, longest + "."}) {
        INFO(good);
        CHECK(parse_dns_name(good));
    }
    for (const std::string& bad :
         {std::string{""}, std::string{".."}, std::string{".a"}, std::string{"a..b"}, std::string{"a b"},
          std::string{"b\xC3\xBC"
                      "cher"},
          std::string{"a\\"}, std::string{"\\25"}, std::string{"\\256"}, label + "a", longest + "a"}) {
        INFO(bad);
        CHECK(!parse_dns_name(bad));
    }
}

TEST_CASE("a redis probe only asks for PONG unless told otherwise", "[config][redis]") {
    model::redis_spec expected;
    expected.to = {"cache", 6379};
    CHECK(redis("address: cache") == expected);
    CHECK(std::get<model::redis_spec>(signal("redis: cache").probe) == expected);
    CHECK(std::get<model::redis_spec>(signal("redis: \"[::1]:6380\"").probe).to ==
          model::target{"::1", 6380});
}

TEST_CASE("a redis probe with every key", "[config][redis][secrets]") {
    setenv("HM_TEST_PASSWORD", "open sesame", 1);
    const auto spec = signal(
        "redis: { address: \"cache:6380\", tls: { verify: false }, user: prober, password: "
        "\"${env:HM_TEST_PASSWORD}\", database: 3, exists: \"sessions:${region.n}\", write: { key: canary, "
        "ttl: 90s }, family: 4, addresses: any }");
    unsetenv("HM_TEST_PASSWORD");
    const auto& r = std::get<model::redis_spec>(spec.probe);
    CHECK(r.to == model::target{"cache", 6380, model::address_family::v4, model::address_rule::any});
    REQUIRE(r.tls);
    CHECK_FALSE(r.tls->verify);
    CHECK(r.username == "prober");
    CHECK(r.password == "open sesame");
    CHECK(r.database == 3);
    CHECK(r.exists == "sessions:7");
    CHECK(r.write == "canary");
    CHECK(r.write_ttl == 90s);
    CHECK(spec.secrets == std::vector<std::string>{"open sesame"});
    CHECK(redis("address: cache, write: canary").write == "canary");
    CHECK(redis("address: cache, write: canary").write_ttl == 1min);
}

TEST_CASE("a redis password that is written out is hidden as well, and its line is not shown",
          "[config][redis][secrets]") {
    CHECK(signal("redis: { address: cache, password: hunter2 }").secrets ==
          std::vector<std::string>{"hunter2"});
    const std::string text =
        render(load("redis: { address: cache, password: hunter2, databse: 3 }").diagnostics);
    CHECK(text.find("this password is written out") != std::string::npos);
    CHECK(text.find("databse") != std::string::npos);
    CHECK(text.find("hunter2") == std::string::npos);
}

TEST_CASE("certificates of a redis probe with TLS can be judged", "[config][redis][conditions]") {
    CHECK(told("redis: { address: cache, tls: true }, degraded: cert.expires_in < 14d") == "");
    CHECK(told("redis: cache, degraded: cert.expires_in < 14d") == "without TLS there is no cert.expires_in");
    CHECK(told("redis: cache, degraded: body.x > 3") == "a redis probe has no body");
}

TEST_CASE("limits of dns and redis probes", "[config][dns][redis][limits]") {
    const auto answers = [](std::size_t n) {
        std::string all;
        for (std::size_t i = 0; i < n; ++i) all += "a" + std::to_string(i) + ", ";
        return told("dns: { server: a, name: a, expect: { answers: [" + all + "] } }");
    };
    CHECK(answers(max_expected_answers) == "");
    CHECK(answers(max_expected_answers + 1) == "more than 100 answers");
    const auto least = [](const std::string& n) {
        return told("dns: { server: a, name: a, expect: { min_answers: " + n + " } }");
    };
    CHECK(least("0") == "");
    CHECK(least("1000") == "");
    CHECK(least("1001") == "1001 is not within 0 to 1000");
    const auto of_redis = [](const std::string& key) { return told("redis: { address: a, " + key + " }"); };
    CHECK(of_redis("database: 65535") == "");
    CHECK(of_redis("database: 65536") == "65536 is not within 0 to 65535");
    CHECK(of_redis("exists: " + std::string(max_redis_key, 'k')) == "");
    CHECK(of_redis("exists: " + std::string(max_redis_key + 1, 'k')) == "a key has at most 1024 bytes");
    CHECK(of_redis("write: { key: a, ttl: 1s }") == "");
    CHECK(of_redis("write: { key: a, ttl: 999ms }") == "999ms is not within 1s to 24h");
    CHECK(of_redis("write: { key: a, ttl: 25h }") == "25h is not within 1s to 24h");
}
