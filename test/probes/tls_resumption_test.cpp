#include "test/support/tls_talk.hpp"

#include <catch2/catch.hpp>

using namespace hm;
using namespace hm::test;
using namespace std::chrono_literals;
using model::reason;
using model::tls_version;
using probes::max_session_age;
using progress = probes::tls_session::progress;

namespace {

// One place, asked again and again.
struct visits {
    explicit visits(tls_version version, model::wall_time ends = present() + 24h)
        : server{{.own = make_certificate({.common_name = "api.test", .names = "DNS:api.test", .ends = ends},
                                          &authority),
                  .most = version}} {
        settings.ca = authority.certificate;
        context = context_of(settings);
    }

    struct visit {
        reason why;
        std::shared_ptr<const model::tls_facts> facts;
    };

    // So long after the first; with an answer, since by TLS 1.3 tickets come with it.
    visit after(model::duration since, const std::string& host = "api.test",
                const tls_server* other = nullptr) {
        const auto wall = present() + std::chrono::duration_cast<std::chrono::milliseconds>(since);
        model::moment now = moment_at(wall);
        now.steady += since;
        tls_talk talk{context, settings, other ? *other : server, host, now};
        talk.go_on();
        return {talk.client.why(), talk.client.facts()};
    }

    identity authority = make_certificate({.common_name = "Test CA", .authority = true});
    tls_server server;
    model::tls_settings settings;
    std::shared_ptr<probes::tls_context> context;
};

}  // namespace

TEST_CASE("a session is resumed, with the facts of its full handshake", "[probes][tls]") {
    visits to{GENERATE(tls_version::tls1_2, tls_version::tls1_3)};
    const auto first = to.after(0s);
    REQUIRE(first.why == reason::ok);
    CHECK_FALSE(first.facts->resumed);

    const auto second = to.after(1s), third = to.after(2s);
    REQUIRE(second.why == reason::ok);
    CHECK(second.facts->resumed);
    CHECK(third.facts == second.facts);
    model::tls_facts as_first = *second.facts;
    as_first.resumed = false;
    CHECK(as_first == *first.facts);
}

TEST_CASE("a session lives for five minutes from the full handshake, however often it is resumed",
          "[probes][tls]") {
    visits to{GENERATE(tls_version::tls1_2, tls_version::tls1_3)};
    to.after(0s);
    for (const auto at : {1min, 2min, 3min, 4min}) CHECK(to.after(at).facts->resumed);
    CHECK(to.after(max_session_age - 1s).facts->resumed);
    CHECK_FALSE(to.after(max_session_age).facts->resumed);
    CHECK(to.after(max_session_age + 1min).facts->resumed);
}

TEST_CASE("a chain that expires while its session is resumed is noticed at once", "[probes][tls]") {
    visits to{GENERATE(tls_version::tls1_2, tls_version::tls1_3), present() + 60s};
    CHECK(to.after(0s).why == reason::ok);
    CHECK(to.after(50s).facts->resumed);
    const auto expired = to.after(62s);
    CHECK(expired.why == reason::tls_expired);
    REQUIRE(expired.facts);
    CHECK(expired.facts->chain.size() == 1);
    // What failed is not resumed again.
    const auto again = to.after(63s);
    CHECK(again.why == reason::tls_expired);
    CHECK_FALSE(again.facts->resumed);
}

TEST_CASE("a session is offered only for the same name at the same place", "[probes][tls]") {
    visits to{tls_version::tls1_3};
    to.after(0s);
    CHECK(to.after(1s, "other.test").why == reason::tls_name_mismatch);
    CHECK(to.after(1s).facts->resumed);
    to.settings.expected_name = "other.test";
    CHECK(to.after(1s).why == reason::tls_name_mismatch);
}

TEST_CASE("a server that does not know the session any more is asked for its certificate", "[probes][tls]") {
    visits to{GENERATE(tls_version::tls1_2, tls_version::tls1_3)};
    const auto first = to.after(0s);
    const tls_server restarted{
        {.own = make_certificate({.common_name = "new", .names = "DNS:api.test"}, &to.authority),
         .most = GENERATE(tls_version::tls1_2, tls_version::tls1_3)}};
    const auto second = to.after(1min, "api.test", &restarted);
    CHECK(second.why == reason::ok);
    CHECK_FALSE(second.facts->resumed);
    CHECK(second.facts->chain.at(0).subject == "CN=new");
    const auto third = to.after(2min, "api.test", &restarted);
    CHECK(third.facts->resumed);
    CHECK(third.facts->chain.at(0).subject == "CN=new");
    // Its age is that of its own full handshake.
    CHECK(to.after(1min + max_session_age - 1s, "api.test", &restarted).facts->resumed);
}

TEST_CASE("a session with which a handshake came to nothing is not offered again", "[probes][tls]") {
    visits to{tls_version::tls1_3};
    to.after(0s);
    {
        tls_talk silence{to.context, to.settings, to.server};
        silence.client.receive({}, silence.heard);
    }
    CHECK_FALSE(to.after(1s).facts->resumed);
    CHECK(to.after(2s).facts->resumed);
}
