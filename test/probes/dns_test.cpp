#include "test/support/datagram_server.hpp"
#include "test/support/probing.hpp"
#include "test/support/scripted_server.hpp"

#include <catch2/catch.hpp>

#include <set>

using namespace hm;
using namespace hm::test;
using namespace std::chrono_literals;
using namespace std::string_literals;
using model::reason;

namespace {

model::signal_spec dns_signal(std::uint16_t port,
                              model::dns_transport transport = model::dns_transport::udp) {
    model::dns_spec dns;
    dns.to = {"127.0.0.1", port};
    dns.name = "api.test";
    dns.transport = transport;
    model::signal_spec spec;
    spec.probe = dns;
    spec.body_paths = {{"answers"}, {"ttl"}};
    spec.when.timeout = 10s;
    return spec;
}

model::dns_spec& dns_of(model::signal_spec& spec) {
    return std::get<model::dns_spec>(spec.probe);
}

std::uint16_t port_of(const fake_dns& server) {
    const std::string address = server.address();
    return static_cast<std::uint16_t>(std::stoi(address.substr(address.rfind(':') + 1)));
}

constexpr std::size_t header_bytes = 12, opt_bytes = 11;
const std::string end_of_question = "\x29\x04\xd0\0\0\0\0\0\0"s;

// A good answer of one address to a question of ours, without EDNS.
std::string answer_to(const std::string& question) {
    return question.substr(0, 2) + "\x81\x80\0\1\0\1\0\0\0\0"s +
           question.substr(header_bytes, question.size() - header_bytes - opt_bytes) +
           "\xc0\x0c\0\1\0\1\0\0\0\x3c\0\4\x0a\0\0\7"s;
}

std::string changed(std::string text, std::size_t at, char to) {
    text.at(at) = to;
    return text;
}

datagram_server::script answering(std::function<std::vector<std::string>(const std::string&)> with) {
    return [with](const std::string& question) { return with(answer_to(question)); };
}

// Over TCP the question stands behind its length, and so does the answer.
scripted_server::script over_tcp(std::function<void(peer&, std::string)> with) {
    return [with](peer& p) {
        p.read_until(end_of_question, [&p, with] {
            const std::string answer = answer_to(p.request().substr(2));
            with(p, std::string{'\0', static_cast<char>(answer.size())} + answer);
        });
    };
}

constexpr auto tcp = model::dns_transport::tcp;

}  // namespace

TEST_CASE("a name that is there is ok over UDP and TCP", "[probes][dns]") {
    probing p;
    p.dns.set("api.test", {.addresses = {"10.0.0.7", "10.0.0.8"}, .ttl = 20});
    const auto transport = GENERATE(model::dns_transport::udp, tcp);
    auto spec = dns_signal(port_of(p.dns), transport);
    dns_of(spec).expect.answers = {"10.0.0.8"};
    const auto seen = p.run(spec);
    CHECK(seen.why == reason::ok);
    CHECK(seen.detail == "");
    CHECK(seen.status == 0);
    CHECK(seen.body == std::vector<model::body_value>{model::value{2.0}, model::value{20.0}});
    CHECK(seen.phase.first_byte.has_value());
    CHECK(seen.phase.connect.has_value() == (transport == tcp));
    CHECK_FALSE(seen.phase.resolve.has_value());
    CHECK(seen.latency >= *seen.phase.first_byte);
    CHECK(p.dns.over_tcp() == (transport == tcp ? 1 : 0));
}

TEST_CASE("what the name server says is told, and conditions may look at it", "[probes][dns]") {
    probing p;
    p.dns.set("api.test", {.code = rcode::servfail});
    auto spec = dns_signal(port_of(p.dns));
    auto seen = p.run(spec);
    CHECK(seen.why == reason::status_mismatch);
    CHECK(seen.detail == "answered SERVFAIL");
    CHECK(seen.status == 2);
    CHECK(seen.body == std::vector<model::body_value>{model::value{0.0}, std::nullopt});

    dns_of(spec).name = "nobody.test";
    CHECK(p.run(spec).detail == "answered NXDOMAIN");
    dns_of(spec).expect.rcodes = {"NXDOMAIN"};
    CHECK(p.run(spec).why == reason::ok);

    dns_of(spec).name = "api.test";
    p.dns.set("api.test", {.addresses = {"10.0.0.7"}});
    dns_of(spec).expect = {};
    dns_of(spec).type = "AAAA";
    seen = p.run(spec);
    CHECK(seen.why == reason::body_mismatch);
    CHECK(seen.detail == "answered NODATA");
}

