#include "probes/stats.hpp"

#include <catch2/catch.hpp>

using namespace hm;
using namespace hm::probes;
using namespace std::chrono_literals;

TEST_CASE("a value falls into the first bucket whose bound it does not exceed", "[probes][stats]") {
    histogram h;
    h.observe(500us);  // exactly the first bound
    h.observe(501us);
    h.observe(11s);  // above all
    CHECK(h.bucket(0) == 1);
    CHECK(h.bucket(1) == 1);
    CHECK(h.bucket(histogram::bounds.size()) == 1);
    CHECK(h.count() == 3);
    CHECK(h.sum_seconds() == Approx(11.001001));
}

TEST_CASE("phases have the names that metrics show", "[probes][stats]") {
    CHECK(to_string(phase::resolve) == "resolve");
    CHECK(to_string(phase::first_byte) == "first_byte");
    CHECK(to_string(phase::total) == "total");
}

TEST_CASE("the ends of certificates are those of the newest handshake that told them", "[probes][stats]") {
    signal_stats stats;
    model::tls_facts facts;
    facts.expires = model::wall_time{2000ms};
    facts.client_expires = model::wall_time{3000ms};
    model::observation secured, failed, plain;
    secured.why = plain.why = model::reason::ok;
    secured.tls = std::make_shared<const model::tls_facts>(facts);
    failed.why = model::reason::tls_handshake;
    failed.tls = std::make_shared<const model::tls_facts>();

    stats.count(secured, {});
    stats.count(failed, {});
    CHECK(stats.tls_expires_ms.get() == 2000);
    CHECK(stats.tls_client_expires_ms.get() == 3000);
    facts.client_expires.reset();
    secured.tls = std::make_shared<const model::tls_facts>(facts);
    stats.count(secured, {});
    CHECK(stats.tls_expires_ms.get() == 2000);
    CHECK(stats.tls_client_expires_ms.get() == 0);
    stats.count(plain, {});
    CHECK(stats.tls_expires_ms.get() == 0);
}
