#include "daemon/http/listener.hpp"
#include "test/daemon/http/client.hpp"

#include <boost/asio/post.hpp>
#include <catch2/catch.hpp>

#include <deque>

using namespace hm::daemon;
using namespace std::chrono_literals;
using hm::test::client;
using hm::test::http_answer;
using hm::test::run_until;

namespace {

// Deadlines that a test can wait for.
http::limits quick() {
    http::limits l;
    l.tick = 5ms;
    return l;
}

class server {
public:
    explicit server(http::limits granted = {}) : listener(io, "127.0.0.1", 0, routes(), granted) {
        listener.start();
    }
    client connect() { return {io, listener.port()}; }
    http_answer ask(std::string_view request) {
        client c = connect();
        return c.ask(request);
    }

    boost::asio::io_context io{1};
    std::vector<http::responder> waiting;
    std::vector<std::shared_ptr<http::stream>> streams;
    std::size_t answered = 0, big = 0, medium = 0;
    http::shared_text page = std::make_shared<const std::string>(8'000'000, 'x');
    http::listener listener;

private:
    http::router routes() {
        using http::request;
        http::response streaming;
        streaming.streaming = [this](std::shared_ptr<http::stream> s) { streams.push_back(std::move(s)); };
        return {
            {
                {http::reads_and_options, "/hello", http::at_once([this](const request&) {
                     ++answered;
                     return http::text_answer(200, "hello");
                 })},
                {http::reads, "/big", http::at_once([this](const request&) {
                     ++big;
                     http::response r;
                     r.shared_body = std::make_shared<const std::string>(8'000'000, 'x');
                     return r;
                 })},
                {http::reads, "/shared", http::at_once([this](const request&) {
                     ++big;
                     http::response r;
                     r.shared_body = page;
                     return r;
                 })},
                {http::reads, "/medium", http::at_once([this](const request&) {
                     ++medium;
                     return http::text_answer(200, std::string(16'000, 'x'));
                 })},
                {http::reads, "/later",
                 [this](const request&, const http::responder& r) { waiting.push_back(r); }},
                {http::reads, "/throws", http::at_once([](const request&) -> http::response {
                     throw std::runtime_error("a secret of the inside");
                 })},
                {http::reads, "/stream", http::at_once([streaming](const request&) { return streaming; })},
                {http::reads, "/stream-at-the-end", http::at_once([this, streaming](const request&) {
                     boost::asio::post(io, [this] { listener.stop(); });  // before the head is written
                     return streaming;
                 })},
                {http::only(http::method::post), "/echo",
                 http::at_once([](const request& r) { return http::text_answer(200, r.body); })},
            },
            http::at_once([](const request&) { return http::text_answer(404, "nothing"); })};
    }
};

}  // namespace

TEST_CASE("HTTP/1.0 without a Host header is answered, and the connection closed", "[http][session]") {
    server s;
    client c = s.connect();
    const http_answer a = c.ask("OPTIONS /hello HTTP/1.0\r\n\r\n");
    CHECK(a.status == 200);
    CHECK(a.body == "hello\n");
    CHECK(a.header("Connection") == "close");
    CHECK(a.header("Date").size() == 29);
    CHECK(c.wait_until_closed());
}

TEST_CASE("HTTP/1.0 stays connected when it asks to", "[http][session]") {
    server s;
    client c = s.connect();
    const std::string request = "GET /hello HTTP/1.0\r\nConnection: keep-alive\r\n\r\n";
    CHECK(c.ask(request).header("Connection") == "keep-alive");
    CHECK(c.ask(request).status == 200);
}

TEST_CASE("HEAD has GET's headers and no body, and the next answer is in its place", "[http][session]") {
    server s;
    client c = s.connect();
    const http_answer get = c.ask("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n");
    const http_answer head = c.ask("HEAD /hello HTTP/1.1\r\nHost: x\r\n\r\n");
    CHECK(head.header("Content-Length") == "6");
    CHECK(head.header("Content-Type") == get.header("Content-Type"));
    CHECK(head.body.empty());
    CHECK(c.ask("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n").body == "hello\n");
}

TEST_CASE("pipelined requests are answered in order", "[http][session]") {
    server s;
    client c = s.connect();
    std::string burst;
    constexpr int many = 1000;
    for (int i = 0; i < many; ++i)
        burst +=
            i % 2 ? "GET /nowhere HTTP/1.1\r\nHost: x\r\n\r\n" : "GET /hello HTTP/1.1\r\nHost: x\r\n\r\n";
    c.send(burst);
    for (int i = 0; i < many; ++i) REQUIRE(c.answer().status == (i % 2 ? 404 : 200));
}

TEST_CASE("answers that do not fit the socket's buffer wait to be taken", "[http][session]") {
    server s;
    client c = s.connect();
    constexpr std::size_t many = 1000;  // 16 MB
    std::string burst;
    for (std::size_t i = 1; i < many; ++i) burst += "GET /medium HTTP/1.1\r\nHost: x\r\n\r\n";
    c.send(burst + "GET /medium HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    REQUIRE_FALSE(run_until(
        s.io, [&] { return s.medium == many; }, 300ms));