TEST_CASE("an answer that is truncated over UDP is asked for over TCP", "[probes][dns]") {
    probing p;
    p.dns.set("api.test", {.addresses = {"10.0.0.7"}, .truncated = true});
    auto spec = dns_signal(port_of(p.dns));
    auto seen = p.run(spec);
    CHECK(seen.why == reason::ok);
    CHECK(seen.body.at(0) == model::body_value{1.0});
    CHECK(p.dns.over_tcp() == 1);
    CHECK(seen.phase.connect.has_value());
    CHECK(seen.phase.first_byte.has_value());
    CHECK(seen.latency >= *seen.phase.connect + *seen.phase.first_byte);

    dns_of(spec).expect.min_answers = 2;
    seen = p.run(spec);
    CHECK(seen.why == reason::body_mismatch);
    CHECK(seen.detail == "over TCP, since truncated: 1 answer, expected are at least 2");
}

TEST_CASE("a truncated answer without TCP behind it fails by what TCP says", "[probes][dns]") {
    probing p;
    p.dns.set("api.test", {.addresses = {"10.0.0.7"}, .truncated = true});
    auto spec = dns_signal(port_of(p.dns));
    p.dns.ignore_tcp();
    auto seen = p.run(spec, 100ms);
    CHECK(seen.why == reason::timeout);
    CHECK(seen.detail == "over TCP, since truncated: no complete answer in time");
    CHECK(seen.latency >= 100ms);

    p.dns.refuse_tcp();
    seen = p.run(spec);
    CHECK(seen.why == reason::connect_refused);
    CHECK(seen.detail == "over TCP, since truncated: connection refused");
}

TEST_CASE("what belongs to another question is passed over and the true answer taken", "[probes][dns]") {
    probing p;
    datagram_server server{p.io, answering([](const std::string& a) {
                               std::vector<std::string> all{"",
                                                            "x",
                                                            a.substr(0, header_bytes),
                                                            changed(a, 0, static_cast<char>(~a[0])),
                                                            changed(a, 2, '\x01'),
                                                            changed(a, 15, 'x'),
                                                            changed(a, 23, '\x1c')};
                               for (int i = 0; i < 40; ++i) all.emplace_back("flood");
                               all.push_back(a);
                               return all;
                           })};
    const auto seen = p.run(dns_signal(server.port()));
    CHECK(seen.why == reason::ok);
    CHECK(seen.body.at(0) == model::body_value{1.0});
}

TEST_CASE("nothing but answers to other questions is no answer in time", "[probes][dns]") {
    probing p;
    datagram_server server{p.io, answering([](const std::string& a) {
                               return std::vector{changed(a, 0, static_cast<char>(~a[0]))};
                           })};
    const auto seen = p.run(dns_signal(server.port()), 100ms);
    CHECK(seen.why == reason::timeout);
    CHECK(seen.detail == "no answer in time, but 1 that belong to another question");
}

TEST_CASE("an answer to our question that is malformed or too large fails at once", "[probes][dns]") {
    probing p;
    datagram_server cut{
        p.io, answering([](const std::string& a) { return std::vector{a.substr(0, a.size() - 1)}; })};
    CHECK(p.run(dns_signal(cut.port())).why == reason::protocol_error);
    CHECK(p.run(dns_signal(cut.port())).detail == "the message is cut short");
    datagram_server loop{
        p.io, answering([](const std::string& a) { return std::vector{changed(a, a.size() - 15, '\x1a')}; })};
    CHECK(p.run(dns_signal(loop.port())).detail == "a compressed name does not lead back");
    datagram_server many{p.io,
                         answering([](const std::string& a) { return std::vector{changed(a, 6, '\x10')}; })};
    CHECK(p.run(dns_signal(many.port())).why == reason::too_large);
}

