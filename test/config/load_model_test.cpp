#include "config/load.hpp"

#include "config/substitution.hpp"

#include <catch2/catch.hpp>

using namespace hm;
using namespace hm::config;
using namespace std::chrono_literals;

namespace {

const std::string head = R"(
model: shop
regions:
  west: { weight: 75, vars: { host: 127.0.1.1, both: same } }
  east: { weight: 25, vars: { host: 127.0.2.1, both: same } }
)";

loaded_model load(const std::string& text) {
    return load_model(source{"model.yaml", text});
}

std::shared_ptr<const model::definition> good(const std::string& text) {
    const loaded_model loaded = load(text);
    INFO(render(loaded.diagnostics));
    REQUIRE(loaded.value);
    return *loaded.value;
}

// A model with one flow that has one signal.
std::shared_ptr<const model::signal_spec> signal(const std::string& text, const std::string& before = "") {
    const auto m = good(head + before + "flows:\n  browse:\n    signals:\n      one: " + text + "\n");
    return m->entities[0].signals[0].places[0];
}

const model::http_spec& http(const std::shared_ptr<const model::signal_spec>& spec) {
    return std::get<model::http_spec>(spec->probe);
}

std::string first_error(const std::string& text) {
    const loaded_model loaded = load(text);
    for (const diagnostic& d : loaded.diagnostics)
        if (d.level == severity::error) return d.message;
    return "";
}

}  // namespace

TEST_CASE("names become ids, and an entity runs in every region unless told otherwise", "[config][load]") {
    const auto m = good(head + R"(
flows:
  browse: { needs: [api, { name: db/read, weight: 0.5, impact: at_most_degraded, essential: true }] }
components:
  api:
    regions: [east, west]
    rollup: weighted
    signals_rollup: redundant
    across_regions: worst
    description: serves the catalog
    needs: [{ name: vault, impact: limited, affects: [scale-out, deploy] }]
dependencies:
  db:
    sla: 99.99%
    signals: { write: { tcp: "127.0.0.1:1" }, read: { tcp: "127.0.0.1:2" } }
  vault: { scope: global }
)");
    REQUIRE(m->entities.size() == 4);
    const model::entity& browse = m->entities[0];
    const model::entity& api = m->entities[1];

    CHECK(m->name == "shop");
    CHECK(browse.kind == model::entity_kind::flow);
    CHECK(browse.regions == std::vector{model::region_id{0}, model::region_id{1}});
    CHECK(browse.weight_class == model::criticality::high);
    REQUIRE(browse.needs.size() == 2);
    CHECK(browse.needs[0].target == model::entity_id{1});
    CHECK(!browse.needs[0].signal);
    CHECK(browse.needs[1].target == model::entity_id{2});
    CHECK(browse.needs[1].signal == 1U);
    CHECK(browse.needs[1].share == 500);
    CHECK(browse.needs[1].effect == model::impact::at_most_degraded);
    CHECK(browse.needs[1].essential);

    CHECK(api.regions == std::vector{model::region_id{1}, model::region_id{0}});
    CHECK(api.rollup == model::rollup_kind::weighted);
    CHECK(api.signals_rollup == model::rollup_kind::redundant);
    CHECK(api.across_regions == model::rollup_kind::worst);
    CHECK(api.needs[0].affects == std::vector<std::string>{"scale-out", "deploy"});

    CHECK(m->entities[2].sla == 999'900'000);
    CHECK(m->entities[3].where == model::scope::global);
    CHECK(m->entities[3].regions.empty());
}

TEST_CASE("signals take what they do not say from the defaults", "[config][load]") {
    const auto spec =
        signal("{ tcp: \"127.0.0.1:80\", fall: 5 }",
               "defaults: { signal: { every: 10s, timeout: 2s, rise: 4, on_failure: degraded } }\n");
    CHECK(spec->when.every == 10s);
    CHECK(spec->when.timeout == 2s);
    CHECK(spec->when.fast_every == 2s);
    CHECK(spec->when.down_every == 10s);
    CHECK(spec->when.ttl == 32s);
    CHECK(spec->debounce.rise == 4);
    CHECK(spec->debounce.fall == 5);
    CHECK(spec->on_failure == model::failure_policy::degraded);
}

