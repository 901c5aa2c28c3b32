#include "model/slo/calculated.hpp"

#include "model/slo/alternatives.hpp"
#include "test/model/build.hpp"
#include "test/model/slo/random_design.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace hm::model;
using namespace hm::model::test;

namespace {

// Two regions, each with a database, behind one login for all.
model_builder shop() {
    model_builder m;
    m.regions({"west", "north"}).dependency("login", {}, scope::global).last().sla = 999'900'000;
    m.dependency("db", {"read", "write"}).last().sla = 999'000'000;
    m.dependency("mail", {});
    m.component("api", {{"db/read"}, {"login"}, {"mail", impact::limited}});
    m.flow("buy", {{"api"}, {"login"}}).last().objective = 999'890'000;
    return m;
}

std::shared_ptr<const definition> changed(const alternative& a) {
    const auto* d = std::get_if<std::shared_ptr<const definition>>(&a);
    if (d == nullptr) throw std::logic_error(std::get<std::string>(a));
    return *d;
}

const calculated_flow& buy(const calculated_slo& s) {
    return s.flows.front();
}

}  // namespace

TEST_CASE("a dependency that branches and regions share counts once", "[model][slo]") {
    const calculated_slo s = calculate_slo(*shop().build());
    const double exact = in_series(1e-4, 1e-6);
    CHECK(buy(s).down.lowest == Approx(exact).epsilon(1e-13));
    REQUIRE(buy(s).in_regions.size() == 2);
    CHECK(buy(s).in_regions[0].second.lowest == Approx(in_series(1e-4, 1e-3)).epsilon(1e-13));
    // By hand the login is counted for the API and for the flow, and as if each region had its own.
    const double region = 1 - (1 - 1e-4) * (1 - 1e-4) * (1 - 1e-3);
    CHECK(*buy(s).naive == Approx(region * region).epsilon(1e-9));
}

TEST_CASE("what has no figure counts as always there and is told", "[model][slo]") {
    const auto m = shop().build();
    const calculated_slo s = calculate_slo(*m);
    std::vector<std::string> names;
    for (const entity_id id : s.assumed) names.push_back(m->at(id).name);
    CHECK(names == std::vector<std::string>{"mail", "api"});
}

TEST_CASE("a promise and an own figure multiply", "[model][slo]") {
    model_builder m;
    m.regions({"west"}).dependency("db").last().sla = 999'000'000;
    m.last().availability = repair_times{std::chrono::hours{999}, std::chrono::hours{1}};
    m.flow("buy", {{"db"}});
    CHECK(calculate_slo(*m.build()).flows.front().down.lowest == Approx(0.001999).epsilon(1e-13));
}

TEST_CASE("a flow that nothing can fail is always there", "[model][slo]") {
    model_builder m;
    m.regions({"west"}).component("api", {}).flow("buy", {{"api"}}).last().objective = whole;
    const calculated_slo s = calculate_slo(*m.build());
    CHECK(s.flows.front().down == chance_range{0, 0});
    CHECK(s.flows.front().reachable == reach::yes);
}

TEST_CASE("an objective is reached to the last decimal and not beyond", "[model][slo]") {
    model_builder m;
    m.regions({"r"}).dependency("a").last().sla = 999'500'000;
    m.dependency("b").last().sla = 999'500'000;
    m.flow("buy", {{"a"}, {"b"}});
    const auto reachable = [&](parts_per_billion objective) {
        m.last().objective = objective;
        return calculate_slo(*model_builder{m}.build()).flows.front().reachable;
    };
    CHECK(reachable(999'000'250) == reach::yes);  // 0.9995² exactly
    CHECK(reachable(999'000'251) == reach::no);
    CHECK(reach_of({0.001, 0.001}, 999'000'000) == reach::yes);  // 99.9 % is not 0.9990000000000001
    CHECK(reach_of({0.0005, 0.002}, 999'000'000) == reach::undecided);
    CHECK(reach_of({0.0011, 0.002}, 999'000'000) == reach::no);
}

TEST_CASE("each dependency costs what its perfection would gain", "[model][slo]") {
    const auto m = shop().build();
    const calculated_slo s = calculate_slo(*m);
    REQUIRE(buy(s).costs);
    REQUIRE(buy(s).costs->size() == 2);
    const slo_cost login = buy(s).costs->at(0), db = buy(s).costs->at(1);
    CHECK(m->at(login.what).name == "login");
    CHECK(login.gain == Approx(in_series(1e-4, 1e-6) - 1e-6).epsilon(1e-12));
    CHECK(login.importance == Approx(1 - 1e-6).epsilon(1e-12));
    CHECK(m->at(db.what).name == "db");
    CHECK(db.gain == Approx(in_series(1e-4, 1e-6) - 1e-4).epsilon(1e-9));
    CHECK(db.importance == Approx(1 - 1e-4).epsilon(1e-12));
}

