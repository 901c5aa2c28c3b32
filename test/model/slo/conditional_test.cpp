#include "model/slo/conditional.hpp"

#include "model/slo/calculated.hpp"
#include "test/model/build.hpp"

#include <catch2/catch.hpp>

using namespace hm::model;
using namespace hm::model::test;

namespace {

// Two regions, each with a database and an API of which nothing is stated, behind one login for all.
std::shared_ptr<const definition> shop() {
    model_builder m;
    m.regions({"west", "north"}).dependency("login", {}, scope::global).last().sla = 999'900'000;
    m.dependency("db").last().sla = 999'000'000;
    m.component("api", {{"db"}, {"login"}});
    m.flow("buy", {{"api"}});
    return m.build();
}

entity_id named(const definition& d, std::string_view name) {
    for (std::size_t i = 0; i < d.entities.size(); ++i)
        if (d.entities[i].name == name) return entity_id{static_cast<std::uint32_t>(i)};
    throw std::logic_error("no such entity");
}

constexpr region_id west{0};

}  // namespace

TEST_CASE("without a condition everything is as calculated", "[model][slo]") {
    const auto d = shop();
    const auto s = calculate_slo_given(*d, {});
    REQUIRE(s.flows.size() == 1);
    CHECK(s.flows[0].before == s.flows[0].after);
    CHECK(s.flows[0].before == calculate_slo(*d).flows[0].down);
}

TEST_CASE("with a part of one region down the other region carries the flow", "[model][slo]") {
    const auto d = shop();
    for (const char* what : {"db", "api"}) {  // whether or not something is stated of it
        INFO(what);
        const slo_condition gone{named(*d, what), west, true};
        const auto s = calculate_slo_given(*d, std::span{&gone, 1});
        CHECK(s.flows[0].before.lowest == Approx(in_series(1e-4, 1e-6)).epsilon(1e-12));
        CHECK(s.flows[0].after.lowest == Approx(in_series(1e-4, 1e-3)).epsilon(1e-12));
    }
}

TEST_CASE("what is down everywhere takes the flow with it, and what never fails costs nothing",
          "[model][slo]") {
    const auto d = shop();
    const slo_condition gone{named(*d, "login"), region_id::none, true};
    CHECK(calculate_slo_given(*d, std::span{&gone, 1}).flows[0].after == chance_range{1, 1});
    const slo_condition there{named(*d, "login"), region_id::none, false};
    CHECK(calculate_slo_given(*d, std::span{&there, 1}).flows[0].after.lowest == Approx(1e-6).epsilon(1e-12));
}

TEST_CASE("of two conditions for one place the later one holds", "[model][slo]") {
    const auto d = shop();
    const std::vector<slo_condition> both{{named(*d, "db"), region_id::none, true},
                                          {named(*d, "db"), west, false}};
    CHECK(calculate_slo_given(*d, both).flows[0].after.lowest == Approx(1e-4).epsilon(1e-12));
}
