// Other systems' numbers about SLOs, from test/cases/, against the arithmetic of model/slo. They are no
// rollups, so test/conformance/ leaves them out; here none may be left out.
#include "config/load.hpp"
#include "model/slo/budget.hpp"
#include "model/slo/composite.hpp"
#include "model/slo/objective.hpp"

#include <fmt/format.h>
#include <boost/json.hpp>
#include <catch2/catch.hpp>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <set>

using namespace hm;
using namespace std::chrono_literals;
namespace json = boost::json;
namespace slo = model::slo;
using std::chrono::seconds;

namespace {

json::array cases() {
    std::ifstream in{std::filesystem::path{HM_SOURCE_DIR} / "test" / "cases" / "rollup-cases.json"};
    const std::string text{std::istreambuf_iterator<char>{in}, {}};
    return json::parse(text).as_array();
}

double number(const json::value& v) {
    return v.is_int64() ? static_cast<double>(v.as_int64()) : v.as_double();
}

std::string text(const json::value& v) {
    return std::string{v.as_string()};
}

model::parts_per_billion share(double ratio) {
    return std::llround(ratio * static_cast<double>(model::whole));
}

seconds hours(const json::value& v) {
    return seconds{std::llround(number(v) * 3600)};
}

// "14d", "1m", "5m"
seconds duration(const json::value& v) {
    const std::string t = text(v);
    const std::int64_t n = std::stoll(t);
    switch (t.back()) {
        case 'd':
            return std::chrono::days{n};
        case 'h':
            return std::chrono::hours{n};
        case 'm':
            return std::chrono::minutes{n};
        default:
            return seconds{n};
    }
}

void sloth(const json::object& c) {
    const json::object& p = c.at("params").as_object();
    slo::burn_alert alert;
    alert.consumed = share(number(p.at("error_budget_percent")) / 100);
    alert.over = hours(p.at("long_window_hours"));
    const auto period = std::chrono::days{p.at("slo_period_days").as_int64()};
    CHECK(burn_rate_limit(alert, period) == Approx(number(c.at("expected").at("factor"))).epsilon(1e-12));
    if (p.contains("short_window") && p.at("short_window") != "2m" && p.at("short_window") != "15m")
        CHECK(alert.over / slo::short_of_long == duration(p.at("short_window")));
}

void sre_workbook(const json::object& c) {
    const json::object& p = c.at("params").as_object();
    const double consumed = slo::budget_consumed(number(p.at("burn_rate")), hours(p.at("window_hours")),
                                                 hours(p.at("period_hours")));
    CHECK(std::round(consumed * 10'000) / 100 == number(c.at("expected").at("consumed_percent")));
}

// Its alerts, written in our language.
void pyrra(const json::object& c) {
    const json::object& e = c.at("expected").as_object();
    const std::string severity = e.at("severity") == "critical" ? "page" : "ticket";
    const std::string model = fmt::format(
        "model: shop\nregions: {{ r: }}\nflows: {{ buy: {{ objective: {{ target: 99%, window: {}, alerts: [ "
        "{{ "
        "severity: {}, burn_rate: {}, over: {}, short: {}, for: {} }} ] }} }} }}\n",
        text(c.at("params").at("slo_window")), severity, number(e.at("factor")), text(e.at("long")),
        text(e.at("short")), text(e.at("for")));
    const auto loaded = config::load_model(config::source{"pyrra.yaml", model});
    REQUIRE(loaded.value);
    const slo::burn_alert& alert = (*loaded.value)->entities[0].attained->alerts.at(0);
    CHECK(burn_rate_limit(alert, duration(c.at("params").at("slo_window"))) == number(e.at("factor")));
    CHECK(alert.over == duration(e.at("long")));
    CHECK(alert.recent == duration(e.at("short")));
    CHECK(alert.lasting == duration(e.at("for")));
    CHECK(to_string(alert.kind) == severity);
}

void openslo_budget(const json::object& c) {
    const json::object& p = c.at("params").as_object();
    const json::object& e = c.at("expected").as_object();
    const seconds window = duration(p.at("window")), slice = duration(p.at("slice"));
    const model::parts_per_billion target = share(number(p.at("target")));
    CHECK(window / slice == e.at("total_slices").as_int64());
    if (e.contains("budget_slices"))
        CHECK(slo::allowed(window / slice, target) == e.at("budget_slices").as_int64());
    const model::duration budget{slo::allowed(model::duration{window}.count(), target)};
    if (e.contains("budget")) CHECK(model::format_duration(budget) == text(e.at("budget")));
    if (e.contains("budget_seconds"))
        CHECK(std::chrono::duration<double>(budget).count() == Approx(number(e.at("budget_seconds"))));
}

void openslo_composite(const json::object& c) {
    std::vector<slo::slice> slices;
    for (const json::value& child : c.at("children").as_array()) {
        slo::slice& s = slices.emplace_back();
        const bool bad = child.at("state") != "good minute";
        s.targets = {1, bad, bad};
    }
    std::vector<slo::member_slice> members;
    for (const slo::slice& s : slices) members.push_back({1000, &s});
    const bool missed = combined(slo::combination::worst, members).targets.missed != 0;
    CHECK((missed ? "bad minute" : "good minute") == text(c.at("expected")));
}

std::vector<slo::weighted_ratio> members_of(const json::object& c) {
    std::vector<slo::weighted_ratio> members;
    for (const json::value& child : c.at("children").as_array()) {
        slo::weighted_ratio& m = members.emplace_back();
        m.weight = child.at("weight").as_int64();
        if (!child.at("sli").is_null()) m.ratio = number(child.at("sli"));
    }
    return members;
}

void elastic(const json::object& c) {
    std::vector<slo::weighted_ratio> members = members_of(c);
    if (c.at("rule") == "normalised weights") {
        for (std::size_t i = 0; i < members.size(); ++i) {
            auto only = members;
            for (std::size_t j = 0; j < only.size(); ++j)
                if (only[j].ratio) only[j].ratio = i == j ? 1 : 0;
            CHECK(slo::weighted_mean(only) == number(c.at("expected").as_array()[i]));
        }
        return;
    }
    const json::object& e = c.at("expected").as_object();
    const auto sli = slo::weighted_mean(members);
    if (e.contains("sli") && e.at("sli").is_null()) CHECK_FALSE(sli);
    if (e.contains("sli") && !e.at("sli").is_null()) CHECK(*sli == Approx(number(e.at("sli"))));
    if (!e.contains("budget_remaining")) return;
    const model::parts_per_billion target = share(number(c.at("params").at("target")));
    const slo::errors bad{model::whole - share(*sli), model::whole};
    CHECK(*slo::budget_remaining(bad, target) == Approx(number(e.at("budget_remaining"))));
    CHECK(*slo::burn_rate(bad, target) == Approx(number(e.at("budget_consumed"))));
    CHECK(static_cast<double>(model::whole - target) / 1e9 == Approx(number(e.at("budget_initial"))));
}

void zabbix(const json::object& c) {
    const json::object& p = c.at("params").as_object();
    const auto time = [&](const char* key) { return seconds{p.at(key).as_int64()}; };
    const seconds up = time("uptime_s"), down = time("downtime_s");
    const auto left =
        slo::affordable(up, down, time("max_uptime_s"), share(number(p.at("slo_percent")) / 100));
    CHECK(left.count() == c.at("expected").at("error_budget").as_int64());
    const auto sli = slo::attained_ratio({down.count(), (up + down).count()});
    CHECK(100 * *sli == Approx(number(c.at("expected").at("sli"))).epsilon(1e-8));
}

const std::map<std::string, std::function<void(const json::object&)>, std::less<>> systems{
    {"sloth", sloth},
    {"sre-workbook", sre_workbook},
    {"pyrra", pyrra},
    {"openslo-budget", openslo_budget},
    {"openslo-composite", openslo_composite},
    {"elastic-composite-slo", elastic},
    {"zabbix-sla", zabbix}};

}  // namespace

TEST_CASE("the numbers of other systems are ours", "[model][slo][conformance]") {
    std::set<std::string> seen;
    for (const json::value& each : cases()) {
        const json::object& c = each.as_object();
        const auto system = systems.find(text(c.at("system")));
        if (system == systems.end()) continue;
        INFO(text(c.at("id")) << ": " << json::serialize(c));
        system->second(c);
        seen.insert(system->first);
    }
    CHECK(seen.size() == systems.size());
}
