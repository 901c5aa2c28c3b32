// The published examples of composite availability, by models as somebody would write them. Where a page
// prints another number than its own figures give, both stand here, and ours is the right one.
#include "model/slo/calculated.hpp"
#include "test/model/build.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <string>
#include <vector>

using namespace hm::model;
using namespace hm::model::test;

namespace {

struct part {
    std::string name;
    parts_per_billion sla;
    scope where = scope::regional;
};

constexpr parts_per_billion ppb(double percent) {
    return static_cast<parts_per_billion>(percent * 1e7 + 0.5);
}

std::vector<std::string> regions(std::size_t n) {
    std::vector<std::string> names;
    for (std::size_t r = 0; r < n; ++r) names.push_back("r" + std::to_string(r));
    return names;
}

// How often a flow is down that needs all of these, in so many regions.
double down_with(const std::vector<part>& parts, std::size_t region_count) {
    model_builder m;
    m.regions(regions(region_count));
    std::vector<wanted_need> needs;
    for (const part& p : parts) {
        m.dependency(p.name, {}, p.where).last().sla = p.sla;
        needs.push_back({p.name});
    }
    m.flow("buy", needs);
    const calculated_slo s = calculate_slo(*m.build());
    REQUIRE(s.flows.front().down.exact());
    return s.flows.front().down.lowest;
}

// In percent, as far as a page prints it.
double printed(double down, int decimals) {
    const double scale = std::pow(10, decimals);
    return std::round((100 - 100 * down) * scale) / scale;
}

// A flow that needs so many of some alike.
double down_of(std::uint32_t k, std::size_t n, double percent) {
    model_builder m;
    m.regions({"r"});
    std::vector<wanted_need> needs;
    for (std::size_t i = 0; i < n; ++i) {
        m.dependency("d" + std::to_string(i)).last().sla = ppb(percent);
        needs.push_back({"d" + std::to_string(i)});
    }
    m.flow("buy", needs).last().rollup =
        rollup_rule{at_least_rule{{scale::standard().of(state::healthy), {k, std::nullopt}}}};
    return calculate_slo(*m.build()).flows.front().down.lowest;
}

double minutes_per_30_days(double down) {
    return down * std::chrono::duration<double, std::ratio<60>>{slo_period}.count();
}

const std::vector<part> web_and_sql{{"web", ppb(99.95)}, {"sql", ppb(99.99)}};

}  // namespace

// Azure Well-Architected Framework, "Recommendations for defining reliability targets", and its older pages
// on composite SLAs.
TEST_CASE("Microsofts composite SLAs come out as printed", "[model][slo]") {
    CHECK(down_with(web_and_sql, 1) == Approx(1 - 0.9995 * 0.9999).epsilon(1e-12));
    CHECK(printed(down_with(web_and_sql, 1), 2) == 99.94);
    CHECK(printed(down_with(web_and_sql, 1), 6) == 99.940005);
    CHECK(printed(down_with({{"web", ppb(99.95)}, {"cache", ppb(99.99999)}}, 1), 2) == 99.95);
    CHECK(printed(down_with({{"web", ppb(99.95)}, {"cache", ppb(99.99999)}}, 1), 5) == 99.94999);
}

TEST_CASE("a queue that stands in for the database makes two nines of one", "[model][slo]") {
    model_builder m;
    m.regions({"r"}).dependency("web").last().sla = ppb(99.95);
    m.dependency("sql").last().sla = ppb(99.99);
    m.dependency("queue").last().sla = ppb(99.9);
    m.component("orders", {{"sql"}, {"queue"}}).rollup(rollup_kind::best);
    m.flow("store", {{"orders"}}).flow("buy", {{"web"}, {"orders"}});
    const calculated_slo s = calculate_slo(*m.build());
    CHECK(s.flows[0].down.lowest == Approx(1e-7).epsilon(1e-14));  // 99.99999 %
    CHECK(printed(s.flows[1].down.lowest, 2) == 99.95);
    CHECK(printed(s.flows[1].down.lowest, 6) == 99.94999);
}

TEST_CASE("regions that fail apart from each other multiply their unavailability", "[model][slo]") {
    const std::vector<part> web{{"web", ppb(99.95)}};
    CHECK(down_with(web, 2) == Approx(2.5e-7).epsilon(1e-14));  // 99.999975 %
    // One page prints the formula 1 - (0.9995²), which would be 0.1 %; it means 1 - (1 - 0.9995)².
    CHECK(down_with(web, 2) != Approx(0.9995 * 0.9995).epsilon(0.1));
    // Printed as 99.999999 %, which is cut off.
    CHECK(down_with(web, 4) == Approx(6.25e-14).epsilon(1e-14));                // 99.99999999999375 %
    CHECK(down_with({{"vm", ppb(99.99)}}, 3) == Approx(1e-12).epsilon(1e-14));  // 99.9999999999 %
}