TEST_CASE("a question that was lost is sent once more at half time", "[probes][dns]") {
    probing p;
    std::size_t asked = 0;
    datagram_server server{p.io, [&](const std::string& question) {
                               return ++asked == 2 ? std::vector{answer_to(question)}
                                                   : std::vector<std::string>{};
                           }};
    auto spec = dns_signal(server.port());
    spec.when.timeout = 200ms;
    const auto seen = p.run(spec);
    CHECK(seen.why == reason::ok);
    CHECK(*seen.phase.first_byte >= 90ms);
    REQUIRE(server.questions().size() == 2);
    CHECK(server.questions()[0] == server.questions()[1]);
}

TEST_CASE("silence is a timeout after two questions", "[probes][dns]") {
    probing p;
    datagram_server server{p.io, [](const std::string&) { return std::vector<std::string>{}; }};
    auto spec = dns_signal(server.port());
    spec.when.timeout = 80ms;
    const auto seen = p.run(spec, 200ms);
    CHECK(seen.why == reason::timeout);
    CHECK(seen.detail == "no answer in time");
    CHECK(server.questions().size() == 2);
}

TEST_CASE("ids are not foretold and flags are as asked for", "[probes][dns]") {
    probing p;
    datagram_server server{p.io, answering([](const std::string& a) { return std::vector{a}; })};
    auto spec = dns_signal(server.port());
    std::set<std::string> ids;
    for (int i = 0; i < 20; ++i) CHECK(p.run(spec).why == reason::ok);
    for (const std::string& q : server.questions()) ids.insert(q.substr(0, 2));
    CHECK(ids.size() > 15);
    CHECK(server.questions()[0].substr(2, 2) == "\1\0"s);
    dns_of(spec).recursion = false;
    p.run(spec);
    CHECK(server.questions().back().substr(2, 2) == "\0\0"s);
}

TEST_CASE("a port where nobody listens refuses a question over UDP", "[probes][dns]") {
    probing p;
    deaf_port port{p.io};
    const auto seen = p.run(dns_signal(port.port()));
    CHECK(seen.why == reason::connect_refused);
    CHECK(seen.detail == "connection refused");
}

TEST_CASE("an address that refuses gives way to the next", "[probes][dns]") {
    probing p;
    datagram_server server{p.io, answering([](const std::string& a) { return std::vector{a}; }), "127.0.0.3"};
    p.dns.set("ns.test", {.addresses = {"127.0.0.2", "127.0.0.3"}});
    auto spec = dns_signal(server.port());
    dns_of(spec).to.host = "ns.test";
    const auto seen = p.run(spec);
    CHECK(seen.why == reason::ok);
    CHECK(seen.phase.resolve.has_value());
    CHECK(seen.peer == "127.0.0.3:" + std::to_string(server.port()));

    p.dns.set("far.test", {.addresses = {"255.255.255.255"}});  // broadcast: the kernel itself says no
    dns_of(spec).to.host = "far.test";
    CHECK(p.run(spec).why == reason::prober_error);
}

TEST_CASE("the name server's own name is resolved like any other's", "[probes][dns]") {
    probing p;
    auto spec = dns_signal(53);
    dns_of(spec).to.host = "nobody.test";
    CHECK(p.run(spec).why == reason::dns_failure);
    dns_of(spec).to.host = "ns.test";
    p.dns.set("ns.test", {.addresses = {"127.0.0.1"}});
    dns_of(spec).to.family = model::address_family::v6;
    CHECK(p.run(spec).why == reason::dns_failure);
    p.dns.set("slow.test", {.silent = true});
    dns_of(spec).to.host = "slow.test";
    const auto seen = p.run(spec, 30ms);
    CHECK(seen.why == reason::prober_error);
    CHECK(seen.detail == "no name server answered in time");
}

