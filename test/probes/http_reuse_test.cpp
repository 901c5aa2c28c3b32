#include "test/support/probing.hpp"
#include "test/support/scripted_server.hpp"

#include <catch2/catch.hpp>

using namespace hm;
using namespace hm::test;
using namespace std::chrono_literals;
using model::reason;

namespace {

const std::string ok_hi = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";

// Answers every request of a connection, `left` times, and closes it then.
void answer_again(peer& p, const std::string& answer, int left) {
    if (left == 0) return p.close();
    p.read_request([&p, answer, left] {
        p.forget_request();
        p.send(answer, [&p, answer, left] { answer_again(p, answer, left - 1); });
    });
}

scripted_server::script answering_again(const std::string& answer, int per_connection) {
    return [=](peer& p) { answer_again(p, answer, per_connection); };
}

std::unique_ptr<probes::probe> reusing(std::uint16_t port, std::string method = "GET") {
    auto spec = std::make_shared<model::signal_spec>(http_signal(port));
    http_of(*spec).reuse = true;
    http_of(*spec).method = std::move(method);
    return probes::make_probe(spec);
}

}  // namespace

TEST_CASE("a connection is used again as long as it is good", "[probes][http][reuse]") {
    probing p;
    scripted_server server{p.io, answering_again(ok_hi, 1000)};
    const auto what = reusing(server.port());
    for (int i = 0; i < 5; ++i) {
        const auto seen = p.run(*what);
        CHECK(seen.why == reason::ok);
        CHECK(seen.phase.connect.has_value() == (i == 0));
        CHECK(seen.phase.first_byte.has_value());
    }
    CHECK(server.peers().size() == 1);
}

TEST_CASE("a connection that the peer closed between two runs is no failure", "[probes][http][reuse]") {
    probing p;
    scripted_server server{p.io, answering_again(ok_hi, 1)};
    const auto what = reusing(server.port(), GENERATE("GET", "POST"));
    for (int i = 0; i < 3; ++i) CHECK(p.run(*what).why == reason::ok);
    CHECK(server.peers().size() == 3);
}

TEST_CASE("a peer that hangs up on the request of a used connection is asked once more",
          "[probes][http][reuse]") {
    probing p;
    // The first connection serves one request and hangs up on the second; later ones serve.
    int connections = 0;
    scripted_server server{p.io, [&connections](peer& c) {
                               const bool first = ++connections == 1;
                               c.read_request([&c, first] {
                                   c.forget_request();
                                   c.send(ok_hi, [&c, first] {
                                       if (first) c.read_request([&c] { c.close(); });
                                   });
                               });
                           }};
    const auto get = reusing(server.port());
    CHECK(p.run(*get).why == reason::ok);
    CHECK(p.run(*get).why == reason::ok);
    CHECK(connections == 2);

    connections = 0;
    const auto post = reusing(server.port(), "POST");  // it may have been carried out
    CHECK(p.run(*post).why == reason::ok);
    CHECK(p.run(*post).why == reason::closed);
    CHECK(p.run(*post).why == reason::ok);
}

TEST_CASE("an answer that ends its connection leaves none to the next run", "[probes][http][reuse]") {
    probing p;
    const std::string answer = GENERATE("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nhi",
                                        "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nhi",
                                        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi and more");
    scripted_server server{p.io, answering_again(answer, 1000)};
    const auto what = reusing(server.port());
    for (int i = 0; i < 3; ++i) CHECK(p.run(*what).why == reason::ok);
    CHECK(server.peers().size() == 3);
}

TEST_CASE("after a failure a new connection is made", "[probes][http][reuse]") {
    probing p;
    int requests = 0;
    scripted_server server{p.io, [&requests](peer& c) {
                               c.read_request([&] {
                                   if (++requests != 2) c.send(ok_hi);
                               });
                           }};
    const auto what = reusing(server.port());
    CHECK(p.run(*what).why == reason::ok);
    CHECK(p.run(*what, 100ms).why == reason::timeout);  // mute on the used connection
    const auto again = p.run(*what);
    CHECK(again.phase.connect.has_value());
}