TEST_CASE("what all regions share stands in series with them", "[model][slo]") {
    const part router{"router", ppb(99.99), scope::global};
    std::vector<part> parts = web_and_sql;
    parts.push_back(router);
    CHECK(printed(down_with(parts, 2), 8) == 99.98996401);
    CHECK(printed(down_with({{"web", ppb(99.95)}, router}, 2), 8) == 99.9899750);
    // Three zonal VMs behind a balancer that is itself the product of three zones: 99.9999999998 %.
    model_builder m;
    m.regions(regions(3)).dependency("vm").last().sla = ppb(99.99);
    m.dependency("balancer").last().sla = ppb(99.99);
    m.component("front", {{"balancer"}}).last().where = scope::global;
    m.component("back", {{"vm"}}).last().where = scope::global;
    m.flow("buy", {{"front"}, {"back"}}).last().where = scope::global;
    CHECK(calculate_slo(*m.build()).flows.front().down.lowest == Approx(2e-12).epsilon(1e-11));
}

// Azure/Mission-Critical-Online, AppDesign-SLO-Availability.md.
TEST_CASE("Mission-Critical Online needs three stamps and no more", "[model][slo]") {
    const std::vector<part> global{{"cosmos-db", ppb(99.999), scope::global},
                                   {"front-door", ppb(99.99), scope::global},
                                   {"entra-id", ppb(99.99), scope::global}};
    const std::vector<part> stamp{{"vms", ppb(99.99)},        {"aks", ppb(99.95)},
                                  {"event-hubs", ppb(99.95)}, {"storage", ppb(99.9)},
                                  {"balancer", ppb(99.99)},   {"key-vault", ppb(99.99)}};
    std::vector<part> both = global;
    both.insert(both.end(), stamp.begin(), stamp.end());
    CHECK(printed(down_with(global, 1), 3) == 99.979);
    CHECK(printed(down_with(global, 1), 7) == 99.9790012);
    CHECK(printed(down_with(stamp, 1), 2) == 99.77);
    CHECK(printed(down_with(stamp, 1), 5) == 99.77019);
    CHECK(printed(down_with(both, 1), 5) == 99.74924);
    CHECK(printed(down_with(both, 2), 5) == 99.97847);
    CHECK(printed(down_with(both, 3), 5) == 99.979);
    CHECK(printed(down_with(both, 4), 5) == 99.979);
    // The page says that 99.979 % are 9.52 minutes a month. Of 30 days they are 9.07.
    CHECK(minutes_per_30_days(down_with(both, 3)) == Approx(9.072).margin(0.001));
    CHECK(minutes_per_30_days(1e-4 * (100 - 99.95) * 100) == Approx(21.6));
}

// Azure Well-Architected Framework, the ticketing example.
TEST_CASE("the ticketing examples platform is 99.72 and 99.68 percent", "[model][slo]") {
    std::vector<part> parts{
        {"front-door", ppb(99.98)}, {"container-apps", ppb(99.95)}, {"sql", ppb(99.8)}, {"link", ppb(99.99)}};
    CHECK(printed(down_with(parts, 1), 2) == 99.72);
    for (const char* more : {"dns", "gateway", "peering", "firewall"}) parts.push_back({more, ppb(99.99)});
    CHECK(printed(down_with(parts, 1), 2) == 99.68);
    CHECK(printed(down_with(parts, 1), 4) == 99.6803);
    // Platform, code, configuration, operations. Printed as 99.45 %; the product of the four is 99.44 %.
    const double overall = down_with({{"platform", ppb(99.68)},
                                      {"code", ppb(99.86)},
                                      {"configuration", ppb(99.95)},
                                      {"operations", ppb(99.95)}},
                                     1);
    CHECK(printed(overall, 4) == 99.4409);
    CHECK(minutes_per_30_days(overall) / 60 == Approx(4.03).margin(0.005));
}