TEST_CASE("costs of random designs are what the changed design has less", "[model][slo]") {
    std::size_t tried = 0;
    for (unsigned seed = 0; seed < 100; ++seed) {
        dice d{seed};
        const auto m = random_design(d, 12);
        const calculated_slo s = calculate_slo(*m, {}, {.naive = false, .one_more_region = false});
        for (std::size_t f = 0; f < s.flows.size(); ++f) {
            for (const slo_cost& c : *s.flows[f].costs) {
                const auto with = [&](parts_per_billion share) {
                    const auto d2 = changed(with_availability(*m, m->at(c.what).name, share));
                    return calculate_slo(*d2, {}, {false, false, false}).flows[f].down.lowest;
                };
                CAPTURE(seed, m->at(c.what).name);
                REQUIRE(c.gain == Approx(s.flows[f].down.lowest - with(whole)).margin(1e-12));
                REQUIRE(c.importance == Approx(with(0) - with(whole)).margin(1e-12));
                ++tried;
            }
        }
    }
    CHECK(tried > 100);
}

TEST_CASE("one more region is told as the design with one more region has it", "[model][slo]") {
    const auto m = shop().build();
    const calculated_slo s = calculate_slo(*m);
    const auto three = changed(with_regions(*m, 3));
    CHECK(three->regions[2].name == "region-3");
    CHECK(buy(s).one_more_region == buy(calculate_slo(*three)).down);
    CHECK(buy(s).one_more_region->lowest == Approx(in_series(1e-4, 1e-9)).epsilon(1e-13));
    CHECK(buy(s).reachable == reach::yes);
    CHECK(buy(calculate_slo(*changed(with_regions(*m, 1)))).reachable == reach::no);
}

TEST_CASE("alternatives that cannot be are refused in words", "[model][slo]") {
    auto builder = shop();
    builder.component("ledger", {}).last().regions = {region_id{1}};
    const auto m = builder.build();
    const auto why = [](const alternative& a) { return std::get<std::string>(a); };
    CHECK(why(with_regions(*m, 0)) == "a number of regions is from 1 to 100");
    CHECK(why(with_regions(*m, max_alternative_regions + 1)) == "a number of regions is from 1 to 100");
    CHECK(why(with_regions(*m, 1)) == "with 1 regions there is none left for \"ledger\"");
    CHECK(why(with_availability(*m, "bd", whole)) == "the model has no entity \"bd\"");
}

TEST_CASE("what is too entangled is told with bounds and without costs", "[model][slo]") {
    // Every pair of 40 dependencies stands in for each other: no order of questions makes that small.
    model_builder m;
    m.regions({"r"});
    for (int i = 0; i < 40; ++i) m.dependency("d" + std::to_string(i), {}).last().sla = 990'000'000;
    std::vector<wanted_need> pairs;
    dice d{1};
    for (int i = 0; i < 120; ++i) {
        const std::size_t a = roll(d, 40), b = (a + 1 + roll(d, 39)) % 40;
        m.component("p" + std::to_string(i), {{"d" + std::to_string(a)}, {"d" + std::to_string(b)}})
            .rollup(rollup_kind::best);
        pairs.push_back({"p" + std::to_string(i)});
    }
    m.flow("buy", pairs).last().objective = 980'000'000;
    const auto design = m.build();
    const calculated_slo s = calculate_slo(*design, {.nodes = 1'000});
    const calculated_flow& f = buy(s);
    CHECK_FALSE(f.down.exact());
    CHECK(f.down.lowest == Approx(1e-4).epsilon(1e-12));  // one pair alone
    CHECK(f.down.highest == Approx(120e-4).epsilon(1e-12));
    CHECK(f.reachable == reach::yes);
    CHECK_FALSE(f.costs);
    CHECK_FALSE(s.entangled.empty());
    // So many nodes are enough for it after all, and the figure is between the bounds.
    const calculated_slo exact = calculate_slo(*design);
    if (buy(exact).down.exact()) {
        CHECK(buy(exact).down.lowest > f.down.lowest);
        CHECK(buy(exact).down.lowest < f.down.highest);
    }
    CHECK(buy(calculate_slo(*design, {.steps = 100})).down != buy(exact).down);
    CHECK(buy(calculate_slo(*design, {.depth = 10})).down == f.down);
}
