#include "probes/every_address.hpp"

#include "probes/dialogue.hpp"
#include "probes/once.hpp"
#include "test/support/probing.hpp"
#include "test/support/scripted_server.hpp"
#include "test/support/secure_server.hpp"

#include <catch2/catch.hpp>

#include <list>

using namespace hm;
using namespace hm::test;
using namespace std::chrono_literals;
using model::address_rule;
using model::reason;

namespace {

const std::string ok_hi = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";

// Good at both IPv4 addresses, and nobody there at the IPv6 one.
struct name_with_three_addresses {
    name_with_three_addresses() : server{p.io, scripted_server::answering(ok_hi), "0.0.0.0"} {
        p.dns.set("api.test", {.addresses = {"127.0.0.1", "127.0.0.2", "::1"}});
    }

    model::observation run(address_rule rule, model::address_family family = model::address_family::any,
                           std::string name = "api.test") {
        auto spec = http_signal(server.port());
        http_of(spec).to.host = std::move(name);
        http_of(spec).to.addresses = rule;
        http_of(spec).to.family = family;
        return p.run(spec);
    }

    probing p;
    scripted_server server;
};

}  // namespace

TEST_CASE("how many addresses must answer well", "[probes][addresses]") {
    CHECK(probes::needed(address_rule::any, 5) == 1);
    CHECK(probes::needed(address_rule::all, 5) == 5);
    CHECK(probes::needed(address_rule::quorum, 1) == 1);
    CHECK(probes::needed(address_rule::quorum, 2) == 2);
    CHECK(probes::needed(address_rule::quorum, 5) == 3);
}

TEST_CASE("of all addresses of a name so many must answer well, and each is told", "[probes][addresses]") {
    name_with_three_addresses here;
    for (const address_rule rule : {address_rule::any, address_rule::quorum}) {
        const auto seen = here.run(rule);
        CHECK(seen.why == reason::ok);
        CHECK(seen.status == 200);
        CHECK(seen.phase.resolve.has_value());
        REQUIRE(seen.addresses.size() == 3);
        CHECK(seen.addresses[0].address == "127.0.0.1:" + std::to_string(here.server.port()));
        CHECK(seen.addresses[1].why == reason::ok);
        CHECK(seen.addresses[2].why == reason::connect_refused);
        CHECK(seen.addresses[2].detail == "connection refused");
    }

    const auto failed = here.run(address_rule::all);
    CHECK(failed.why == reason::connect_refused);
    CHECK(failed.detail ==
          "1 of 3 addresses failed: [::1]:" + std::to_string(here.server.port()) + ": connection refused");
    CHECK(here.run(address_rule::all, model::address_family::v4).why == reason::ok);
}

// A link-local address without its interface leads nowhere on any machine, whether it has IPv6 or not.
TEST_CASE("an address to which no way leads from here does not count beside others", "[probes][addresses]") {
    name_with_three_addresses here;
    here.p.dns.set("alive.test", {.addresses = {"127.0.0.1", "fe80::1"}});
    for (const address_rule rule : {address_rule::any, address_rule::quorum, address_rule::all}) {
        const auto seen = here.run(rule, model::address_family::any, "alive.test");
        CHECK(seen.why == reason::ok);
        REQUIRE(seen.addresses.size() == 2);
        CHECK(seen.addresses[1].why == reason::prober_error);
    }

    closed_port nobody{here.p.io};
    auto dead = http_signal(nobody.port());
    http_of(dead).to.host = "alive.test";
    for (const address_rule rule : {address_rule::any, address_rule::quorum, address_rule::all}) {
        http_of(dead).to.addresses = rule;
        const auto seen = here.p.run(dead);
        CHECK(seen.why == reason::connect_refused);
        CHECK(seen.detail ==
              "1 of 1 addresses failed: 127.0.0.1:" + std::to_string(nobody.port()) + ": connection refused");
        CHECK(seen.addresses.size() == 2);
    }

    here.p.dns.set("nowhere.test", {.addresses = {"fe80::1", "fe80::2"}});
    CHECK(here.run(address_rule::any, model::address_family::any, "nowhere.test").why ==
          reason::prober_error);
}

