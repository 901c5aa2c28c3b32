#include "config/maintenance.hpp"

#include "config/covered_parts.hpp"

#include <catch2/catch.hpp>

#include "test/model/zones.hpp"

using namespace hm;
using namespace hm::config;
using namespace std::chrono;
using model::covered_part;
using model::entity_id;
using model::region_id;

namespace {

const model::test::some_zones zones;

loaded_model load(const std::string& windows, std::optional<model::wall_time> now = {}) {
    const std::string text = R"(model: shop
regions: { west: {}, east: {} }
flows: { buy: { needs: [api] } }
components: { api: { needs: [vault, mail], signals: { port: { tcp: "127.0.0.1:1" } } } }
dependencies: { vault: { scope: global }, mail: { regions: [east] } }
maintenance:
)";
    return load_model(source{"model.yaml", text + windows}, {&zones, now});
}

std::vector<model::maintenance_window> good(const std::string& windows) {
    const loaded_model loaded = load(windows);
    INFO(render(loaded.diagnostics));
    REQUIRE(loaded.value);
    return (*loaded.value)->maintenance;
}

std::string first_message(const std::string& windows, std::optional<model::wall_time> now = {}) {
    const loaded_model loaded = load(windows, now);
    return loaded.diagnostics.empty() ? "" : loaded.diagnostics.front().message;
}

// A window with these keys beside what it covers and why.
std::string window(const std::string& keys) {
    return "  w: { covers: api, reason: disks, " + keys + " }\n";
}

model::time_span once(const std::string& keys) {
    return std::get<model::time_span>(good(window(keys)).at(0).when);
}

model::recurrence recurring(const std::string& keys) {
    return std::get<model::recurrence>(good(window(keys)).at(0).when);
}

sys_seconds at(year_month_day date, seconds time) {
    return sys_days{date} + time;
}

}  // namespace

TEST_CASE("a window that is there once has a date, and a length or an end", "[config][maintenance]") {
    const model::time_span utc{at(2026y / December / 1, 22h), at(2026y / December / 2, 2h)};
    CHECK(once("from: 2026-12-01T22:00, for: 4h") == utc);
    CHECK(once("from: 2026-12-01T22:00, to: 2026-12-02T02:00") == utc);
    CHECK(once("from: 2026-12-01T22:00, for: 4h, zone: UTC") == utc);
    CHECK(once("from: 2026-12-01T23:00, for: 4h, zone: Europe/Berlin") == utc);
    CHECK(once("from: \"2026-12-01T23:00\", to: 2026-12-02T03:00, zone: Europe/Berlin") == utc);
    CHECK(once("from: 2026-12-01T23:00:00+01:00, for: 4h") == utc);
    CHECK(once("from: 2026-12-01T22:00:00Z, to: 2026-12-01T21:00:00-05:00") == utc);
}

TEST_CASE("an end is by the clocks, and a length by a stopwatch", "[config][maintenance]") {
    const auto lasts = [](const std::string& keys) {
        const model::time_span span = once("zone: Europe/Berlin, from: 2026-03-28T22:00, " + keys);
        return span.end - span.begin;
    };
    CHECK(lasts("to: 2026-03-29T06:00") == 7h);  // the night of the change is an hour shorter
    CHECK(lasts("for: 8h") == 8h);
}

TEST_CASE("a window recurs on days, from a time, for a while", "[config][maintenance]") {
    const model::recurrence r = recurring(
        "every: first sunday, from: 02:30, for: 2h, zone: Europe/Berlin, starting: 2026-06-01, until: "
        "2026-12-31");
    REQUIRE(r.days.size() == 1);
    CHECK(std::get<weekday_indexed>(r.days[0]) == Sunday[1]);
    CHECK(r.from == 150min);
    CHECK(r.lasts == 2h);
    CHECK(r.zone.name == "Europe/Berlin");
    CHECK(r.starting == local_days{2026y / June / 1});
    CHECK(r.until == local_days{2026y / December / 31});

    const model::recurrence several =
        recurring("every: [mon, last friday, month-day 15], from: 00:00, for: 1m");
    CHECK(several.days.size() == 3);
    CHECK(several.zone.name == "UTC");
    CHECK(!several.starting);
}

TEST_CASE("a window covers entities, in one region or in all, regions and the model",
          "[config][maintenance]") {
    const auto windows = good(
        "  w: { covers: [api, vault, \"api@east\", west, shop, mail@east, buy], reason: disks, "
        "every: day, from: 02:00, for: 1h }\n");
    REQUIRE(windows.size() == 1);
    const entity_id buy{0}, api{1}, vault{2}, mail{3};
    const region_id west{0}, east{1}, everywhere = region_id::none;
    CHECK(windows[0].covers == std::vector<covered_part>{{api, everywhere},
                                                         {vault, everywhere},
                                                         {api, east},
                                                         {entity_id::none, west},
                                                         {},
                                                         {mail, east},
                                                         {buy, everywhere}});
    CHECK(windows[0].name == "w");
    CHECK(windows[0].reason == "disks");
}

