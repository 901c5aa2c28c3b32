#include "model/edge_map.hpp"

#include <catch2/catch.hpp>

#include <vector>

using namespace hm::model;

namespace {

const scale& s = scale::standard();
const grade good = s.of(state::healthy), warn = s.of(state::degraded), bad = s.of(state::unhealthy),
            nobody_knows = s.unknown();

edge_map map_of(std::vector<map_entry> entries, impact effect = impact::standard, bool drop_unknown = false) {
    return edge_map{s, effect, drop_unknown, entries};
}

}  // namespace

TEST_CASE("what is in maintenance or absent is dropped, unless the map says otherwise", "[model][edge-map]") {
    const edge_map plain{s};
    CHECK(plain(bad, {}) == mapped{bad});
    CHECK(plain(bad, flag::maintenance).dropped());
    CHECK(plain(nobody_knows, flag::absent).dropped());
    CHECK(map_of({{flag::maintenance, std::nullopt, good}})(bad, flag::maintenance) == mapped{good});
    CHECK(map_of({{flag::missing, std::nullopt, warn}})(nobody_knows, flag::absent) == mapped{warn});
}

TEST_CASE("of several flags maintenance decides, then missing, stale, acknowledged", "[model][edge-map]") {
    const edge_map m = map_of({{flag::acknowledged, std::nullopt, good},
                               {flag::stale, std::nullopt, warn},
                               {flag::missing, std::nullopt, bad},
                               {flag::maintenance, std::nullopt, nobody_knows}});
    const flag_set acknowledged = flag::acknowledged;
    CHECK(m(bad, acknowledged) == mapped{good});
    CHECK(m(bad, acknowledged | flag::stale) == mapped{warn});
    CHECK(m(bad, acknowledged | flag::stale | flag::missing) == mapped{bad});
    CHECK(m(bad, every_flag) == mapped{nobody_knows});
}

TEST_CASE("a line for a state goes after impact; a line for a flag and a state before the state's own",
          "[model][edge-map]") {
    const edge_map m =
        map_of({{std::nullopt, bad, mapped::drop()}, {flag::acknowledged, bad, warn}}, impact::limited);
    CHECK(m(bad, {}).dropped());
    CHECK(m(warn, {}) == mapped{good});  // limited
    CHECK(m(bad, flag::acknowledged) == mapped{warn});
    CHECK(m(warn, flag::acknowledged) == mapped{good});
}

TEST_CASE("unknown is dropped where the edge says so, and the map has the last word", "[model][edge-map]") {
    CHECK(map_of({}, impact::standard, true)(nobody_knows, {}).dropped());
    CHECK(map_of({{std::nullopt, nobody_knows, bad}}, impact::standard, true)(nobody_knows, {}) ==
          mapped{bad});
}
