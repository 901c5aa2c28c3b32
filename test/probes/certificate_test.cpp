#include "probes/certificate.hpp"

#include "model/observation.hpp"
#include "probes/pem.hpp"
#include "test/support/certificates.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace hm;
using namespace hm::probes;
using namespace hm::test;
using namespace std::chrono_literals;

namespace {

model::certificate_facts facts_of_wish(const certificate_wish& wish, const identity* issuer = nullptr) {
    return facts_of(*read_certificates(make_certificate(wish, issuer).certificate).list.at(0));
}

}  // namespace

TEST_CASE("a certificate's facts are what it says", "[probes][tls]") {
    const identity ca = make_certificate({.common_name = "Test CA", .authority = true});
    const auto facts = facts_of_wish({.common_name = "api",
                                      .names = "DNS:api.test,DNS:*.api.test,IP:10.0.0.1,IP:2001:db8::1",
                                      .begins = model::wall_time{1'700'000'000s},
                                      .ends = model::wall_time{4'000'000'000s}},
                                     &ca);
    CHECK(facts.subject == "CN=api");
    CHECK(facts.issuer == "CN=Test CA");
    CHECK(facts.names == std::vector<std::string>{"api.test", "*.api.test", "10.0.0.1", "2001:db8::1"});
    CHECK(facts.not_before == model::wall_time{1'700'000'000s});
    CHECK(facts.not_after == model::wall_time{4'000'000'000s});
    CHECK(facts.sha256.size() == 64);
    CHECK(title_of(facts) == "CN=api");
}

TEST_CASE("the common name is a name where no other is", "[probes][tls]") {
    CHECK(facts_of_wish({.common_name = "api.test"}).names == std::vector<std::string>{"api.test"});
    CHECK(facts_of_wish({.common_name = "api.test", .names = "DNS:b.test"}).names ==
          std::vector<std::string>{"b.test"});
    CHECK(facts_of_wish({.common_name = ""}).names.empty());
    CHECK(title_of(facts_of_wish({.common_name = "", .names = "DNS:b.test"})) == "b.test");
}

TEST_CASE("a certificate's texts are printable and bounded", "[probes][tls]") {
    std::string many;
    for (int i = 0; i < 100; ++i) many += (i ? ",DNS:n" : "DNS:n") + std::to_string(i) + ".test";
    const auto facts =
        facts_of_wish({.common_name = "\x1b[31mr\xc3\xb6t" + std::string(50, 'x'), .names = many});
    CHECK(facts.names.size() == max_told_names);
    for (const std::string& text : {facts.subject, facts.issuer})
        CHECK(std::all_of(text.begin(), text.end(), [](char c) { return ' ' <= c && c <= '~'; }));

    const auto named = facts_of_wish({.common_name = "\x1b\xc3\xb6"});
    CHECK(named.names == std::vector<std::string>{"???"});
    const auto longest = facts_of_wish({.common_name = "x", .names = "DNS:" + std::string(1000, 'n')});
    CHECK(longest.names.at(0).size() == model::max_detail);
}

TEST_CASE("of a long chain the first certificates are told, and the end of all", "[probes][tls]") {
    STACK_OF(X509)* chain = sk_X509_new_null();
    const auto soon = present() + 1h;
    const auto usual = read_certificates(make_certificate({.common_name = "x"}).certificate);
    const auto last = read_certificates(make_certificate({.common_name = "x", .ends = soon}).certificate);
    for (int i = 0; i < max_told_certificates + 5; ++i) sk_X509_push(chain, usual.list[0].get());
    sk_X509_push(chain, last.list[0].get());
    CHECK(facts_of(chain).size() == static_cast<std::size_t>(max_told_certificates));
    CHECK(soonest_end(chain) == soon);
    sk_X509_free(chain);
    CHECK(facts_of(static_cast<STACK_OF(X509)*>(nullptr)).empty());
    CHECK_FALSE(soonest_end(nullptr));
}