TEST_CASE("windows may overlap", "[config][maintenance]") {
    CHECK(good(window("every: day, from: 02:00, for: 2h") +
               "  v: { covers: [api, west], reason: nets, every: sun, from: 03:00, for: 2h }\n")
              .size() == 2);
}

TEST_CASE("no window at all is fine", "[config][maintenance]") {
    CHECK(good("").empty());
    CHECK(good("  {}\n").empty());
}

TEST_CASE("a window that is over for good is warned about", "[config][maintenance]") {
    const std::string once = window("from: 2026-05-01T00:00, for: 2h");
    const std::string text = "the window \"w\" is not under way, and will not be again";
    CHECK(first_message(once) == "");  // nobody said what time it is
    CHECK(first_message(once, at(2026y / May / 1, 2h - 1s)) == "");
    CHECK(first_message(once, at(2026y / May / 1, 2h)) == text);

    const std::string recurring = window("every: sun, from: 02:00, for: 2h, until: 2026-05-02");
    CHECK(first_message(recurring, at(2026y / April / 26, 3h)) == "");
    CHECK(first_message(recurring, at(2026y / April / 26, 5h)) == text);  // no Sunday is left

    CHECK(load(once, at(2026y / May / 2, 0h)).value);  // a warning only
}

TEST_CASE("a window that begins anew before it ends would be there all the time", "[config][maintenance]") {
    const std::string text = "it would be under way all the time: it begins anew before it ends";
    CHECK(first_message(window("every: day, from: 02:00, for: 24h")) == text);
    CHECK(first_message(window("every: day, from: 02:00, for: 23h59m")) == "");
    CHECK(first_message(window("every: sat, from: 02:00, for: 168h")) == text);
    CHECK(first_message(window("every: sat, from: 02:00, for: 167h")) == "");
    CHECK(first_message(window("every: [mon, tue], from: 02:00, for: 48h")) == "");
    CHECK(first_message(window("every: [month-day 1, month-day 16], from: 02:00, for: 16d")) == text);
}

TEST_CASE("without zones there is UTC", "[config][maintenance]") {
    const auto told = [](const std::string& zone) {
        const std::string text = R"(model: shop
regions: { west: {} }
flows: { buy: { signals: { port: { tcp: "127.0.0.1:1" } } } }
maintenance: { w: { covers: buy, reason: disks, every: day, from: 02:00, for: 1h, zone: )";
        return render(load_model(source{"m", text + zone + " } }\n"}).diagnostics);
    };
    CHECK(told("UTC") == "");
    CHECK(told("Europe/Berlin").find("none but UTC is known here: install tzdata") != std::string::npos);
}

TEST_CASE("limits of maintenance", "[config][maintenance][limits]") {
    const auto repeated = [](std::size_t n, const std::string& each) {
        std::string all;
        for (std::size_t i = 0; i < n; ++i) all += each;
        return all;
    };
    const auto windows = [](std::size_t n) {
        std::string all;
        for (std::size_t i = 0; i < n; ++i)
            all += "  w" + std::to_string(i) +
                   ": { covers: api, reason: r, every: day, from: 02:00, for: 1h }\n";
        return first_message(all);
    };
    CHECK(windows(max_windows) == "");
    CHECK(windows(max_windows + 1) == "more than 1000 maintenance windows");

    const auto covers = [&](std::size_t n) {
        return first_message("  w: { covers: [" + repeated(n, "api, ") +
                             "], reason: r, every: day, from: 02:00, for: 1h }\n");
    };
    CHECK(covers(max_covered) == "\"api\" stands here twice");
    CHECK(covers(max_covered + 1) == "more than 1000 covered parts");

    const auto rules = [&](std::size_t n) {
        return first_message(window("every: [" + repeated(n, "mon, ") + "], from: 02:00, for: 1h"));
    };
    CHECK(rules(max_day_rules) == "");
    CHECK(rules(max_day_rules + 1) == "more than 31 rules for its days");

    const auto reason = [](std::size_t n) {
        return first_message("  w: { covers: api, reason: " + std::string(n, 'r') +
                             ", every: day, from: 02:00, for: 1h }\n");
    };
    CHECK(reason(max_reason_bytes) == "");
    CHECK(reason(max_reason_bytes + 1) == "a reason has at most 200 bytes");

    CHECK(first_message(window("from: 2026-05-01T00:00, for: 1m")) == "");
    CHECK(first_message(window("from: 2026-05-01T00:00, for: 59s")) == "59s is not within 1m to 744h");
    CHECK(first_message(window("from: 2026-05-01T00:00, for: 31d")) == "");
    CHECK(first_message(window("from: 2026-05-01T00:00, for: 32d")) == "32d is not within 1m to 744h");
    CHECK(first_message(window("from: 2026-05-01T00:00, to: 2026-06-01T00:00")) == "");
    CHECK(first_message(window("from: 2026-05-01T00:00, to: 2026-06-01T00:01")) ==
          "it lasts longer than 744h");
}
