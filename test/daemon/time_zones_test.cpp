#include "daemon/time_zones.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

#include "test/model/zones.hpp"

using namespace hm;
using namespace hm::daemon;
using namespace std::chrono;

namespace {

model::time_zone zone(std::string_view name) {
    const auto found = here_and_now().zones->find(name);
    REQUIRE(found);
    return *found;
}

}  // namespace

TEST_CASE("the system's zones agree with the rules that tests go by", "[daemon][zones]") {
    for (const model::time_zone& rules : {model::test::berlin(), model::test::new_york()}) {
        const model::time_zone system = zone(rules.name);
        INFO(rules.name);
        for (sys_seconds t = sys_days{2024y / January / 1}; t < sys_days{2037y / January / 1}; t += 30min)
            if (system.offset_at(t) != rules.offset_at(t))
                FAIL("differs at " << t.time_since_epoch().count());
    }
    CHECK(zone("Pacific/Apia").offset_at(sys_days{2026y / January / 1}) == 13h);
}

TEST_CASE("local times of the system's zones: gaps, doubles, a day that was not", "[daemon][zones]") {
    const model::time_zone berlin = zone("Europe/Berlin");
    CHECK(instant_of(local_days{2026y / March / 29} + 2h + 30min, berlin) ==
          sys_days{2026y / March / 29} + 1h);
    CHECK(instant_of(local_days{2026y / October / 25} + 2h + 30min, berlin) ==
          sys_days{2026y / October / 25} + 30min);
    CHECK(instant_of(local_days{2011y / December / 30} + 12h, zone("Pacific/Apia")) ==
          sys_days{2011y / December / 30} + 10h);
    // Half an hour only.
    CHECK(instant_of(local_days{2026y / October / 4} + 2h + 10min, zone("Australia/Lord_Howe")) ==
          sys_days{2026y / October / 3} + 15h + 30min);
}

TEST_CASE("a zone that is not there is not found", "[daemon][zones]") {
    const auto* zones = here_and_now().zones;
    for (const char* name : {"", "Europe/Berln", "europe/berlin", "../../etc/passwd", "tzdata.zi"}) {
        INFO(name);
        CHECK(!zones->find(name));
    }
    const auto names = zones->names();
    CHECK(std::find(names.begin(), names.end(), "Europe/Berlin") != names.end());
}