TEST_CASE("of several good addresses the certificate that ends first is seen", "[probes][addresses]") {
    probing p;
    const identity authority =
        make_certificate({.common_name = "Test CA", .ends = present() + 24h * 60, .authority = true});
    const auto ending_in = [&authority](std::chrono::hours left) {
        return make_certificate({.common_name = "good", .names = "DNS:api.test", .ends = present() + left},
                                &authority);
    };
    const model::wall_time soonest = present() + 24h;
    const bool first_ends_sooner = GENERATE(true, false);
    const std::chrono::hours first = first_ends_sooner ? 24h : 48h, second = 72h - first;
    secure_server one{p.io, {ending_in(first)}, secure_server::answering(ok_hi)};
    secure_server other{p.io, {ending_in(second)}, secure_server::answering(ok_hi),
                        true, "127.0.0.2",         one.port()};
    p.dns.set("api.test", {.addresses = {"127.0.0.1", "127.0.0.2"}});
    auto spec = http_signal(one.port());
    model::tls_settings trusting;
    trusting.ca = authority.certificate;
    http_of(spec).tls = trusting;
    http_of(spec).to.host = "api.test";
    for (const address_rule rule : {address_rule::any, address_rule::quorum, address_rule::all}) {
        http_of(spec).to.addresses = rule;
        const auto seen = p.run(spec);
        REQUIRE(seen.why == reason::ok);
        REQUIRE(seen.tls);
        CHECK(seen.tls->expires <= soonest + 1min);
    }
}

TEST_CASE("a family is the only one that is tried", "[probes][addresses]") {
    name_with_three_addresses here;
    CHECK(here.run(address_rule::first, model::address_family::v6).why == reason::connect_refused);
    CHECK(here.run(address_rule::first, model::address_family::v4).why == reason::ok);
    here.p.dns.set("four.test", {.addresses = {"127.0.0.1"}});
    for (const address_rule rule : {address_rule::first, address_rule::all}) {
        const auto none = here.run(rule, model::address_family::v6, "four.test");
        CHECK(none.why == reason::dns_failure);
        CHECK(none.detail == "the name has no IPv6 address");
    }
}

TEST_CASE("the deadline ends the runs at all addresses", "[probes][addresses]") {
    probing p;
    scripted_server mute{p.io, [](peer&) {}, "0.0.0.0"};
    p.dns.set("api.test", {.addresses = {"127.0.0.1", "127.0.0.2"}});
    auto spec = http_signal(mute.port());
    http_of(spec).to.host = "api.test";
    http_of(spec).to.addresses = address_rule::any;
    const auto seen = p.run(spec, 100ms);
    CHECK(seen.why == reason::timeout);
    CHECK(seen.addresses.size() == 2);
    http_of(spec).to.host = "silent.test";
    p.dns.set("silent.test", {.silent = true});
    CHECK(p.run(spec, 100ms).why == reason::prober_error);
}

TEST_CASE("a name with many addresses is probed at so many of them", "[probes][addresses]") {
    probing p;
    scripted_server server{p.io, scripted_server::answering(ok_hi), "0.0.0.0"};
    dns_record many;
    for (int i = 1; i <= 40; ++i) many.addresses.push_back("127.0.1." + std::to_string(i));
    p.dns.set("many.test", many);
    auto spec = http_signal(server.port());
    http_of(spec).to.host = "many.test";
    http_of(spec).to.addresses = address_rule::all;
    const auto seen = p.run(spec);
    CHECK(seen.why == reason::ok);
    CHECK(seen.addresses.size() == probes::max_addresses);
}

TEST_CASE("who reads along is told which address a run is with", "[probes][addresses]") {
    struct reader final : probes::dialogue {
        void note(step, std::string_view) override { ++steps; }
        dialogue& at(std::string_view address) override {
            addresses.emplace_back(address);
            return parts.emplace_back();
        }
        int steps = 0;
        std::vector<std::string> addresses;
        std::list<reader> parts;
    };
    boost::asio::io_context io;
    closed_port nobody{io};
    auto spec = std::make_shared<model::signal_spec>(tcp_signal(nobody.port()));
    std::get<model::tcp_spec>(spec->probe).to.addresses = address_rule::all;
    reader whole;
    CHECK(probes::run_once(spec, {}, &whole).why == reason::connect_refused);
    CHECK(whole.steps == 0);
    CHECK(whole.addresses == std::vector{"127.0.0.1:" + std::to_string(nobody.port())});
    CHECK(whole.parts.front().steps == 1);
}
