// Thousands of histories on a clock of their own, and after every step all that must always hold.
#include <catch2/catch.hpp>

#include "test/model/verdict_world.hpp"

#include <cstdlib>
#include <string>

using namespace hm::model::test;

namespace {

std::string live(const history& h) {
    return verdict_world{h}.live();
}

// HM_SEED=17 and HM_HISTORIES=100000 look further.
std::uint32_t from_surroundings(const char* name, std::uint32_t otherwise) {
    const char* text = std::getenv(name);
    return text == nullptr ? otherwise : static_cast<std::uint32_t>(std::stoul(text));
}

}  // namespace

TEST_CASE("whatever happens to regions, what balancers are told stays safe", "[model][verdict][simulation]") {
    const std::uint32_t first = from_surroundings("HM_SEED", 1);
    const std::uint32_t count = from_surroundings("HM_HISTORIES", 5000);
    for (std::uint32_t seed = first; seed < first + count; ++seed) {
        const history h = random_history(seed);
        if (live(h).empty()) continue;
        const history less = shrunk(h, live);
        FAIL(live(less) << "\n" << to_string(less));
    }
    SUCCEED(count << " histories from seed " << first);
}

TEST_CASE("a history that goes wrong is cut down to what matters", "[model][verdict][simulation]") {
    const auto drained_after_a_reload = [](const history& h) -> std::string {
        bool reloaded = false;
        for (const event& e : h.events) {
            reloaded = reloaded || e.what == event::kind::reload;
            const bool drain = e.what == event::kind::say && e.word == hm::model::override_kind::drain;
            if (reloaded && drain) return "as we do not want it";
        }
        return {};
    };
    std::uint32_t seed = 1;
    while (drained_after_a_reload(random_history(seed)).empty()) ++seed;
    const history less = shrunk(random_history(seed), drained_after_a_reload);
    CHECK(less.events.size() == 2);
    CHECK(less.regions == 1);
    CHECK(to_string(less).find("a reload turns the regions round") != std::string::npos);
}
