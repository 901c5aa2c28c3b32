#include "model/scale.hpp"

#include <catch2/catch.hpp>

using namespace hm::model;

namespace {

scale of_severities() {
    return scale{{{"ok", state::healthy, score{10000}, score{9500}},
                  {"not-classified", state::unknown, {}, {}},
                  {"minor", state::degraded, score{8000}, score{7000}},
                  {"major", state::degraded, score{6000}, score{4000}},
                  {"down", state::unhealthy, score{0}, score{0}}}};
}

}  // namespace

TEST_CASE("the standard scale", "[model][scale]") {
    const scale& s = scale::standard();
    CHECK(s.size() == 4);
    CHECK(s.name(s.of(state::healthy)) == "healthy");
    CHECK(s.nominal(s.of(state::degraded)) == score{7500});
    CHECK(s.band(score{9000}) == state::healthy);
    CHECK(s.band(score{8999}) == state::degraded);
    CHECK(s.band(score{4999}) == state::unhealthy);
    CHECK(s.band({}) == state::unknown);
    CHECK(grade{} == s.unknown());
}

TEST_CASE("grades compare by their place in the order, and go by their class", "[model][scale]") {
    const scale s = of_severities();
    const grade minor = *s.find("minor"), major = *s.find("major"), unclassified = *s.find("not-classified");
    CHECK(minor < major);
    CHECK(minor == state::degraded);
    CHECK(major == state::degraded);
    CHECK(minor != major);
    CHECK(unclassified < minor);
    CHECK(grade::of_bits(major.bits()) == major);
    CHECK_FALSE(s.find("critical"));
}

TEST_CASE("a class is stood for by its best good, best warn and worst bad state", "[model][scale]") {
    const scale s = of_severities();
    CHECK(s.name(s.of(state::degraded)) == "minor");
    CHECK(s.name(s.worst_not_bad()) == "major");
    CHECK(s.name(s.best()) == "ok");
    CHECK(s.name(s.worst()) == "down");
    CHECK(s.name(s.unknown()) == "not-classified");
    const scale two{
        {{"up", state::healthy, score{10000}, score{5000}}, {"down", state::unhealthy, score{0}, score{0}}}};
    CHECK(two.name(two.of(state::degraded)) == "up");  // it still works
}

TEST_CASE("a scale without a state of class unknown gets one, before the first bad", "[model][scale]") {
    const scale s{
        {{"up", state::healthy, score{10000}, score{5000}}, {"down", state::unhealthy, score{0}, score{0}}}};
    REQUIRE(s.size() == 3);
    CHECK(s.name(s.at(1)) == "unknown");
}

TEST_CASE("a score is clamped into the band of its state", "[model][scale]") {
    const scale s = of_severities();
    const grade minor = *s.find("minor");
    CHECK(s.clamp(score{9999}, minor) == score{9499});
    CHECK(s.clamp(score{100}, minor) == score{7000});
    CHECK(s.clamp(score{7500}, minor) == score{7500});
    CHECK(s.clamp({}, minor) == score{8000});
    CHECK_FALSE(s.clamp(score{1}, s.unknown()).known());
}