    for (std::size_t i = 0; i < many; ++i) REQUIRE(c.answer().body.size() == 16'001);
    CHECK(c.wait_until_closed());
}

TEST_CASE("Connection: close closes", "[http][session]") {
    server s;
    client c = s.connect();
    const http_answer a = c.ask("GET /hello HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    CHECK(a.header("Connection") == "close");
    CHECK(c.wait_until_closed());
    CHECK(s.listener.connections() == 0);
}

TEST_CASE("a request that comes byte by byte is one request", "[http][session]") {
    server s;
    client c = s.connect();
    for (const char byte : std::string{"GET /hello HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nab"}) {
        c.send({&byte, 1});
        s.io.restart();
        s.io.poll();
    }
    CHECK(c.answer().status == 200);
    CHECK(s.answered == 1);
}

TEST_CASE("bodies come whole, in one piece or in chunks", "[http][session]") {
    server s;
    client c = s.connect();
    CHECK(c.ask("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc").body == "abc\n");
    CHECK(c.ask("POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
                "2\r\nab\r\n1\r\nc\r\n0\r\n\r\n")
              .body == "abc\n");
}

TEST_CASE("what is not HTTP is refused with a short text, and the connection closed", "[http][session]") {
    server s;
    const std::string long_value(20'000, 'a');
    struct row {
        std::string request;
        int status;
    };
    const std::vector<row> table{
        {"\x16\x03\x01garbage\r\n\r\n", 400},
        {"G@T /hello HTTP/1.1\r\n\r\n", 400},
        {"GET /hello HTTP/1.1\r\nbroken\r\n\r\n", 400},
        {"GET /hello HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", 400},
        {"GET /hello HTTP/1.1\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
        {"GET /hello HTTP/2.0\r\n\r\n", 400},
        {"GET /hello HTTP/1.2\r\n\r\n", 400},
        {"GET /" + std::string(3000, 'a') + " HTTP/1.1\r\n\r\n", 414},
        {"GET /hello HTTP/1.1\r\nX: " + long_value + "\r\n\r\n", 431},
        {"GET /hello HTTP/1.1\r\nX: " + long_value, 431},
        {"POST /echo HTTP/1.1\r\nContent-Length: 1000000\r\n\r\n", 413},
        {"POST /echo HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n12000\r\n" + std::string(0x12000, 'a') +
             "\r\n0\r\n\r\n",
         413},
    };
    for (const row& r : table) {
        CAPTURE(r.request.substr(0, 60));
        client c = s.connect();
        const http_answer a = c.ask(r.request);
        CHECK(a.status == r.status);
        CHECK(a.body.size() < 100);
        c.close();
        CHECK(run_until(s.io, [&] { return s.listener.connections() == 0; }));
    }
    CHECK(s.answered == 0);
}

TEST_CASE("the limits are kept to the byte", "[http][session][limits]") {
    http::limits small;
    small.target_bytes = 20;
    small.body_bytes = 10;
    server s{small};
    CHECK(s.ask("GET /" + std::string(19, 'a') + " HTTP/1.1\r\n\r\n").status == 404);
    CHECK(s.ask("GET /" + std::string(20, 'a') + " HTTP/1.1\r\n\r\n").status == 414);
    CHECK(s.ask("POST /echo HTTP/1.1\r\nContent-Length: 10\r\n\r\n0123456789").status == 200);
    CHECK(s.ask("POST /echo HTTP/1.1\r\nContent-Length: 11\r\n\r\n0123456789a").status == 413);
}

TEST_CASE("an unknown method is a 405 that says what is taken", "[http][session]") {
    server s;
    const http_answer a = s.ask("BREW /hello HTTP/1.1\r\nHost: x\r\n\r\n");
    CHECK(a.status == 405);
    CHECK(a.header("Allow") == "GET, HEAD, OPTIONS");
    CHECK(a.header("Content-Type") == "application/problem+json");
}

TEST_CASE("a handler that throws is a 500 that tells nothing of the inside", "[http][session]") {
    server s;
    const http_answer a = s.ask("GET /throws HTTP/1.1\r\nHost: x\r\n\r\n");
    CHECK(a.status == 500);
    CHECK(a.body.find("secret") == std::string::npos);
}

TEST_CASE("an answer may come later; a second one and one for nobody are ignored", "[http][session]") {
    server s;
    client c = s.connect();
    c.send("GET /later HTTP/1.1\r\nHost: x\r\n\r\nGET /hello HTTP/1.1\r\nHost: x\r\n\r\n");
    REQUIRE(run_until(s.io, [&] { return s.waiting.size() == 1; }));
    CHECK(s.answered == 0);  // in its turn
    s.waiting[0](http::text_answer(200, "late"));
    CHECK(c.answer().body == "late\n");
    CHECK(c.answer().body == "hello\n");
    s.waiting[0](http::text_answer(200, "again"));
    CHECK(c.ask("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n").body == "hello\n");

    client gone = s.connect();
    gone.send("GET /later HTTP/1.1\r\nHost: x\r\n\r\n");
    REQUIRE(run_until(s.io, [&] { return s.waiting.size() == 2; }));
    gone.close();
    s.waiting[1](http::text_answer(200, "nobody hears this"));
    CHECK(run_until(s.io, [&] { return s.listener.connections() == 1; }));
}

TEST_CASE("deadlines: idle, slow to ask, slow to read, never answered", "[http][session][limits]") {
    http::limits l = quick();

    SECTION("an idle connection is closed without a word") {
        l.idle = 30ms;
        server s{l};
        client c = s.connect();
        CHECK(c.wait_until_closed());
        CHECK(c.received().empty());
    }
    SECTION("a request that does not end is cut, though a byte comes now and then") {
        l.read = 60ms;
        server s{l};
        client c = s.connect();
        c.send("GET /hello HTTP/1.1\r\n");
        CHECK(run_until(s.io, [&] {
            c.send("X");
            return s.listener.connections() == 0;
        }));
        CHECK(s.answered == 0);
    }
    SECTION("a client that does not read its answer is cut") {
        l.write = 60ms;
        server s{l};
        client c = s.connect();
        c.send("GET /big HTTP/1.1\r\nHost: x\r\n\r\n");
        CHECK(run_until(s.io, [&] { return s.listener.connections() == 1; }));
        CHECK(run_until(s.io, [&] { return s.listener.connections() == 0; }));
    }
    SECTION("a handler that never answers does not hold the connection for ever") {
        l.answer = 30ms;
        server s{l};
        client c = s.connect();
        c.send("GET /later HTTP/1.1\r\nHost: x\r\n\r\n");
        CHECK(c.wait_until_closed());
    }
}

TEST_CASE("the idle time is longer than any check's interval", "[http][limits]") {
    CHECK(http::limits{}.idle >= 120s);
}

TEST_CASE("who never asked gives way before who did", "[http][listener][limits]") {
    http::limits l;
    l.connections = 3;
    server s{l};
    client known = s.connect();
    CHECK(known.ask("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n").status == 200);
    client silent = s.connect();
    REQUIRE(run_until(s.io, [&] { return s.listener.connections() == 2; }));
    client half = s.connect();
    half.send("GET /hello HTTP/1.1\r\n");
    REQUIRE(run_until(s.io, [&] { return s.listener.connections() == 3; }));

    client fourth = s.connect();
    CHECK(fourth.ask("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n").status == 200);
    CHECK(silent.wait_until_closed());
    client fifth = s.connect();
    CHECK(fifth.ask("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n").status == 200);
    CHECK(half.wait_until_closed());
    CHECK(known.ask("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n").status == 200);
}

TEST_CASE("who does not take its answer gives way when all do so", "[http][listener][limits]") {
    http::limits l;
    l.connections = 2;
    server s{l};
    client first = s.connect();
    first.send("GET /big HTTP/1.1\r\nHost: x\r\n\r\n");
    REQUIRE(run_until(s.io, [&] { return s.listener.connections() == 1; }));
    client second = s.connect();
    second.send("GET /big HTTP/1.1\r\nHost: x\r\n\r\n");
    REQUIRE(run_until(s.io, [&] { return s.big == 2; }));

    client third = s.connect();
    CHECK(third.ask("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n").status == 200);
    CHECK(s.listener.connections() == 2);
}

TEST_CASE("large answers that nobody takes do not pile up", "[http][listener][limits]") {
    http::limits l;
    l.held_bytes = 20'000'000;
    server s{l};
    std::deque<client> slow;
    for (std::size_t i = 1; i <= 5; ++i) {
        slow.push_back(s.connect());
        slow.back().send("GET /big HTTP/1.1\r\nHost: x\r\n\r\n");
        REQUIRE(run_until(s.io, [&] { return s.big == i; }));
    }
    CHECK(s.listener.connections() == 2);  // 8 MB each
    CHECK(slow.back().answer().body.size() == 8'000'000);
    CHECK(slow.back().ask("GET /big HTTP/1.1\r\nHost: x\r\n\r\n").status == 200);
    CHECK(slow[3].answer().status == 200);
}

TEST_CASE("an answer larger than all may be together closes nobody who holds nothing",
          "[http][listener][limits]") {
    http::limits l;
    l.held_bytes = 1'000'000;
    server s{l};
    client known = s.connect(), silent = s.connect();
    CHECK(known.ask("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n").status == 200);
    client slow = s.connect();
    slow.send("GET /big HTTP/1.1\r\nHost: x\r\n\r\n");
    REQUIRE(run_until(s.io, [&] { return s.big == 1 && s.listener.connections() == 3; }));

    CHECK(s.ask("GET /big HTTP/1.1\r\nHost: x\r\n\r\n").body.size() == 8'000'000);
    CHECK(slow.answer().status == 0);
    CHECK(silent.ask("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n").status == 200);
    CHECK(known.ask("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n").status == 200);
}

TEST_CASE("a body that several take is held once", "[http][listener][limits]") {
    http::limits l;
    l.held_bytes = GENERATE(9'000'000u, 1'000'000u);  // room for it, and none
    server s{l};
    std::deque<client> slow;
    for (std::size_t i = 1; i <= 3; ++i) {
        slow.push_back(s.connect());
        slow.back().send("GET /shared HTTP/1.1\r\nHost: x\r\n\r\n");
        REQUIRE(run_until(s.io, [&] { return s.big == i; }));
    }
    CHECK(s.listener.connections() == 3);
    CHECK(slow[1].answer().body.size() == 8'000'000);

    // One with another body needs the room: all who take the first give way.
    client other = s.connect();
    other.send("GET /big HTTP/1.1\r\nHost: x\r\n\r\n");
    REQUIRE(run_until(s.io, [&] { return s.big == 4; }));
    CHECK(s.listener.connections() == 2);
    CHECK(other.answer().body.size() == 8'000'000);
    CHECK(slow[1].ask("GET /shared HTTP/1.1\r\nHost: x\r\n\r\n").body.size() == 8'000'000);
}

TEST_CASE("bodies that do not end do not pile up", "[http][listener][limits]") {
    http::limits l;
    l.held_bytes = 100'000;
    server s{l};
    const std::string half =
        "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 60000\r\n\r\n" + std::string(40'000, 'x');
    std::deque<client> slow;
    for (int i = 0; i < 5; ++i) {
        slow.push_back(s.connect());
        slow.back().send(half);
    }
    CHECK(run_until(s.io, [&] { return s.listener.connections() == 2; }));
    CHECK(slow.front().wait_until_closed());
    slow.back().send(std::string(20'000, 'x'));
    CHECK(slow.back().answer().body.size() == 60'001);
}

TEST_CASE("half of the descriptors are not for who connects", "[http][limits]") {
    CHECK(http::connections_within(1'000'000, 2) == http::limits{}.connections);
    CHECK(http::connections_within(1024, 2) == 256);
    CHECK(http::connections_within(20, 2) == 16);
    CHECK(http::connections_within(1024, 0) == 512);
}

TEST_CASE("one connection too many takes the place of the one idle longest", "[http][listener][limits]") {
    http::limits l;
    l.connections = 2;
    server s{l};
    client first = s.connect();
    CHECK(first.ask("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n").status == 200);
    client busy = s.connect();
    busy.send("GET /later HTTP/1.1\r\nHost: x\r\n\r\n");
    REQUIRE(run_until(s.io, [&] { return s.waiting.size() == 1; }));

    client third = s.connect();
    CHECK(third.ask("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n").status == 200);
    CHECK(first.wait_until_closed());
    CHECK(s.listener.connections() == 2);
    s.waiting[0](http::text_answer(200, "done"));
    CHECK(busy.answer().body == "done\n");
}

TEST_CASE("a port in use is one clear line", "[http][listener]") {
    server s;
    const std::string expected =
        "cannot listen on 127.0.0.1:" + std::to_string(s.listener.port()) + ": Address already in use";
    boost::asio::io_context io{1};
    CHECK_THROWS_WITH(
        http::listener(
            io, "127.0.0.1", s.listener.port(),
            http::router({}, http::at_once([](const http::request&) { return http::response{}; }))),
        expected);
}

TEST_CASE("stop lets the answer in flight finish, closes the idle, and leaves nothing on the loop",
          "[http][listener]") {
    server s;
    client idle = s.connect();
    CHECK(idle.ask("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n").status == 200);
    client busy = s.connect();
    busy.send("GET /later HTTP/1.1\r\nHost: x\r\n\r\n");
    REQUIRE(run_until(s.io, [&] { return s.waiting.size() == 1; }));

    s.listener.stop();
    CHECK(idle.wait_until_closed());
    s.waiting[0](http::text_answer(200, "the last"));
    const http_answer last = busy.answer();
    CHECK(last.body == "the last\n");
    CHECK(last.header("Connection") == "close");
    s.waiting.clear();
    s.io.restart();
    s.io.run_for(10s);
    CHECK(s.io.stopped());  // it ran out of work
}

TEST_CASE("stop cuts what does not end within its limit", "[http][listener][limits]") {
    http::limits l = quick();
    l.drain = 30ms;
    server s{l};
    client c = s.connect();
    c.send("GET /later HTTP/1.1\r\nHost: x\r\n\r\n");
    REQUIRE(run_until(s.io, [&] { return s.waiting.size() == 1; }));
    s.listener.stop();
    CHECK(c.wait_until_closed());
    CHECK(c.received().empty());
}

TEST_CASE("a stream gets its chunks, and ends when it is closed", "[http][stream]") {
    server s;
    client c = s.connect();
    c.send("GET /stream HTTP/1.1\r\nHost: x\r\n\r\n");
    REQUIRE(run_until(s.io, [&] { return s.streams.size() == 1; }));
    for (int i = 0; i < 3; ++i)
        CHECK(s.streams[0]->push(std::make_shared<const std::string>("chunk" + std::to_string(i) + ";")));
    s.streams[0]->close();
    CHECK_FALSE(s.streams[0]->push(std::make_shared<const std::string>("too late")));
    CHECK(c.wait_until_closed());
    CHECK(c.received().find("chunk0;chunk1;chunk2;") != std::string::npos);
    CHECK(c.received().find("Content-Length") == std::string::npos);
}

TEST_CASE("a stream that begins while the listener stops ends at once", "[http][stream][listener]") {
    http::limits l = quick();
    l.drain = 60s;
    server s{l};
    client c = s.connect();
    c.send("GET /stream-at-the-end HTTP/1.1\r\nHost: x\r\n\r\n");
    CHECK(c.wait_until_closed());
    CHECK(s.streams.size() == 1);
    CHECK(s.listener.connections() == 0);
}

TEST_CASE("a subscriber that leaves is noticed", "[http][stream]") {
    server s;
    client c = s.connect();
    c.send("GET /stream HTTP/1.1\r\nHost: x\r\n\r\n");
    REQUIRE(run_until(s.io, [&] { return s.streams.size() == 1; }));
    c.close();
    CHECK(run_until(s.io, [&] { return !s.streams[0]->is_open(); }));
    CHECK_FALSE(s.streams[0]->push(std::make_shared<const std::string>("x")));
}

TEST_CASE("a slow subscriber is dropped when its queue is full, others go on", "[http][stream][limits]") {
    http::limits l;
    l.stream_queue_bytes = 1'000'000;
    server s{l};
    client slow = s.connect(), good = s.connect();
    slow.send("GET /stream HTTP/1.1\r\nHost: x\r\n\r\n");
    REQUIRE(run_until(s.io, [&] { return s.streams.size() == 1; }));
    good.send("GET /stream HTTP/1.1\r\nHost: x\r\n\r\n");
    REQUIRE(run_until(s.io, [&] { return s.streams.size() == 2; }));

    const auto chunk = std::make_shared<const std::string>(100'000, 'x');
    bool slow_lives = true;
    for (int i = 0; i < 500 && slow_lives; ++i) {
        slow_lives = s.streams[0]->push(chunk);
        REQUIRE(s.streams[1]->push(chunk));
        const std::size_t want = (static_cast<std::size_t>(i) + 1) * chunk->size();
        REQUIRE(run_until(s.io, [&] { return good.wait_for("\r\n\r\n") && good.received().size() >= want; }));
    }
    CHECK_FALSE(slow_lives);
    CHECK(s.streams[1]->is_open());
    CHECK(s.listener.connections() == 1);
}
