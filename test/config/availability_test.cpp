#include "config/load.hpp"

#include <catch2/catch.hpp>

#include <string>

using namespace hm;
using namespace std::chrono_literals;

namespace {

config::loaded_model load(const std::string& entities) {
    const std::string begin =
        "model: shop\nregions: { west: {} }\nflows: { buy: { objective: 99.9%, needs: [db] } }\n";
    return config::load_model(config::source{"shop.yaml", begin + entities});
}

const model::entity& db(const config::loaded_model& m) {
    return m.value->get()->entities.back();
}

}  // namespace

TEST_CASE("an availability is a percentage, or the times between failures and to repair", "[config]") {
    const auto share = load("dependencies: { db: { sla: 99.99%, availability: 99.95% } }");
    REQUIRE(share.value);
    CHECK(db(share).availability == model::stated_availability{model::parts_per_billion{999'500'000}});
    CHECK(db(share).sla == 999'900'000);
    const auto times = load("components: { db: { availability: { mtbf: 30d, mttr: 1h30m } } }");
    REQUIRE(times.value);
    CHECK(db(times).availability == model::stated_availability{model::repair_times{720h, 90min}});
    CHECK_FALSE(db(load("components: { db: {} }")).availability);
}

TEST_CASE("an objective that the stated parts give exactly is within reach", "[config]") {
    const auto warned = [](const std::string& sla) {
        for (const config::diagnostic& d : load("dependencies: { db: { sla: " + sla + " } }").diagnostics)
            if (d.message.find("out of reach") != std::string::npos) return true;
        return false;
    };
    CHECK_FALSE(warned("99.9%"));
    CHECK(warned("99.8999999%"));
}
