#include "model/slo/objective.hpp"

#include "model/slo/budget.hpp"

#include <catch2/catch.hpp>

#include <array>

using namespace hm::model;
using namespace std::chrono_literals;
using std::chrono::days;
using std::chrono::seconds;

TEST_CASE("the limits of the default alerts follow the formula in periods of 7; 28; 30 and 90 d",
          "[model][slo]") {
    struct row {
        days period;
        std::array<double, 4> limits;  // 2 % in 1 h, 5 % in 6 h, 10 % in 1 d, 10 % in 3 d
    };
    const std::array<row, 4> table{{{days{7}, {3.36, 1.4, 0.7, 7.0 / 30}},
                                    {days{28}, {13.44, 5.6, 2.8, 28.0 / 30}},
                                    {days{30}, {14.4, 6, 3, 1}},
                                    {days{90}, {43.2, 18, 9, 3}}}};
    const std::vector<slo::burn_alert> alerts = slo::default_alerts();
    REQUIRE(alerts.size() == 4);
    for (const row& r : table)
        for (std::size_t i = 0; i < alerts.size(); ++i) {
            CAPTURE(r.period.count(), i);
            CHECK(burn_rate_limit(alerts[i], r.period) == Approx(r.limits[i]).epsilon(1e-14));
            const double consumed = static_cast<double>(alerts[i].consumed) / static_cast<double>(whole);
            CHECK(consumed_when_firing(alerts[i], r.period) == Approx(consumed).epsilon(1e-14));
        }
}

TEST_CASE("the limits that the SRE workbook names are exact", "[model][slo]") {
    const std::vector<slo::burn_alert> alerts = slo::default_alerts();
    CHECK(burn_rate_limit(alerts[0], days{30}) == 14.4);
    CHECK(burn_rate_limit(alerts[1], days{30}) == 6);
    CHECK(burn_rate_limit(alerts[2], days{30}) == 3);
    CHECK(burn_rate_limit(alerts[3], days{30}) == 1);
}

TEST_CASE("two of the default alerts page and two are tickets; each has a short window of a twelfth",
          "[model][slo]") {
    const std::vector<slo::burn_alert> alerts = slo::default_alerts();
    const std::array<seconds, 4> recent{5min, 30min, 2h, 6h};
    for (std::size_t i = 0; i < alerts.size(); ++i) {
        CHECK(alerts[i].recent == recent[i]);
        CHECK((alerts[i].kind == slo::severity::page) == (i < 2));
    }
}

TEST_CASE("an alert by its burn rate has that limit whatever the period is", "[model][slo]") {
    slo::burn_alert alert;
    alert.rate = 14'400;
    alert.over = 1h;
    CHECK(burn_rate_limit(alert, days{7}) == 14.4);
    CHECK(consumed_when_firing(alert, days{7}) == Approx(0.0857).epsilon(1e-3));  // and not 2 %
}

TEST_CASE("what is attained; burned and left of a budget", "[model][slo]") {
    constexpr parts_per_billion target = 999'000'000;
    CHECK(slo::attained_ratio({1, 1000}) == 0.999);
    CHECK(slo::burn_rate({1, 1000}, target) == 1);
    CHECK(slo::burn_rate({5, 1000}, 950'000'000) == 0.1);
    CHECK(slo::budget_remaining({0, 1000}, target) == 1);
    CHECK(slo::budget_remaining({50, 1000}, target) == -49);  // not clamped
    CHECK_FALSE(slo::attained_ratio({0, 0}));
    CHECK_FALSE(slo::burn_rate({0, 0}, target));
    CHECK_FALSE(slo::budget_remaining({0, 0}, target));
}

TEST_CASE("without a budget everything is well until something is bad", "[model][slo]") {
    CHECK(slo::burn_rate({0, 10}, whole) == 0);
    CHECK(slo::budget_remaining({0, 10}, whole) == 1);
    CHECK(std::isinf(*slo::burn_rate({1, 10}, whole)));
    CHECK(*slo::budget_remaining({1, 10}, whole) < 0);
}

TEST_CASE("allowed bad time is exact", "[model][slo]") {
    using std::chrono::hours;
    const auto allowed = [](seconds period, parts_per_billion target) {
        return seconds{slo::allowed(period.count(), target)};
    };
    CHECK(allowed(days{30}, 990'000'000) == 7h + 12min);
    CHECK(allowed(days{30}, 999'500'000) == 21min + 36s);
    CHECK(allowed(days{7}, 999'900'000) == 1min);  // and 0.48 s
    CHECK(allowed(days{365}, 999'990'000) == 5min + 15s);
}
