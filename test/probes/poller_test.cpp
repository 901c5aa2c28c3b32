#include "probes/poller.hpp"

#include "test/support/event_loop.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <catch2/catch.hpp>

#include <array>

using namespace hm::probes;
using namespace hm::test;
using namespace std::chrono_literals;
using wants = poller::socket::wants;

namespace {

struct waiter final : pollable {
    void on_ready(bool peer_ended) override {
        ++told;
        ended = ended || peer_ended;
        if (then) then();
    }
    int told = 0;
    bool ended = false;
    std::function<void()> then;
};

// Ours is watched, the other end is the test's.
struct pair {
    explicit pair(poller& by) {
        std::array<int, 2> fds{};
        REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, fds.data()) == 0);
        ours = {by, fds[0]};
        theirs = fds[1];
    }
    ~pair() { hang_up(); }
    void say(const char* text) const { REQUIRE(::send(theirs, text, 1, 0) == 1); }
    void hang_up() {
        if (theirs >= 0) ::close(std::exchange(theirs, -1));
    }
    poller::socket ours;
    int theirs = -1;
};

}  // namespace

TEST_CASE("who waits is told once for each time that something comes", "[probes][poller]") {
    boost::asio::io_context io{1};
    poller under_test{io};
    pair p{under_test};
    const auto who = std::make_shared<waiter>();
    REQUIRE_FALSE(p.ours.watch(who, wants::bytes));
    io.poll();
    CHECK(who->told == 0);
    p.say("a");
    REQUIRE(run_until(io, [&] { return who->told == 1; }));
    io.poll();
    CHECK(who->told == 1);  // by edges: what is left unread is not told of again
    p.hang_up();
    REQUIRE(run_until(io, [&] { return who->ended; }));
}

TEST_CASE("room is told of when it is asked for", "[probes][poller]") {
    boost::asio::io_context io{1};
    poller under_test{io};
    pair p{under_test};
    const auto who = std::make_shared<waiter>();
    REQUIRE_FALSE(p.ours.watch(who, wants::bytes));
    io.poll();
    CHECK(who->told == 0);
    REQUIRE_FALSE(p.ours.watch(who, wants::bytes_and_room));
    REQUIRE(run_until(io, [&] { return who->told == 1; }));
}

TEST_CASE("a waiter is kept alive until it is left or its socket is closed", "[probes][poller]") {
    boost::asio::io_context io{1};
    poller under_test{io};
    pair p{under_test};
    auto who = std::make_shared<waiter>();
    const std::weak_ptr<waiter> seen = who;
    REQUIRE_FALSE(p.ours.watch(std::move(who), wants::bytes));
    CHECK_FALSE(seen.expired());
    p.ours.leave();
    CHECK(seen.expired());
    p.say("a");
    io.poll();  // nobody is told

    const auto next = std::make_shared<waiter>();
    poller::socket moved = std::move(p.ours);
    REQUIRE_FALSE(moved.watch(next, wants::bytes));
    p.say("b");
    REQUIRE(run_until(io, [&] { return next->told == 1; }));
    moved.close();
    CHECK(next.use_count() == 1);
}

TEST_CASE("news of a socket that is closed meanwhile does not reach who took its place", "[probes][poller]") {
    boost::asio::io_context io{1};
    poller under_test{io};
    pair first{under_test}, second{under_test}, third{under_test};
    const auto a = std::make_shared<waiter>(), b = std::make_shared<waiter>(), c = std::make_shared<waiter>();
    REQUIRE_FALSE(first.ours.watch(a, wants::bytes));
    REQUIRE_FALSE(second.ours.watch(b, wants::bytes));
    // Whoever is told first closes the other's socket, and another one comes in its place.
    const auto replace = [&](poller::socket& gone) {
        return [&] {
            gone.close();
            REQUIRE_FALSE(third.ours.watch(c, wants::bytes));
        };
    };
    a->then = replace(second.ours);
    b->then = replace(first.ours);
    first.say("a");
    second.say("b");
    REQUIRE(run_until(io, [&] { return a->told + b->told > 0; }));
    io.poll();
    CHECK(a->told + b->told == 1);
    CHECK(c->told == 0);
}

TEST_CASE("many are told of in one go, and a stop in the middle is a stop", "[probes][poller]") {
    boost::asio::io_context io{1};
    poller under_test{io};
    std::vector<std::unique_ptr<pair>> pairs;
    int told = 0;
    for (int i = 0; i < 600; ++i) {
        pairs.push_back(std::make_unique<pair>(under_test));
        const auto who = std::make_shared<waiter>();
        who->then = [&] {
            if (++told == 400) under_test.stop();
        };
        REQUIRE_FALSE(pairs.back()->ours.watch(who, wants::bytes));
        pairs.back()->say("a");
    }
    io.run_for(5s);  // ends by itself
    CHECK(told == 400);
}
