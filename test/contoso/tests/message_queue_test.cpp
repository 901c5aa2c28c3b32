#include "test/contoso/stamp/message_queue.hpp"

#include "test/contoso/stamp/backoff.hpp"

#include <catch2/catch.hpp>

using namespace contoso;
using namespace std::chrono_literals;

namespace {
constexpr time_point start{1'000s};
}

TEST_CASE("messages are handed out in the order of their arrival, with the time they waited",
          "[contoso][queue]") {
    message_queue queue(2s);
    queue.send(start, "first");
    queue.send(start + 1s, "second");

    const auto first = queue.receive(start + 3s);
    const auto second = queue.receive(start + 3s);

    REQUIRE(first);
    REQUIRE(second);
    CHECK(first->body == "first");
    CHECK(first->waited == 3s);
    CHECK(second->body == "second");
    CHECK(second->waited == 2s);
    CHECK_FALSE(queue.receive(start + 3s));
}

TEST_CASE("a leased message is in the backlog until it is completed", "[contoso][queue]") {
    message_queue queue(2s);
    queue.send(start, "m");
    const auto taken = queue.receive(start);
    REQUIRE(taken);
    CHECK(queue.backlog() == 1);

    CHECK(queue.complete(taken->id, taken->lease, start + 1s));
    CHECK(queue.backlog() == 0);
    CHECK_FALSE(queue.complete(taken->id, taken->lease, start + 1s));
}

TEST_CASE("a message whose lease ran out is handed out again, and only the new lease completes it",
          "[contoso][queue]") {
    message_queue queue(2s);
    queue.send(start, "m");
    const auto lost = queue.receive(start);
    REQUIRE(lost);
    REQUIRE_FALSE(queue.receive(start + 1'999ms));

    const auto again = queue.receive(start + 2s);
    REQUIRE(again);
    CHECK(again->id == lost->id);
    CHECK(again->waited == 2s);
    CHECK_FALSE(queue.complete(lost->id, lost->lease, start + 2s));
    CHECK(queue.complete(again->id, again->lease, start + 2s));
}

TEST_CASE("a lease that ran out completes nothing", "[contoso][queue]") {
    message_queue queue(2s);
    queue.send(start, "m");
    const auto taken = queue.receive(start);
    REQUIRE(taken);

    CHECK_FALSE(queue.complete(taken->id, taken->lease, start + 2s));
    CHECK(queue.backlog() == 1);
}

TEST_CASE("a full queue takes no more, and loses nothing", "[contoso][queue]") {
    message_queue queue(2s);
    for (std::size_t i = 0; i < message_queue::max_backlog; ++i) REQUIRE(queue.send(start, "m"));

    CHECK_FALSE(queue.send(start, "one too many"));
    CHECK(queue.backlog() == message_queue::max_backlog);
}

TEST_CASE("waits double after each failure, up to a limit, and begin anew after a success",
          "[contoso][queue]") {
    backoff wait;
    CHECK(wait.next() == 100ms);
    CHECK(wait.next() == 200ms);
    CHECK(wait.next() == 400ms);
    for (int i = 0; i < 10; ++i) wait.next();
    CHECK(wait.next() == backoff::limit);

    wait.reset();
    CHECK(wait.next() == backoff::first);
}

TEST_CASE("a probe's message is received like any other, and is no backlog", "[contoso][queue]") {
    message_queue queue(2s);
    queue.send(start, "probe", true);
    queue.send(start, "comment");
    CHECK(queue.backlog() == 1);

    const auto first = queue.receive(start);
    REQUIRE(first);
    CHECK(first->body == "probe");
    CHECK(queue.complete(first->id, first->lease, start + 1s));
    CHECK(queue.backlog() == 1);
}

TEST_CASE("a probe's message that nobody takes is gone after its time, a user's stays", "[contoso][queue]") {
    message_queue queue(2s);
    queue.send(start, "probe", true);
    queue.send(start, "comment");

    const auto first = queue.receive(start + message_queue::probe_life);
    REQUIRE(first);
    CHECK(first->body == "comment");
    CHECK(queue.size() == 1);
}