// Azure/reliable-web-app-pattern-dotnet, assets/sla-calculation.md.
TEST_CASE("the reliable web app gains by its second region what is not shared", "[model][slo]") {
    CHECK(printed(down_with({{"front-door", ppb(99.99)},
                             {"entra-id", ppb(99.99)},
                             {"app", ppb(99.95)},
                             {"redis", ppb(99.9)},
                             {"sql", ppb(99.995)},
                             {"storage", ppb(99.9)},
                             {"vault", ppb(99.99)},
                             {"configuration", ppb(99.9)}},
                            1),
                  3) == 99.616);
    const std::vector<part> shared{{"front-door", ppb(99.99), scope::global},
                                   {"entra-id", ppb(99.99), scope::global}};
    std::vector<part> regional{{"app", ppb(99.95)},    {"redis", ppb(99.9)},  {"sql", ppb(99.995)},
                               {"storage", ppb(99.9)}, {"vault", ppb(99.99)}, {"configuration", ppb(99.9)}};
    for (int link = 0; link < 7; ++link) regional.push_back({"link-" + std::to_string(link), ppb(99.99)});
    std::vector<part> all = shared;
    all.insert(all.end(), regional.begin(), regional.end());
    CHECK(printed(down_with(all, 1), 3) == 99.546);
    // The page takes the 99.546 %, in which the shared services are already, for the regional part, and
    // multiplies by the shared ones again: 99.9779 %. Without counting them twice the regional part is 99.566
    // %, and all 99.9781 %.
    CHECK(printed(down_with(regional, 1), 3) == 99.566);
    CHECK(printed(down_with(all, 2), 4) == 99.9781);
    CHECK(printed(down_with({{"shared", ppb(99.98), scope::global}, {"regional", ppb(99.546)}}, 2), 4) ==
          99.9779);
}

// AWS, "Availability and Beyond"; and the binomial sums.
TEST_CASE("hard dependencies and quorums of alike parts come out right", "[model][slo]") {
    CHECK(printed(down_with({{"a", ppb(99.99)}, {"b", ppb(99.99)}, {"c", ppb(99.99)}}, 1), 2) == 99.97);
    CHECK(printed(down_of(2, 3, 99), 4) == 99.9702);
    CHECK(printed(down_of(3, 4, 99), 4) == 99.9408);
    CHECK(printed(down_of(4, 5, 99.5), 4) == 99.9752);
    CHECK(printed(down_of(1, 2, 99.9), 4) == 99.9999);
    CHECK(down_of(1, 2, 99.9) == Approx(1e-6).epsilon(1e-14));
}

TEST_CASE("two units that are repaired each on its own are the square of one", "[model][slo]") {
    const double failures_per_h = 1.0 / 720, repairs_per_h = 1;
    model_builder m;
    m.regions({"west", "north"}).component("db", {}).last().availability =
        repair_times{std::chrono::hours{720}, std::chrono::hours{1}};
    m.flow("buy", {{"db"}});
    const calculated_slo s = calculate_slo(*m.build());
    const double one = failures_per_h / (failures_per_h + repairs_per_h);
    CHECK(s.flows.front().in_regions.front().second.lowest == Approx(one).epsilon(1e-14));
    CHECK(s.flows.front().down.lowest == Approx(one * one).epsilon(1e-14));
    // With one crew for both, who waits is down for longer: that is no arithmetic of independent parts.
    const double l = failures_per_h, mu = repairs_per_h;
    const double one_crew = 2 * l * l / (mu * mu + 2 * l * mu + 2 * l * l);
    CHECK(s.flows.front().down.lowest < one_crew);
}

TEST_CASE("allowed downtime is what the tables of nines say", "[model][slo]") {
    struct row {
        double percent, minutes;
    };
    for (const row& r : {row{99, 432}, row{99.5, 216}, row{99.9, 43.2}, row{99.95, 21.6}, row{99.99, 4.32},
                         row{99.999, 0.432}})
        CHECK(minutes_per_30_days(unavailability(ppb(r.percent))) == Approx(r.minutes).epsilon(1e-12));
    const auto hours_of = [](double percent, int days) { return unavailability(ppb(percent)) * days * 24; };
    CHECK(hours_of(99, 7) == Approx(1.68));
    CHECK(hours_of(99.9, 7) * 60 == Approx(10.08));
    CHECK(hours_of(99.95, 365) == Approx(4.38));
    CHECK(hours_of(99.99, 365) * 60 == Approx(52.56));
    CHECK(hours_of(99.999, 365) * 60 == Approx(5.256));
    CHECK(hours_of(99.999, 7) * 3600 == Approx(6.048));
}