TEST_CASE("every address of a name server can be asked", "[probes][dns]") {
    probing p;
    datagram_server server{p.io, answering([](const std::string& a) { return std::vector{a}; }), "127.0.0.3"};
    p.dns.set("ns.test", {.addresses = {"127.0.0.2", "127.0.0.3"}});
    auto spec = dns_signal(server.port());
    dns_of(spec).to.host = "ns.test";
    dns_of(spec).to.addresses = model::address_rule::any;
    CHECK(p.run(spec).why == reason::ok);
    dns_of(spec).to.addresses = model::address_rule::all;
    const auto seen = p.run(spec);
    CHECK(seen.why == reason::connect_refused);
    REQUIRE(seen.addresses.size() == 2);
    CHECK(seen.addresses[1].why == reason::ok);
}

TEST_CASE("over TCP an answer may come in any pieces", "[probes][dns]") {
    probing p;
    scripted_server server{p.io, over_tcp([](peer& to, const std::string& a) { to.drip(a, 1ms); })};
    const auto seen = p.run(dns_signal(server.port(), tcp));
    CHECK(seen.why == reason::ok);
    CHECK(seen.phase.transfer.has_value());
}

TEST_CASE("over TCP every bad answer has its reason", "[probes][dns]") {
    struct row {
        std::string what;
        std::function<void(peer&, std::string)> act;
        reason why;
        std::string detail;
    };
    const row r = GENERATE(values<row>({
        {"closed", [](peer& to, const std::string&) { to.close(); }, reason::closed,
         "closed without an answer"},
        {"half of it",
         [](peer& to, const std::string& a) { to.send(a.substr(0, 20), [&to] { to.close(); }); },
         reason::closed, "closed before the end of the answer"},
        {"reset", [](peer& to, const std::string&) { to.reset(); }, reason::closed,
         "connection reset by peer"},
        {"another id",
         [](peer& to, const std::string& a) { to.send(changed(a, 2, static_cast<char>(~a[2]))); },
         reason::protocol_error, "not an answer to the question"},
        {"truncated", [](peer& to, const std::string& a) { to.send(changed(a, 4, '\x83')); },
         reason::protocol_error, "truncated, over TCP"},
        {"nothing", [](peer& to, const std::string&) { to.send("\0\0"s); }, reason::protocol_error,
         "not an answer to the question"},
        {"HTTP", [](peer& to, const std::string&) { to.send("HTTP/1.0 400 Bad Request\r\n"); },
         reason::protocol_error, "not an answer to the question"},
        {"half of it and silence", [](peer& to, const std::string& a) { to.send(a.substr(0, 20)); },
         reason::timeout, "no complete answer in time"},
    }));
    CAPTURE(r.what);
    probing p;
    scripted_server server{p.io, over_tcp(r.act)};
    const auto seen = p.run(dns_signal(server.port(), tcp), 100ms);
    CHECK(seen.why == r.why);
    CHECK(seen.detail == r.detail);
}

TEST_CASE("over TCP a closed port refuses", "[probes][dns]") {
    probing p;
    closed_port port{p.io};
    CHECK(p.run(dns_signal(port.port(), tcp)).why == reason::connect_refused);
}

TEST_CASE("a question that no message can hold is our own trouble", "[probes][dns]") {
    probing p;
    auto spec = dns_signal(53, GENERATE(model::dns_transport::udp, tcp));
    dns_of(spec).name = "a..test";
    auto seen = p.run(spec);
    CHECK(seen.why == reason::prober_error);
    CHECK(seen.detail == "nobody can ask for A of \"a..test\"");
    dns_of(spec).name = "a.test";
    dns_of(spec).type = "HINFO";
    CHECK(p.run(spec).why == reason::prober_error);
}

TEST_CASE("a secret that the answer repeats is not told", "[probes][dns]") {
    probing p;
    datagram_server server{p.io, answering([](const std::string& a) { return std::vector{a}; })};
    auto spec = dns_signal(server.port());
    spec.secrets = {"10.0.0.7"};
    dns_of(spec).expect.answers = {"10.0.0.9"};
    CHECK(p.run(spec).detail == "not among the answers: 10.0.0.9; they are ***");
}
