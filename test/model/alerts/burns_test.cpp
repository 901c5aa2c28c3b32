#include "model/alerts/burns.hpp"

#include <catch2/catch.hpp>

#include "test/model/alerts/shop.hpp"

using namespace hm::model;
using namespace hm::model::alerts;
using namespace hm::model::test;
using namespace std::chrono_literals;

TEST_CASE("every burn-rate alert of every objective is reported, firing or not", "[model][alerts]") {
    alert_shop shop;
    snapshot s = shop.picture();
    slo::attainment browse;
    browse.entity = entity_id{4};
    browse.windows = {1h, 72h};
    browse.available.attained = 0.99;
    browse.available.burn_rates = {17.24, 0.5};
    browse.available.budget_remaining = 0.25;
    slo::alert_state fast, slow;
    fast.rule.over = 1h;
    fast.limit = 14.4;
    fast.fires = true;
    slow.rule.kind = slo::severity::ticket;
    slow.rule.over = 72h;
    browse.alerts = {fast, slow};
    slo::attainment here = browse;
    here.place = region_id{0};
    here.available.attained.reset();
    here.alerts = {slow};
    slo::attainment together;
    together.composite = "all";
    together.alerts = {slow};
    s.attained = std::make_shared<const slo::attained_list>(slo::attained_list{browse, here, together});

    const std::vector<reported_burn> all = burns_of(s);
    REQUIRE(all.size() == 4);
    REQUIRE(s.model->source().at(entity_id{4}).name == "browse");
    CHECK(all[0].node == "browse");
    CHECK(all[0].name == "page-1h");
    CHECK(all[0].level == severity::page);
    CHECK(all[0].firing);
    CHECK(
        all[0].words ==
        "within 1h the error budget burnt 17.2 times as fast as it lasts; the limit is 14.4 times, and 25 % "
        "of it are left");
    CHECK(all[1].name == "ticket-72h");
    CHECK_FALSE(all[1].firing);
    CHECK(all[1].level == severity::ticket);
    CHECK(all[2].node == "browse@eu");
    CHECK_FALSE(all[2].known);
    CHECK(all[3].node == "shop");
    CHECK(all[3].name == "all-ticket-72h");
}