TEST_CASE("jitter and overlap are the signal's, or the defaults'", "[config][load]") {
    const auto plain = signal("{ tcp: \"127.0.0.1:80\" }");
    CHECK(plain->when.jitter == 0);
    CHECK(!plain->when.overlap);

    const std::string defaults = "defaults: { signal: { jitter: 12.5%, overlap: allow, timeout: 50s } }\n";
    const auto inherited = signal("{ tcp: \"127.0.0.1:80\" }", defaults);
    CHECK(inherited->when.jitter == 125'000'000);
    CHECK(inherited->when.overlap);
    CHECK(inherited->when.ttl == 65s);
    const auto own = signal("{ tcp: \"127.0.0.1:80\", jitter: 50%, overlap: skip, timeout: 1s }", defaults);
    CHECK(own->when.jitter == 500'000'000);
    CHECK(!own->when.overlap);

    const auto pushed = signal("{ push: { token: \"0123456789abcdef\" } }", defaults);
    CHECK(pushed->when.jitter == 0);
    CHECK(!pushed->when.overlap);
}

TEST_CASE("a timeout leaves room for jitter, which the fast pace has none of", "[config][load]") {
    const auto with = [](const std::string& keys) {
        return first_error(head + "flows: { browse: { signals: { one: { tcp: \"a:1\", " + keys +
                           " } } } }\n");
    };
    CHECK(with("every: 10s, timeout: 9s, jitter: 10%") == "");
    CHECK(with("every: 10s, timeout: 9001ms, jitter: 10%") ==
          "the timeout (9s1ms) is longer than the interval (10s) less its jitter (9s)");
    CHECK(with("every: 24h, timeout: 12h, jitter: 50%") == "");
    CHECK(with("every: 10s, down_every: 20s, timeout: 9s, fast_every: 9s, jitter: 10%") == "");
    CHECK(with("every: 1s, timeout: 10s, jitter: 50%, overlap: allow") == "");
    CHECK(with("every: 1s, timeout: 10001ms, overlap: allow") ==
          "the timeout (10s1ms) is longer than 10 intervals (10s)");
    CHECK(with("every: 10s, timeout: 10s, overlap: allow, fast_every: 500ms") ==
          "the timeout (10s) is longer than 10 intervals (5s)");
}

TEST_CASE("an http probe with every key", "[config][load]") {
    const auto spec =
        signal(R"({ http: { url: "http://[::1]:81/x?y", method: POST, headers: { Host: shop, X-A: b },
        body: "hello", expect: { status: [200, 204, 300-399], body_contains: [ok, fine] }, redirects: 3,
        body_limit: 4KiB } })");
    const model::http_spec& h = http(spec);
    CHECK(h.url == "http://[::1]:81/x?y");
    CHECK(h.to.host == "::1");
    CHECK(h.to.port == 81);
    CHECK(h.path == "/x?y");
    CHECK(h.method == "POST");
    CHECK(h.headers == std::vector<std::pair<std::string, std::string>>{{"Host", "shop"}, {"X-A", "b"}});
    CHECK(h.body == "hello");
    REQUIRE(h.expect.status.size() == 3);
    CHECK(h.expect.status[2].first == 300);
    CHECK(h.expect.status[2].last == 399);
    CHECK(h.expect.body == std::vector<model::text_test>{{.text = "ok"}, {.text = "fine"}});
    CHECK(h.max_redirects == 3);
    CHECK(h.body_limit == 4096);
}

TEST_CASE("an http probe with nothing but a url expects 200 to 299 and follows nothing", "[config][load]") {
    const auto spec = signal("{ http: { url: \"http://shop\" } }");
    const model::http_spec& h = http(spec);
    CHECK(h.method == "GET");
    CHECK(h.path == "/");
    REQUIRE(h.expect.status.size() == 1);
    CHECK(h.expect.status[0].first == 200);
    CHECK(h.expect.status[0].last == 299);
    CHECK(h.max_redirects == 0);
}

TEST_CASE("a tcp probe has an address, in long or in short", "[config][load]") {
    for (const char* text : {"{ tcp: \"shop:80\" }", "{ tcp: { address: \"shop:80\" } }"}) {
        const auto spec = signal(text);
        CHECK(std::get<model::tcp_spec>(spec->probe).to.host == "shop");
        CHECK(std::get<model::tcp_spec>(spec->probe).to.port == 80);
    }
}

TEST_CASE("both conditions of a signal share its body paths", "[config][load]") {
    const auto spec = signal(
        "{ http: { url: \"http://shop\" }, degraded: body.a.b > 3 or body.c, unhealthy: body.a.b > 9 }");
    CHECK(spec->body_paths == std::vector<std::vector<std::string>>{{"a", "b"}, {"c"}});
    CHECK(spec->degraded->text == "body.a.b > 3 or body.c");
    CHECK(spec->unhealthy->text == "body.a.b > 9");
}

