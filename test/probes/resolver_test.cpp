#include "probes/resolver.hpp"

#include "test/support/event_loop.hpp"
#include "test/support/fake_clock.hpp"
#include "test/support/fake_dns.hpp"

#include <catch2/catch.hpp>

using namespace hm;
using namespace hm::probes;
using namespace hm::test;
using namespace std::chrono_literals;
using model::reason;

namespace {

class resolving {
public:
    explicit resolving(resolver_options extra = {}) : dns(io), names_(io, options(extra), clock, stats) {}

    resolver::result operator()(const std::string& name) {
        resolver::result found;
        names_.resolve(name, [&found](const resolver::result& r) { found = r; });
        run_until(io, [&] {
            names_.tick();
            return found != nullptr;
        });
        REQUIRE(found);
        return found;
    }

    resolver& names() { return names_; }

    boost::asio::io_context io{1};
    fake_dns dns;
    fake_clock clock;
    shard_stats stats;

private:
    resolver_options options(resolver_options o) const {
        o.servers = {dns.address()};
        o.timeout = 100ms;
        o.tries = 2;
        return o;
    }

    resolver names_;
};

std::vector<std::string> addresses(const resolver::result& found) {
    std::vector<std::string> out;
    for (const auto& a : found->answer.addresses) out.push_back(a.to_string());
    return out;
}

using strings = std::vector<std::string>;

}  // namespace

TEST_CASE("a name has the addresses that its server says, IPv4 first", "[probes][resolver]") {
    resolving resolve;
    resolve.dns.set("api.test", {.addresses = {"::1", "127.0.0.2", "127.0.0.3"}});
    const auto found = resolve("api.test");
    CHECK(found->answer.why == reason::ok);
    CHECK(addresses(found) == strings{"127.0.0.2", "127.0.0.3", "::1"});
    CHECK_FALSE(found->literal);
}

TEST_CASE("a literal address is asked of nobody", "[probes][resolver]") {
    resolving resolve;
    CHECK(addresses(resolve("127.0.0.9")) == strings{"127.0.0.9"});
    CHECK(addresses(resolve("::1")) == strings{"::1"});
    CHECK(resolve("::1")->literal);
    CHECK(resolve.stats.dns_queries.get() == 0);
}

TEST_CASE("localhost is found in the hosts file, whatever the name server would say", "[probes][resolver]") {
    resolving resolve;
    resolve.dns.set("localhost", {.addresses = {"127.0.0.66"}});
    const auto found = resolve("localhost");
    CHECK(found->answer.why == reason::ok);
    CHECK(addresses(found).front() == "127.0.0.1");
    CHECK(resolve.dns.questions("localhost") == 0);
}

TEST_CASE("what a server answers instead of an address is a failure of the name, in its word",
          "[probes][resolver]") {
    resolving resolve;
    resolve.dns.set("broken.test", {.code = rcode::servfail});
    resolve.dns.set("refused.test", {.code = rcode::refused});
    resolve.dns.set("empty.test", {});
    struct row {
        const char *name, *word;
    };
    const row r = GENERATE(row{"gone.test", "answered NXDOMAIN"}, row{"broken.test", "answered SERVFAIL"},
                           row{"refused.test", "answered REFUSED"}, row{"empty.test", "answered NODATA"});
    const auto found = resolve(r.name);
    CHECK(found->answer.why == reason::dns_failure);
    CHECK(found->answer.detail == r.word);
    CHECK(resolve.stats.dns_failures.get() == 1);
}

TEST_CASE("no answer from any server is the prober's own trouble", "[probes][resolver]") {
    resolving resolve;
    const bool nobody_there = GENERATE(false, true);
    resolve.dns.set("quiet.test", {.silent = true});
    if (nobody_there) resolve.dns.stop();
    const auto found = resolve("quiet.test");
    CHECK(found->answer.why == reason::prober_error);
    CHECK(found->answer.detail == "no name server answered");
}

TEST_CASE("a name that cannot be one is a failure of the name", "[probes][resolver]") {
    resolving resolve;
    CHECK(resolve("a..b")->answer.why == reason::dns_failure);
    CHECK(resolve(std::string(300, 'x'))->answer.why == reason::dns_failure);
}

