#include "config/load.hpp"

#include <catch2/catch.hpp>

using namespace hm::config;
using namespace std::chrono_literals;

namespace {

settings good(const std::string& text) {
    const loaded_settings loaded = load_settings(source{"settings.yaml", text});
    INFO(render(loaded.diagnostics));
    REQUIRE(loaded.value);
    return *loaded.value;
}

}  // namespace

TEST_CASE("a settings file of comments alone means the defaults", "[config][settings]") {
    for (const std::string text : {"", "# nothing differs here\n"}) CHECK(good(text).listeners.size() == 3);
}

TEST_CASE("settings with every key", "[config][settings]") {
    const settings s = good(R"(
region: westeurope
listeners:
  - { listen: "127.0.0.1:8640", serves: [metrics, api, dashboard] }
  - { listen: "[::]:0", serves: lb }
resolver: { servers: ["127.0.0.1:5353", "[::1]:53"], timeout: 250ms, tries: 3, min_ttl: 2s, max_ttl: 5m, negative_ttl: 0s }
probing: { shards: 4, max_concurrent: 500, max_per_host: 20 }
log: { format: json, level: debug }
)");
    CHECK(s.region == "westeurope");
    REQUIRE(s.listeners.size() == 2);
    CHECK(s.listeners[0].address == "127.0.0.1");
    CHECK(s.listeners[0].port == 8640);
    CHECK(s.listeners[0].serves == std::vector{service::metrics, service::api, service::dashboard});
    CHECK(s.listeners[1].address == "::");
    CHECK(s.listeners[1].port == 0);
    CHECK(s.resolver.servers == std::vector<std::string>{"127.0.0.1:5353", "[::1]:53"});
    CHECK(s.resolver.timeout == 250ms);
    CHECK(s.resolver.tries == 3);
    CHECK(s.resolver.min_ttl == 2s);
    CHECK(s.resolver.max_ttl == 300s);
    CHECK(s.resolver.negative_ttl == 0s);
    CHECK(s.probing.shards == 4);
    CHECK(s.probing.max_concurrent == 500);
    CHECK(s.probing.max_per_host == 20);
    CHECK(s.log.as == log_settings::format::json);
    CHECK(s.log.level == "debug");
}

TEST_CASE("what settings do not say keeps its default", "[config][settings]") {
    const settings s = good("region: west\n");
    CHECK(s.listeners.size() == 3);
    CHECK(s.resolver.timeout == 1000ms);
    CHECK(s.probing.shards == 1);
    CHECK(s.probing.max_concurrent == 2000);
    CHECK(s.log.level == "info");
}

TEST_CASE("listeners are pinned to a region or to a flow in one", "[config][settings]") {
    const settings s = good(R"(
listeners:
  - { listen: "127.0.0.1:1", serves: lb, pinned: west }
  - { listen: "127.0.0.1:2", serves: [agent], pinned: west/list-items }
  - { listen: "127.0.0.1:3", serves: tcp, pinned: 7/0 }
  - { listen: "127.0.0.1:4", serves: agent }
)");
    REQUIRE(s.listeners.size() == 4);
    CHECK(s.listeners[0].pinned == verdict_name{"west", ""});
    CHECK(s.listeners[1].pinned == verdict_name{"west", "list-items"});
    CHECK(text_of(*s.listeners[1].pinned) == "west/list-items");
    CHECK(s.listeners[2].pinned == verdict_name{"7", "0"});
    CHECK_FALSE(s.listeners[3].pinned);
    for (const listener& l : s.listeners) CHECK(l.is_for_balancers());
    CHECK_FALSE(
        good("listeners: [{ listen: \"127.0.0.1:1\", serves: [lb, api] }]").listeners[0].is_for_balancers());
}

TEST_CASE("no listeners at all can be wanted", "[config][settings]") {
    CHECK(good("listeners: []\n").listeners.empty());
}

TEST_CASE("the folder of what outlives a restart is a path", "[config][settings]") {
    CHECK_FALSE(good("log: { level: info }\n").state_dir);  // the command line decides
    CHECK(good("state_dir: /var/lib/healthmodeld\n").state_dir == "/var/lib/healthmodeld");
    CHECK(good("state_dir: " + std::string(max_path_bytes, 'd') + "\n").state_dir);
    for (const std::string& bad : {std::string{"\"\""}, std::string(max_path_bytes + 1, 'd')})
        CHECK_FALSE(load_settings(source{"s", "state_dir: " + bad + "\n"}).value);
}

TEST_CASE("a settings file that cannot be read is one clear line", "[config][settings]") {
    const loaded_settings missing = load_settings_file("/no/such/file.yaml");
    CHECK(!missing.value);
    CHECK(missing.diagnostics.size() == 1);
}

TEST_CASE("what gdnsd is told of is read, with its times", "[config][settings][exports]") {
    const settings s = good(R"(
exports:
  - gdnsd_extfile: { file: /a, entries: { 192.0.2.1: west, "2001:db8::1": east/buy, lb.example.com.: west } }
  - gdnsd_extfile: { file: /b, entries: { 192.0.2.1: west }, min_ttl: 1s, max_ttl: 2m }
)");
    REQUIRE(s.exports.size() == 2);
    CHECK(s.exports[0].file == "/a");
    CHECK(s.exports[0].entries.size() == 3);
    CHECK(s.exports[0].entries[1] == std::pair{std::string{"2001:db8::1"}, verdict_name{"east", "buy"}});
    CHECK(s.exports[0].min_ttl == 5s);
    CHECK(s.exports[0].max_ttl == 60s);
    CHECK(s.exports[1].max_ttl == 120s);
    CHECK(good("region: west\n").exports.empty());
}