TEST_CASE("region variables are put in for each region; the same text shares one spec", "[config][load]") {
    const auto m = good(head + R"(
flows:
  browse:
    signals:
      differs: { http: { url: "http://${region.host}/${region.name}", headers: { A: "$${region.x}" }, body: "${region.both}" } }
      alike:   { tcp: "${region.both}:80" }
      fixed:   { tcp: "127.0.0.1:80" }
)");
    const auto& signals = m->entities[0].signals;
    REQUIRE(signals[0].places.size() == 2);
    CHECK(http(signals[0].places[0]).url == "http://127.0.1.1/west");
    CHECK(http(signals[0].places[1]).url == "http://127.0.2.1/east");
    CHECK(http(signals[0].places[1]).to.host == "127.0.2.1");
    CHECK(http(signals[0].places[1]).body == "same");
    CHECK(http(signals[0].places[1]).headers[0].second == "${region.x}");
    CHECK(signals[0].places[0] != signals[0].places[1]);
    CHECK(signals[1].places[0] == signals[1].places[1]);
    REQUIRE(signals[2].places.size() == 2);
    CHECK(signals[2].places[0] == signals[2].places[1]);
}

TEST_CASE("conditions and expectations take region variables too", "[config][load]") {
    const auto m = good(R"(
model: shop
regions:
  west: { vars: { limit: 100ms, code: 200 } }
  east: { vars: { limit: 200ms, code: 204 } }
flows:
  browse:
    signals:
      one:
        http: { url: "http://shop", expect: { status: "${region.code}", body_contains: "${region.name}" } }
        degraded: latency > ${region.limit}
)");
    const auto& places = m->entities[0].signals[0].places;
    CHECK(places[0]->degraded->text == "latency > 100ms");
    CHECK(places[1]->degraded->text == "latency > 200ms");
    CHECK(http(places[1]).expect.status[0].first == 204);
    CHECK(http(places[1]).expect.body[0].text == "east");
}

TEST_CASE("a condition that goes wrong in one region says so", "[config][load]") {
    const auto text = R"(
model: shop
regions:
  west: { vars: { limit: 100ms } }
  east: { vars: { limit: fast } }
flows:
  browse:
    signals: { one: { tcp: "127.0.0.1:80", degraded: "latency > ${region.limit}" } }
)";
    CHECK(first_error(text) == "expected a duration, found \"fast\" in the condition \"latency > fast\"");
}

TEST_CASE("a text cannot grow without bound by substitution", "[config][load][limits]") {
    std::string url = "http://shop/";
    for (int i = 0; i < 1100; ++i) url += "${region.big}";
    CHECK(
        first_error("model: shop\nregions: { west: { vars: { big: \"" + std::string(1000, 'x') +
                    "\" } } }\nflows: { browse: { signals: { one: { http: { url: \"http://shop\", body: \"" +
                    url + "\" } } } } }\n") == "the text is longer than 1048576 bytes after substitution");
}

TEST_CASE("regions, headers and abilities are limited", "[config][load][limits]") {
    std::string regions = "model: shop\nregions:\n";
    for (int i = 0; i < 1001; ++i) regions += "  r" + std::to_string(i) + ":\n";
    CHECK(first_error(regions + "flows: { browse: { needs: [] } }\n") == "more than 1000 regions");

    std::string headers;
    for (int i = 0; i < 51; ++i) headers += "H" + std::to_string(i) + ": x, ";
    CHECK(first_error(head +
                      "flows: { browse: { signals: { one: { http: { url: \"http://shop\", headers: { " +
                      headers + "} } } } } }\n") == "more than 50 headers");

    std::string abilities;
    for (int i = 0; i < 65; ++i) abilities += "a" + std::to_string(i) + ", ";
    CHECK(first_error(head + "flows: { browse: { needs: [{ name: api, affects: [" + abilities +
                      "] }] } }\ncomponents: { api: }\n") == "more than 64 different abilities in `affects`");
}

