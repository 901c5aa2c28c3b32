#include "daemon/outputs/metrics.hpp"
#include "daemon/outputs/routes.hpp"
#include "daemon/outputs/series_labels.hpp"
#include "test/daemon/outputs/picture.hpp"

#include <map>
#include <regex>
#include <set>
#include <sstream>

using namespace hm;
using namespace hm::test;

namespace {

// Series by their whole left side, as a scraper sees them. Labels come in the order that we write.
std::map<std::string, double> scrape(const picture& p) {
    const auto routes = daemon::make_routes({config::service::metrics}, p.context);
    const auto answer = ask(routes, get("/metrics"));
    REQUIRE(answer.content_type == "text/plain; version=0.0.4; charset=utf-8");
    std::map<std::string, double> series;
    std::istringstream lines{std::string{answer.body()}};
    static const std::regex sample{R"(([a-z_:][a-zA-Z0-9_:]*(?:\{.*\})?) (\S+))"};
    for (std::string line; std::getline(lines, line);) {
        if (line.empty() || line[0] == '#') continue;
        std::smatch m;
        if (!std::regex_match(line, m, sample)) FAIL("not a sample: " << line);
        if (!series.emplace(m[1], std::stod(m[2])).second) FAIL("twice: " << line);
    }
    return series;
}

std::string name_of(const std::string& series) {
    return series.substr(0, series.find('{'));
}

bool mentions(const std::map<std::string, double>& series, const std::string& text) {
    return std::any_of(series.begin(), series.end(),
                       [&](const auto& s) { return s.first.find(text) != std::string::npos; });
}

}  // namespace

TEST_CASE("nodes, signals and regions are told as they are", "[outputs][metrics]") {
    picture p;
    p.all(state::healthy).set("api@eu/latency", state::degraded).set("db@us/write", state::unknown).publish();
    const auto s = scrape(p);
    const std::string api = R"({node="api@eu",entity="api",kind="component",region="eu"})";
    CHECK(s.at("healthmodel_node_score" + api) == 0.75);
    CHECK(s.at("healthmodel_node_state" + api) == 1);
    CHECK(s.at("healthmodel_node_last_change_timestamp_seconds" + api) == Approx(1766016000));
    CHECK(s.at(R"(healthmodel_node_state{node="vault",entity="vault",kind="dependency"})") == 0);
    CHECK(s.at(R"(healthmodel_node_state{node="eu",kind="region",region="eu"})") == 1);
    CHECK(s.at(R"(healthmodel_node_state{node="shop",kind="root"})") >= 0);
    CHECK(
        s.at(
            R"(healthmodel_signal_state{signal="api@eu/latency",entity="api",region="eu",node="api@eu",kind="http"})") ==
        1);
    CHECK(s.at(R"(healthmodel_state_info{state="unknown",value="3"})") == 1);

    const std::string db = R"({node="db@us",entity="db",kind="dependency",region="us"})";
    CHECK(s.at("healthmodel_node_state" + db) == 3);
    CHECK_FALSE(s.contains("healthmodel_node_score" + db));  // unknown has no score

    CHECK(s.at(R"(healthmodel_region_verdict{region="eu",state="degraded"})") == 1);
    CHECK(s.at(R"(healthmodel_region_verdict{region="eu",state="up"})") == 0);
    CHECK(s.at(R"(healthmodel_region_computed_verdict{region="us",state="degraded"})") == 1);
    CHECK(s.at(R"(healthmodel_region_verdict_source{region="eu",source="computed"})") == 1);
    CHECK(s.at(R"(healthmodel_region_weight{region="us"})") == 1);
    CHECK(s.at(R"(healthmodel_build_info{version="1.2.3"})") == 1);
    CHECK(s.at("healthmodel_config_last_reload_successful") == 1);
    CHECK(s.at("process_open_fds") > 2);
    CHECK(s.at("process_resident_memory_bytes") > 1e6);
}

TEST_CASE("how long a region was out is a metric once it is back", "[outputs][metrics]") {
    using namespace std::chrono_literals;
    const std::string outage = R"(healthmodel_region_last_outage_seconds{region="eu"})";
    picture p;
    p.all(state::healthy).publish();
    p.set("api@eu/latency", state::unhealthy).publish();
    CHECK_FALSE(scrape(p).contains(outage));
    p.now.steady += 90s;
    p.now.wall += 90s;
    p.set("api@eu/latency", state::healthy).publish();
    CHECK(scrape(p).at(outage) == 90);
    CHECK_FALSE(scrape(p).contains(R"(healthmodel_region_last_outage_seconds{region="us"})"));
}

static std::vector<std::shared_ptr<probes::signal_stats>> counters(const model::graph& g) {
    std::vector<std::shared_ptr<probes::signal_stats>> all(g.signal_count());
    for (auto& s : all) s = std::make_shared<probes::signal_stats>();
    return all;
}

TEST_CASE("the series of a removed node are gone", "[outputs][metrics]") {
    picture with{shop(true)}, without{shop(false)};
    CHECK(mentions(scrape(with.all(state::healthy).publish()), "cache"));
    CHECK_FALSE(mentions(scrape(without.all(state::healthy).publish()), "cache"));
}