TEST_CASE("an answer is remembered for its TTL, within the configured limits", "[probes][resolver]") {
    struct row {
        std::uint32_t ttl;
        std::chrono::seconds kept;
    };
    const row r = GENERATE(row{30, 30s}, row{0, 5s}, row{86'400, 60s});
    resolver_options limits;
    limits.min_ttl = 5s;
    limits.max_ttl = 60s;
    resolving resolve{limits};
    resolve.dns.set("api.test", {.addresses = {"127.0.0.2"}, .ttl = r.ttl});
    resolve("api.test");
    resolve.clock.forward(r.kept - 1ms);
    resolve("api.test");
    CHECK(resolve.dns.questions("api.test") == 1);
    CHECK(resolve.stats.dns_cache_hits.get() == 1);
    resolve.clock.forward(1ms);
    resolve("api.test");
    CHECK(resolve.dns.questions("api.test") == 2);
    CHECK(resolve.stats.dns_queries.get() == 2);
}

TEST_CASE("a name that does not exist is remembered for the negative TTL, a server's failure not at all",
          "[probes][resolver]") {
    resolver_options limits;
    limits.negative_ttl = 2s;
    resolving resolve{limits};
    resolve("gone.test");
    resolve.clock.forward(1999ms);
    CHECK(resolve("gone.test")->answer.detail == "answered NXDOMAIN");
    CHECK(resolve.dns.questions("gone.test") == 1);
    resolve.clock.forward(1ms);
    resolve("gone.test");
    CHECK(resolve.dns.questions("gone.test") == 2);

    resolve.dns.set("broken.test", {.code = rcode::servfail});
    resolve("broken.test");
    resolve.dns.set("broken.test", {.addresses = {"127.0.0.2"}});
    CHECK(resolve("broken.test")->answer.why == reason::ok);
}

TEST_CASE("many who want the same name at once ask one question", "[probes][resolver]") {
    resolving resolve;
    resolve.dns.set("api.test", {.addresses = {"127.0.0.2"}});
    int answered = 0;
    for (int i = 0; i < 100; ++i)
        resolve.names().resolve("api.test",
                                [&](const resolver::result& r) { answered += r->answer.why == reason::ok; });
    run_until(resolve.io, [&] { return answered == 100; });
    CHECK(answered == 100);
    CHECK(resolve.dns.questions("api.test") == 1);
    CHECK(resolve.stats.dns_queries.get() == 1);
}

TEST_CASE("a truncated answer is fetched over TCP", "[probes][resolver]") {
    resolving resolve;
    resolve.dns.set("many.test", {.addresses = {"127.0.0.2"}, .truncated = true});
    CHECK(addresses(resolve("many.test")) == strings{"127.0.0.2"});
    CHECK(resolve.dns.over_tcp() >= 1);
}

TEST_CASE("stopping answers who still waits, and leaves nothing in the loop", "[probes][resolver]") {
    resolving resolve;
    resolve.dns.set("quiet.test", {.silent = true});
    resolver::result found;
    resolve.names().resolve("quiet.test", [&](const resolver::result& r) { found = r; });
    resolve.io.poll();
    resolve.names().stop();
    REQUIRE(found);
    CHECK(found->answer.why == reason::prober_error);
    resolve.dns.stop();
    resolve.io.restart();
    resolve.io.run();  // returns
    CHECK(resolve.io.stopped());
}

TEST_CASE("who is told an answer may ask again, or stop everything", "[probes][resolver]") {
    resolving resolve;
    resolver::result second;
    resolve.names().resolve("gone.test", [&](const resolver::result&) {
        resolve.names().resolve("other.test", [&](const resolver::result& r) {
            resolve.names().stop();
            second = r;
        });
    });
    run_until(resolve.io, [&] { return second != nullptr; });
    REQUIRE(second);
    CHECK(second->answer.detail == "answered NXDOMAIN");
}

TEST_CASE("only so many names are remembered", "[probes][resolver]") {
    resolver_options limits;
    limits.negative_ttl = 60s;
    resolving resolve{limits};
    std::size_t answered = 0;
    const auto ask_all = [&](std::size_t from, std::size_t to) {
        for (std::size_t i = from; i < to; ++i) {
            resolve.names().resolve("n" + std::to_string(i) + ".test",
                                    [&](const resolver::result&) { ++answered; });
            if (i % 100 == 99) run_until(resolve.io, [&] { return answered == i + 1; });
        }
    };
    ask_all(0, max_cached_names + 100);
    REQUIRE(answered == max_cached_names + 100);
    const auto hits = resolve.stats.dns_cache_hits.get();
    resolve("n5.test");
    CHECK(resolve.stats.dns_cache_hits.get() == hits + 1);
    resolve("n" + std::to_string(max_cached_names + 50) + ".test");
    CHECK(resolve.stats.dns_cache_hits.get() == hits + 1);  // came too late to be remembered
    resolve.clock.forward(61s);
    resolve("late.test");
    resolve("late.test");
    CHECK(resolve.stats.dns_cache_hits.get() == hits + 2);  // the expired ones made room
}

TEST_CASE("a server whose address cannot be read is told at once", "[probes][resolver]") {
    boost::asio::io_context io{1};
    fake_clock clock;
    shard_stats stats;
    resolver_options options;
    options.servers = {"not an address"};
    CHECK_THROWS_WITH((resolver{io, options, clock, stats}), Catch::Contains("not an address"));
}
