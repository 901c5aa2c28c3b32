#include "probes/dns_expectations.hpp"

#include <catch2/catch.hpp>

using namespace hm;
using namespace hm::probes;
using namespace std::chrono_literals;
using model::reason;
using wire::dns_type;

namespace {

wire::dns_reply with(std::vector<std::string> texts, std::chrono::seconds ttl = 60s) {
    wire::dns_reply reply;
    for (std::string& text : texts) reply.answers.push_back({std::move(text), ttl});
    return reply;
}

wire::dns_reply with_rcode(unsigned rcode) {
    wire::dns_reply reply;
    reply.rcode = rcode;
    return reply;
}

model::dns_expect answers(std::vector<std::string> texts) {
    model::dns_expect expect;
    expect.answers = std::move(texts);
    return expect;
}

std::string trouble(const model::dns_expect& expect, const wire::dns_reply& reply) {
    const dns_outcome o = judged(expect, dns_type::a, reply);
    return std::string{to_string(o.why)} + (o.detail.empty() ? "" : ": " + o.detail);
}

}  // namespace

TEST_CASE("without more ado one answer is expected", "[probes][dns]") {
    CHECK(trouble({}, with({"10.0.0.7"})) == "ok");
    CHECK(trouble({}, with({})) == "body_mismatch: answered NODATA");
    CHECK(trouble({}, with_rcode(3)) == "status_mismatch: answered NXDOMAIN");
    CHECK(trouble({}, with_rcode(2)) == "status_mismatch: answered SERVFAIL");
    CHECK(trouble({}, with_rcode(11)) == "status_mismatch: answered RCODE11");
}

TEST_CASE("any rcode can be the expected one and then answers are not looked at", "[probes][dns]") {
    model::dns_expect expect = answers({"10.0.0.7"});
    expect.rcodes = {"NXDOMAIN", "refused"};
    CHECK(trouble(expect, with_rcode(3)) == "ok");
    CHECK(trouble(expect, with_rcode(5)) == "ok");
    CHECK(trouble(expect, with({"10.0.0.7"})) == "status_mismatch: answered NOERROR");
}

TEST_CASE("fewer answers than expected are a mismatch", "[probes][dns]") {
    model::dns_expect expect;
    expect.min_answers = 3;
    CHECK(trouble(expect, with({"a"})) == "body_mismatch: 1 answer, expected are at least 3");
    CHECK(trouble(expect, with({"a", "b"})) == "body_mismatch: 2 answers, expected are at least 3");
    CHECK(trouble(expect, with({"a", "b", "c"})) == "ok");
    expect.min_answers = 0;
    CHECK(trouble(expect, with({})) == "ok");
}

TEST_CASE("every expected answer must be among those that came", "[probes][dns]") {
    CHECK(trouble(answers({"10.0.0.8", "10.0.0.7"}), with({"10.0.0.7", "10.0.0.9", "10.0.0.8"})) == "ok");
    CHECK(trouble(answers({"10.0.0.8", "10.0.0.7"}), with({"10.0.0.7", "10.0.0.9"})) ==
          "body_mismatch: not among the answers: 10.0.0.8; they are 10.0.0.7, 10.0.0.9");
}

TEST_CASE("an answer of authority is told from one of memory", "[probes][dns]") {
    model::dns_expect expect;
    expect.authoritative = true;
    expect.rcodes = {"NOERROR", "NXDOMAIN"};
    wire::dns_reply reply = with({"10.0.0.7"});
    CHECK(trouble(expect, reply) == "body_mismatch: the answer is not authoritative");
    CHECK(trouble(expect, with_rcode(3)) == "body_mismatch: the answer is not authoritative");
    reply.authoritative = true;
    CHECK(trouble(expect, reply) == "ok");
}

TEST_CASE("names are the same in any case and without their final dot but strings are not", "[probes][dns]") {
    CHECK(is_same_answer("web.test", "Web.Test.", dns_type::cname));
    CHECK(is_same_answer("web.test.", "web.test.", dns_type::cname));
    CHECK(is_same_answer("10 mail.test", "10 Mail.test.", dns_type::mx));
    CHECK(is_same_answer("2001:DB8::1", "2001:db8::1", dns_type::aaaa));
    CHECK(is_same_answer(".", ".", dns_type::ns));
    CHECK_FALSE(is_same_answer("web.tes", "web.test.", dns_type::cname));
    CHECK_FALSE(is_same_answer("\"v=spf1 -ALL\"", "\"v=spf1 -all\"", dns_type::txt));
    CHECK_FALSE(is_same_answer("0 issue \"ca.test\"", "0 issue \"ca.test.\"", dns_type::caa));
}

TEST_CASE("conditions see how many answers there are and the smallest TTL", "[probes][dns]") {
    wire::dns_reply reply = with({"10.0.0.7"}, 300s);
    reply.answers.push_back({"10.0.0.8", 20s});
    const std::vector<std::vector<std::string>> paths{{"ttl"}, {"answers"}, {"answers", "ttl"}, {"else"}, {}};
    const auto fields = dns_fields(reply, paths);
    REQUIRE(fields.size() == paths.size());
    CHECK(fields[0] == model::body_value{20.0});
    CHECK(fields[1] == model::body_value{2.0});
    for (std::size_t i = 2; i < fields.size(); ++i) CHECK_FALSE(fields[i]);

    const auto none = dns_fields(with_rcode(3), paths);
    CHECK_FALSE(none.at(0));
    CHECK(none.at(1) == model::body_value{0.0});
}
