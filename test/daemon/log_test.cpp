#include "daemon/log.hpp"

#include <catch2/catch.hpp>

namespace events = hm::daemon::log;

TEST_CASE("an event is one line of text with quoted values where they need it", "[daemon][log]") {
    CHECK(events::render(events::format::text, "region_down",
                         {{"region", "westeurope"}, {"reason", "db/read: timeout"}}) ==
          R"(region_down region=westeurope reason="db/read: timeout")");
    CHECK(events::render(events::format::text, "stopped", {}) == "stopped");
    CHECK(events::render(events::format::text, "x", {{"empty", ""}}) == R"(x empty="")");
}

TEST_CASE("what a peer said cannot break the line", "[daemon][log]") {
    CHECK(events::render(events::format::text, "x", {{"detail", "a\nb\"c"}}) == R"(x detail="a\nb\"c")");
    CHECK(events::render(events::format::json, "x", {{"detail", "a\nb\"c"}}) ==
          R"("event":"x","detail":"a\nb\"c")");
}
