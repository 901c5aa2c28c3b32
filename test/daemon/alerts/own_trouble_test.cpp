#include "daemon/alerts/own_trouble.hpp"

#include <catch2/catch.hpp>

#include "test/daemon/outputs/picture.hpp"

using namespace hm;
using namespace hm::daemon;
using namespace std::chrono_literals;
using model::alerts::reported;
using model::alerts::trouble;

TEST_CASE("runs that were left out are trouble for a minute, and only while they become more", "[alerts]") {
    own_trouble t;
    probes::shard_stats one, two;
    const std::array<const probes::shard_stats*, 2> shards{&one, &two};
    const auto words = [&](std::chrono::seconds at) {
        reported r;
        t.add_overload(r, shards, model::steady_time{1000h + at});
        return r.daemon.empty() ? std::string{} : r.daemon.front().second;
    };
    CHECK(words(0s).empty());
    one.runs_missed.add(3);
    two.runs_missed.add(4);
    CHECK(words(1s) == "it cannot keep up: 7 runs were left out");
    CHECK(words(60s) == "it cannot keep up: 7 runs were left out");
    CHECK(words(61s).empty());
    two.runs_missed.add(1);
    CHECK(words(62s) == "it cannot keep up: 1 runs were left out");
}

TEST_CASE("a store is trouble while a restart would forget something", "[alerts]") {
    const own_trouble t;
    const auto words = [&](const std::optional<store_health>& s, const std::optional<alert_store_health>& a) {
        reported r;
        t.add_store(r, s, a);
        return r.daemon.empty() ? std::string{} : r.daemon.front().second;
    };
    store_health full;
    full.usable = false;
    full.trouble = "the disk is full";
    CHECK(words({}, {}).empty());
    CHECK(words(store_health{}, alert_store_health{}).empty());
    CHECK(words(full, alert_store_health{}) == "a restart would forget overrides: the disk is full");
    CHECK(words(full, alert_store_health{false, "no", 1}) ==
          "a restart would forget overrides: the disk is full; a restart would forget alerts: no");
}

TEST_CASE("of a signal's certificates the one that ends first counts", "[alerts]") {
    const auto g = test::shop();
    const generation in_use{1, g, nullptr, [] {}};
    const auto seen = [&](const char* name) -> probes::signal_stats& {
        return *in_use.stats[model::index(g->find_signal(name))];
    };
    seen("db@eu/read").tls_expires_ms.set(2000);
    seen("db@eu/write").tls_expires_ms.set(3000);
    seen("db@eu/write").tls_client_expires_ms.set(1000);
    reported r;
    add_certificates(r, in_use);
    REQUIRE(r.certificates.size() == 2);
    CHECK(std::ranges::is_sorted(r.certificates));
    for (const auto& [vertex, at] : r.certificates)
        CHECK(at.time_since_epoch() == (g->name(vertex) == "db@eu/read" ? 2000ms : 1000ms));
}
