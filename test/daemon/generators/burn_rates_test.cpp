#include "daemon/generators/burn_rates.hpp"

#include "daemon/generators/prometheus_rules.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <map>

using namespace hm::daemon;
using namespace std::chrono_literals;

TEST_CASE("burn factors are those of the SRE workbook for 30 days", "[generators][slo]") {
    CHECK(burn_factor(burn_alerts[0], 720h) == Approx(14.4));
    CHECK(burn_factor(burn_alerts[1], 720h) == Approx(6));
    CHECK(burn_factor(burn_alerts[2], 720h) == Approx(3));
    CHECK(burn_factor(burn_alerts[3], 720h) == Approx(1));
}

TEST_CASE("burn factors scale with the period", "[generators][slo]") {
    // 2 % of 7 days' budget in an hour: 168 h / 1 h × 0.02.
    CHECK(burn_factor(burn_alerts[0], 168h) == Approx(3.36));
    CHECK(burn_factor(burn_alerts[0], 28 * 24h) == Approx(13.44));
    CHECK(burn_factor(burn_alerts[0], 90 * 24h) == Approx(43.2));
}

TEST_CASE("an alert that could never fire is told as that", "[generators][slo]") {
    CHECK(can_fire(burn_alerts[0], slo_period, 999'500'000));
    CHECK(can_fire(burn_alerts[0], slo_period, 940'000'000));        // 14.4 × 6 % = 86.4 %
    CHECK_FALSE(can_fire(burn_alerts[0], slo_period, 930'000'000));  // 100.8 %
    CHECK(can_fire(burn_alerts[3], slo_period, 100'000'000));
}

TEST_CASE("every window that an alert looks at is recorded", "[generators][slo]") {
    for (const burn_alert& a : burn_alerts)
        for (const std::string_view window : {a.long_window, a.short_window})
            CHECK(std::count(burn_windows.begin(), burn_windows.end(), window) == 1);
}

TEST_CASE("the short window is a twelfth of the long one", "[generators][slo]") {
    const std::map<std::string_view, std::chrono::minutes> lengths{
        {"5m", 5min}, {"30m", 30min}, {"2h", 2h}, {"6h", 6h}};
    for (const burn_alert& a : burn_alerts) CHECK(lengths.at(a.short_window) * 12 == a.length);
}

TEST_CASE("ratios are written exactly", "[generators]") {
    CHECK(decimal_text(999'500'000) == "0.9995");
    CHECK(decimal_text(500'000) == "0.0005");
    CHECK(decimal_text(1) == "0.000000001");
    CHECK(decimal_text(0) == "0");
    CHECK(decimal_text(1'000'000'000) == "1");
    CHECK(decimal_text(99'950'000'000) == "99.95");
}
