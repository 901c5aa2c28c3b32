#include "daemon/tcp/agent_listener.hpp"
#include "daemon/outputs/agent_answer.hpp"
#include "test/daemon/http/client.hpp"

#include <catch2/catch.hpp>

#include <deque>

using namespace hm;
using namespace std::chrono_literals;
using daemon::tcp::agent_limits;
using daemon::tcp::agent_listener;
using hm::test::client;
using hm::test::run_until;

namespace {

agent_limits quick() {
    agent_limits l;
    l.whole = 100ms;
    l.tick = 5ms;
    return l;
}

// Answers with what it was asked; nothing to "silence".
class server {
public:
    explicit server(bool asks = true, agent_limits granted = {})
        : listener(io, "127.0.0.1", 0, {[this](std::string_view q) { return answer(q); }, asks}, granted) {
        listener.start();
    }
    client connect() { return {io, listener.port()}; }
    // All that comes back until the connection ends.
    std::string told(std::string_view question) {
        client c = connect();
        c.send(question);
        REQUIRE(c.wait_until_closed());
        return c.received();
    }

    boost::asio::io_context io{1};
    int asked = 0;
    agent_listener listener;

private:
    std::string answer(std::string_view question) {
        ++asked;
        return question == "silence" ? std::string{} : "up #" + std::string{question} + "\n";
    }
};

}  // namespace

TEST_CASE("an agent's question is answered by one line, and the connection ends", "[tcp][agent]") {
    server s;
    CHECK(s.told("eu\n") == "up #eu\n");
    CHECK(s.told("eu/browse\r\n") == "up #eu/browse\n");
    CHECK(s.told("eu\nus\n") == "up #eu\n");
    CHECK(s.told("silence\n").empty());
    CHECK(run_until(s.io, [&] { return s.listener.connections() == 0; }));
}

TEST_CASE("an agent's question may come byte by byte", "[tcp][agent]") {
    server s;
    client c = s.connect();
    for (const char byte : std::string{"eu/browse"}) {
        c.send({&byte, 1});
        s.io.restart();
        s.io.run_for(2ms);
    }
    CHECK(s.asked == 0);
    c.send("\n");
    CHECK(c.wait_until_closed());
    CHECK(c.received() == "up #eu/browse\n");
}

TEST_CASE("a pinned agent speaks first, and does not mind a question", "[tcp][agent]") {
    server s{false};
    client silent = s.connect();
    CHECK(silent.wait_until_closed());
    CHECK(silent.received() == "up #\n");
    CHECK(s.told("eu\n") == "up #\n");
    CHECK(s.told(std::string(100'000, 'x')) == "up #\n");
}

TEST_CASE("what is no question ends without a word", "[tcp][agent][limits]") {
    server s{true, quick()};
    CHECK(s.told(std::string(daemon::max_agent_question, 'x')).empty());
    CHECK(s.told(std::string(daemon::max_agent_question, 'x') + "\n").empty());
    CHECK(s.told("").empty());
    CHECK(s.told("eu").empty());
    CHECK(s.asked == 0);
    const std::string longest(daemon::max_agent_question - 1, 'x');
    CHECK(s.told(longest + "\n") == "up #" + longest + "\n");
    CHECK(s.told("GET / HTTP/1.1\r\nHost: x\r\n\r\n") == "up #GET / HTTP/1.1\n");
    CHECK(run_until(s.io, [&] { return s.listener.connections() == 0; }));
}

TEST_CASE("an agent's client that does not leave is let go at its time", "[tcp][agent][limits]") {
    server s{true, quick()};
    client c = s.connect();
    c.send("eu\n");
    CHECK(c.wait_for("up #eu\n"));
    CHECK(run_until(
        s.io, [&] { return s.listener.connections() == 0; }, 5s));
}

TEST_CASE("one connection too many takes the place of the oldest, and those that ask are answered",
          "[tcp][agent][limits]") {
    agent_limits few;
    few.connections = 3;
    server s{true, few};
    std::deque<client> idle;
    for (int i = 0; i < 50; ++i) {
        idle.emplace_back(s.io, s.listener.port());
        s.io.restart();
        s.io.poll();
        CHECK(s.listener.connections() <= 3);
    }
    CHECK(s.told("eu\n") == "up #eu\n");
    CHECK(idle.front().wait_until_closed());
}

TEST_CASE("a stopped agent's listener leaves nothing on the loop", "[tcp][agent]") {
    server s;
    client c = s.connect();
    REQUIRE(run_until(s.io, [&] { return s.listener.connections() == 1; }));
    s.listener.stop();
    s.io.restart();
    s.io.run_for(5s);
    CHECK(s.io.stopped());
    CHECK(c.wait_until_closed());
    CHECK(c.received().empty());
}