TEST_CASE("intervals, counts and redirects are limited", "[config][load][limits]") {
    const auto with = [](const std::string& keys) {
        return first_error(head + "flows: { browse: { signals: { one: { http: { url: \"http://shop\" }, " +
                           keys + " } } } }\n");
    };
    CHECK(with("timeout: 10ms, every: 10ms") == "");
    CHECK(with("timeout: 5ms, every: 9ms") == "9ms is not within 10ms to 24h");
    CHECK(with("every: 25h") == "25h is not within 10ms to 24h");
    CHECK(with("timeout: 0s") == "0s is not within 1ms to 24h");
    CHECK(with("rise: 0") == "0 is not within 1 to 64");
    CHECK(with("fall: 65") == "65 is not within 1 to 64");
}

TEST_CASE("needs of single signals do not make a circle", "[config][load]") {
    good(head + R"(
flows:
  browse: { needs: [a] }
components:
  a: { needs: [b], signals: { port: { tcp: "127.0.0.1:80" } } }
  b: { needs: [a/port] }
)");
}

TEST_CASE("each of two circles is told, a long one is shortened", "[config][load]") {
    std::string text = head + "flows: { browse: { needs: [c0, x] } }\ncomponents:\n";
    for (int i = 0; i < 20; ++i)
        text += "  c" + std::to_string(i) + ": { needs: [c" + std::to_string((i + 1) % 20) + "] }\n";
    const loaded_model loaded = load(text + "  x: { needs: [y] }\n  y: { needs: [x] }\n");
    REQUIRE(loaded.diagnostics.size() == 2);
    CHECK(
        loaded.diagnostics[0].message ==
        "needs go in a circle: c0 -> c1 -> c2 -> c3 -> c4 -> c5 -> c6 -> c7 -> c8 -> c9 -> (10 more) -> c0");
    CHECK(loaded.diagnostics[1].message == "needs go in a circle: x -> y -> x");
}

TEST_CASE("a global entity sees a regional one wherever it runs", "[config][load]") {
    const auto m = good(head + R"(
flows:
  browse: { scope: global, needs: [api] }
  list: { needs: [] , signals: { port: { tcp: "127.0.0.1:80" } } }
components:
  api: { regions: [east], signals: { port: { tcp: "${region.host}:80" } } }
)");
    CHECK(m->entities[2].signals[0].places.size() == 1);
    CHECK(std::get<model::tcp_spec>(m->entities[2].signals[0].places[0]->probe).to.host == "127.0.2.1");
}

TEST_CASE("a chain of needs may be as long as the model", "[config][load][large]") {
    std::string text = head + "flows: { browse: { needs: [c0] } }\ncomponents:\n";
    const int length = 5000;
    for (int i = 0; i < length; ++i)
        text += "  c" + std::to_string(i) + ": { needs: [c" + std::to_string(i + 1) + "] }\n";
    text += "  c" + std::to_string(length) + ": { signals: { port: { tcp: \"127.0.0.1:80\" } } }\n";
    CHECK(good(text)->entities.size() == static_cast<std::size_t>(length) + 2);
}

TEST_CASE("a model of 20,000 entities loads", "[config][load][large]") {
    constexpr int count = 20'000;
    std::string text = head + "flows:\n  browse: { needs: [c0] }\ncomponents:\n";
    for (int i = 1; i < count; ++i) {
        const std::string n = std::to_string(i - 1);
        text += "  c" + n + ":\n";
        if (i + 1 < count) text += "    needs: [{ name: c" + std::to_string(i) + ", weight: 2 }]\n";
        text += "    signals:\n      stats:\n        http: { url: \"http://${region.host}:80/" + n +
                "\" }\n" +
                "        degraded: latency >= 150ms or body.depth > 3\n        unhealthy: latency > 500ms\n";
    }
    const auto m = good(text);
    CHECK(m->entities.size() == static_cast<std::size_t>(count));
    CHECK(m->entities.back().signals[0].places.size() == 2);
}

TEST_CASE("a file that cannot be read is one clear line", "[config][load]") {
    const loaded_model missing = load_model_files({"/no/such/file.yaml"});
    CHECK(!missing.value);
    CHECK(render(missing.diagnostics) ==
          "/no/such/file.yaml: error: cannot be opened: No such file or directory\n1 error, 0 warnings\n");
    CHECK(render(load_model_files({}).diagnostics).find("there is no file with a model") !=
          std::string::npos);
}

TEST_CASE("a file without end is refused at its limit", "[config][load][limits]") {
    std::vector<diagnostic> told;
    CHECK(!read_source("/dev/zero", told));
    REQUIRE(told.size() == 1);
    CHECK(told[0].message == "is larger than the 67108864 bytes that are read");
}