TEST_CASE("probes are counted by reason, with their durations", "[outputs][metrics]") {
    picture p;
    p.all(state::healthy).publish();
    const auto signals = counters(*p.graph);
    probes::shard_stats one, two;
    p.context.figures = [&](std::uint64_t) { return daemon::probe_figures{signals, {&one, &two}}; };

    auto& api = *signals[model::index(p.graph->at(p.graph->find("api@eu/latency")).signal)];
    api.results[static_cast<std::size_t>(model::reason::ok)].add(7);
    api.results[static_cast<std::size_t>(model::reason::timeout)].add(2);
    api.last_result_ms.set(1'700'000'000'500);
    api.last_duration_ns.set(25'000'000);
    api.tls_expires_ms.set(1'800'000'000'000);
    one.duration[0][static_cast<std::size_t>(probes::phase::total)].observe(std::chrono::milliseconds{3});
    two.duration[0][static_cast<std::size_t>(probes::phase::total)].observe(std::chrono::milliseconds{30});
    two.duration[0][static_cast<std::size_t>(probes::phase::total)].observe(std::chrono::seconds{30});
    one.runs_missed.add(1);
    two.runs_missed.add(2);

    const auto s = scrape(p);
    const std::string l = R"(signal="api@eu/latency",entity="api",region="eu")";
    CHECK(s.at("healthmodel_probe_results_total{" + l + R"(,reason="ok"})") == 7);
    CHECK(s.at("healthmodel_probe_results_total{" + l + R"(,reason="timeout"})") == 2);
    CHECK_FALSE(mentions(s, R"(reason="closed")"));
    CHECK(s.at(R"(healthmodel_probe_results_total{signal="vault/up",entity="vault",reason="ok"})") == 0);
    CHECK(s.at("healthmodel_probe_last_duration_seconds{" + l + "}") == 0.025);
    CHECK(s.at("healthmodel_probe_last_result_timestamp_seconds{" + l + "}") == 1'700'000'000.5);
    CHECK_FALSE(s.contains(R"(healthmodel_probe_last_duration_seconds{signal="vault/up",entity="vault"})"));
    CHECK(s.at("healthmodel_probe_tls_expiry_timestamp_seconds{" + l + "}") == 1'800'000'000);
    CHECK_FALSE(mentions(s, "healthmodel_probe_tls_client_expiry"));
    CHECK_FALSE(mentions(s, R"(tls_expiry_timestamp_seconds{signal="vault/up")"));
    CHECK(s.at("healthmodel_probe_runs_missed_total") == 3);

    const std::string h = R"({kind="http",phase="total")";
    CHECK(s.at("healthmodel_probe_duration_seconds_count" + h + "}") == 3);
    CHECK(s.at("healthmodel_probe_duration_seconds_sum" + h + "}") == Approx(30.033));
    CHECK(s.at("healthmodel_probe_duration_seconds_bucket" + h + R"(,le="0.005"})") == 1);
    CHECK(s.at("healthmodel_probe_duration_seconds_bucket" + h + R"(,le="0.05"})") == 2);
    CHECK(s.at("healthmodel_probe_duration_seconds_bucket" + h + R"(,le="+Inf"})") == 3);
}

TEST_CASE("names are prefixed, and counters, and nothing else, end in _total", "[outputs][metrics]") {
    picture p;
    p.all(state::healthy).publish();
    const auto signals = counters(*p.graph);
    probes::shard_stats shard;
    std::string page;
    const daemon::series_labels l{p.graph};
    daemon::add_health_metrics(page, *p.view().snapshot, l);
    daemon::add_probe_metrics(page, *p.graph, {signals, {&shard}}, l);
    std::set<std::string> seen;
    static const std::regex head{"# HELP (\\S+) ([^\n]+)\n# TYPE (\\S+) (\\S+)\n"};
    for (std::sregex_iterator f{page.begin(), page.end(), head}, end; f != end; ++f) {
        const std::string name = (*f)[1], help = (*f)[2];
        CAPTURE(name);
        CHECK(seen.insert(name).second);
        CHECK((*f)[3] == name);
        CHECK(name.starts_with("healthmodel_"));
        CHECK(name.ends_with("_total") == ((*f)[4] == "counter"));
        CHECK(help.ends_with("."));
    }
    CHECK(seen.size() > 15);
    CHECK_FALSE(mentions(scrape(p), "nan"));
    CHECK(name_of("a{b}") == "a");
}

TEST_CASE("a crowd of scrapers shares one page; it is never older than its limit, nor than the picture",
          "[outputs][metrics]") {
    picture p;
    p.all(state::healthy).publish();
    model::moment now = daemon::now();
    p.context.now = [&now] { return now; };
    daemon::metrics_answers answers{p.context};
    const auto first = answers.answer().shared_body;
    CHECK(answers.answer().shared_body == first);
    now.steady += daemon::metrics_answers::max_age;
    const auto second = answers.answer().shared_body;
    CHECK(second != first);

    p.set("api@eu/latency", state::degraded).publish();
    const auto third = answers.answer().shared_body;
    CHECK(third != second);
    p.context.facts.last_reload_successful = false;
    CHECK(answers.answer().shared_body != third);
}
