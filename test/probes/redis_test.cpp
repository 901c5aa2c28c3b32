#include "probes/wire/resp.hpp"
#include "test/support/probing.hpp"
#include "test/support/scripted_server.hpp"

#include <catch2/catch.hpp>

#include <set>

using namespace hm;
using namespace hm::test;
using namespace std::chrono_literals;
using model::reason;

namespace {

model::signal_spec redis_signal(std::uint16_t port) {
    model::redis_spec redis;
    redis.to = {"127.0.0.1", port};
    model::signal_spec spec;
    spec.probe = redis;
    return spec;
}

model::redis_spec& redis_of(model::signal_spec& spec) {
    return std::get<model::redis_spec>(spec.probe);
}

// Answers the first turn, whose last command ends in `last`, with `replies`.
scripted_server::script replying(std::string replies, std::string last = "PING\r\n") {
    return [replies, last](peer& p) { p.read_until(last, [&p, replies] { p.send(replies); }); };
}

constexpr std::size_t value_size = 32;

// The value of the SET that the peer read.
std::string written(const peer& p) {
    const std::string before = "$" + std::to_string(value_size) + "\r\n";
    return p.request().substr(p.request().find(before) + before.size(), value_size);
}

std::string bulk(const std::string& text) {
    return "$" + std::to_string(text.size()) + "\r\n" + text + "\r\n";
}

// PONG, and to SET and GET what `second` says.
scripted_server::script store(std::function<std::string(const std::string& value)> second) {
    return [second](peer& p) {
        p.read_until("PING\r\n", [&p, second] {
            p.send("+PONG\r\n", [&p, second] {
                p.read_until("GET\r\n$4\r\ntest\r\n", [&p, second] { p.send(second(written(p))); });
            });
        });
    };
}

}  // namespace

TEST_CASE("a server that answers PONG is ok", "[probes][redis]") {
    probing p;
    scripted_server server{p.io, replying("+PONG\r\n")};
    const auto seen = p.run(redis_signal(server.port()));
    CHECK(seen.why == reason::ok);
    CHECK(seen.detail == "");
    CHECK(seen.phase.connect.has_value());
    CHECK(seen.phase.first_byte.has_value());
    CHECK(seen.body.empty());
    CHECK(server.peers().at(0)->request() == "*1\r\n$4\r\nPING\r\n");
}

TEST_CASE("all that must be right before a write goes out in one turn", "[probes][redis]") {
    probing p;
    scripted_server server{p.io, replying("+OK\r\n+OK\r\n+PONG\r\n:1\r\n", "session\r\n")};
    auto spec = redis_signal(server.port());
    redis_of(spec).username = "canary";
    redis_of(spec).password = "s3cret";
    redis_of(spec).database = 12;
    redis_of(spec).exists = "session";
    CHECK(p.run(spec).why == reason::ok);
    CHECK(server.peers().at(0)->request() ==
          "*3\r\n$4\r\nAUTH\r\n$6\r\ncanary\r\n$6\r\ns3cret\r\n"
          "*2\r\n$6\r\nSELECT\r\n$2\r\n12\r\n"
          "*1\r\n$4\r\nPING\r\n"
          "*2\r\n$6\r\nEXISTS\r\n$7\r\nsession\r\n");
}

TEST_CASE("a password alone is for the default user", "[probes][redis]") {
    probing p;
    scripted_server server{p.io, replying("+OK\r\n+PONG\r\n")};
    auto spec = redis_signal(server.port());
    redis_of(spec).password = "s3cret";
    CHECK(p.run(spec).why == reason::ok);
    CHECK(server.peers().at(0)->request() == "*2\r\n$4\r\nAUTH\r\n$6\r\ns3cret\r\n*1\r\n$4\r\nPING\r\n");
}

TEST_CASE("a reply that is not the expected one tells which command it was to", "[probes][redis]") {
    struct row {
        std::string replies, detail;
    };
    const row r = GENERATE(values<row>({
        {"-WRONGPASS invalid username-password pair or user is disabled.\r\n-NOAUTH Authentication "
         "required.\r\n",
         "AUTH: WRONGPASS invalid username-password pair or user is disabled."},
        {"-ERR AUTH <password> called without any password configured for the default user.\r\n",
         "AUTH: ERR AUTH <password> called without any password configured for the default user."},
        {"-DENIED Redis is running in protected mode\r\n", "AUTH: DENIED Redis is running in protected mode"},
        {"+QUEUED\r\n", "AUTH: answered \"QUEUED\""},
        {"+OK\r\n-ERR DB index is out of range\r\n+PONG\r\n:1\r\n", "SELECT: ERR DB index is out of range"},
        {"+OK\r\n+OK\r\n-LOADING Redis is loading the dataset in memory\r\n",
         "PING: LOADING Redis is loading the dataset in memory"},
        {"+OK\r\n+OK\r\n-NOPERM this user has no permissions to run the 'ping' command\r\n",
         "PING: NOPERM this user has no permissions to run the 'ping' command"},
        {"+OK\r\n+OK\r\n$4\r\nPONG\r\n", "PING: answered \"PONG\""},
        {"+OK\r\n+OK\r\n+pong\r\n", "PING: answered \"pong\""},
        {"+OK\r\n+OK\r\n*1\r\n+PONG\r\n", "PING: answered a list"},
        {"+OK\r\n+OK\r\n$-1\r\n", "PING: answered nothing"},
        {"+OK\r\n+OK\r\n+PONG\r\n:0\r\n", "EXISTS: no such key: session"},
        {"+OK\r\n+OK\r\n+PONG\r\n:2\r\n", "EXISTS: answered 2"},
        {"+OK\r\n+OK\r\n+PONG\r\n-MASTERDOWN Link with MASTER is down\r\n",
         "EXISTS: MASTERDOWN Link with MASTER is down"},
        {"+OK\r\n+OK\r\n+PONG\r\n-MOVED 5798 10.0.0.8:6379\r\n", "EXISTS: MOVED 5798 10.0.0.8:6379"},
    }));
    CAPTURE(r.replies);
    probing p;
    scripted_server server{p.io, replying(r.replies, "session\r\n")};
    auto spec = redis_signal(server.port());
    redis_of(spec).password = "s3cret";
    redis_of(spec).database = 12;
    redis_of(spec).exists = "session";
    redis_of(spec).write = "test";
    const auto seen = p.run(spec);
    CHECK(seen.why == reason::body_mismatch);
    CHECK(seen.detail == r.detail);
    // Whatever went wrong before, nothing was written.
    CHECK(server.peers().at(0)->request().find("SET") == std::string::npos);
}

TEST_CASE("what is written is read back, and is another value each time", "[probes][redis]") {
    probing p;
    scripted_server server{p.io, store([](const std::string& value) { return "+OK\r\n" + bulk(value); })};
    auto spec = redis_signal(server.port());
    redis_of(spec).write = "test";
    redis_of(spec).write_ttl = 1500ms;
    std::set<std::string> values;
    for (int i = 0; i < 3; ++i) {
        const auto seen = p.run(spec);
        CHECK(seen.why == reason::ok);
        CHECK(seen.detail == "");
    }
    for (const auto& each : server.peers()) {
        values.insert(written(*each));
        CHECK(each->request() == "*1\r\n$4\r\nPING\r\n*5\r\n$3\r\nSET\r\n$4\r\ntest\r\n" +
                                     bulk(written(*each)) +
                                     "$2\r\nPX\r\n$4\r\n1500\r\n*2\r\n$3\r\nGET\r\n$4\r\ntest\r\n");
    }
    CHECK(values.size() == 3);
}

TEST_CASE("a write that fails or is not read back is a mismatch", "[probes][redis]") {
    struct row {
        std::string replies, detail;
    };
    const row r = GENERATE(values<row>({
        {"-READONLY You can't write against a read only replica.\r\n$-1\r\n",
         "SET: READONLY You can't write against a read only replica."},
        {"-MISCONF Redis is configured to save RDB snapshots\r\n",
         "SET: MISCONF Redis is configured to save RDB snapshots"},
        {"+OK\r\n$-1\r\n", "GET: answered nothing"},
        {"+OK\r\n$3\r\nold\r\n", "GET: another value than was written"},
        {"+OK\r\n+OK\r\n", "GET: answered \"OK\""},
        {"+OK\r\n-WRONGTYPE Operation against a key\r\n", "GET: WRONGTYPE Operation against a key"},
    }));
    CAPTURE(r.replies);
    probing p;
    scripted_server server{p.io, store([r](const std::string&) { return r.replies; })};
    auto spec = redis_signal(server.port());
    redis_of(spec).write = "test";
    const auto seen = p.run(spec);
    CHECK(seen.why == reason::body_mismatch);
    CHECK(seen.detail == r.detail);
}

TEST_CASE("a TTL below a millisecond is rounded up to one", "[probes][redis]") {
    probing p;
    scripted_server server{p.io, store([](const std::string& value) { return "+OK\r\n" + bulk(value); })};
    auto spec = redis_signal(server.port());
    redis_of(spec).write = "test";
    redis_of(spec).write_ttl = 1us;
    CHECK(p.run(spec).why == reason::ok);
    CHECK(server.peers().at(0)->request().find("$2\r\nPX\r\n$1\r\n1\r\n") != std::string::npos);
}

TEST_CASE("what is no Redis has its reason", "[probes][redis]") {
    struct row {
        std::string what;
        scripted_server::script script;
        reason why;
        std::string detail;
    };
    const row r = GENERATE(values<row>({
        {"silence", [](peer&) {}, reason::timeout, "no complete answer in time"},
        {"closes", [](peer& p) { p.read_until("PING\r\n", [&p] { p.close(); }); }, reason::closed,
         "closed without an answer"},
        {"half", [](peer& p) { p.read_until("PING\r\n", [&p] { p.send("+PO", [&p] { p.close(); }); }); },
         reason::closed, "closed before the end of the answer"},
        {"SMTP", [](peer& p) { p.send("220 mail.test ESMTP\r\n"); }, reason::protocol_error,
         "not a RESP reply"},
        {"HTTP", replying("HTTP/1.1 400 Bad Request\r\n\r\n"), reason::protocol_error, "not a RESP reply"},
        {"a flood", [](peer& p) { p.flood("+" + std::string(4000, 'x')); }, reason::too_large,
         "a line of the reply is too long"},
        {"too much", replying("$100000\r\n"), reason::too_large, "the reply is too long"},
        {"in pieces", [](peer& p) { p.read_until("PING\r\n", [&p] { p.drip("+PONG\r\n", 1ms); }); },
         reason::ok, ""},
        {"more than asked for", replying("+PONG\r\n+PONG\r\nmore"), reason::ok, ""},
    }));
    CAPTURE(r.what);
    probing p;
    scripted_server server{p.io, r.script};
    const auto seen = p.run(redis_signal(server.port()), 200ms);
    CHECK(seen.why == r.why);
    CHECK(seen.detail == r.detail);
}

TEST_CASE("a closed port refuses a redis probe", "[probes][redis]") {
    probing p;
    closed_port port{p.io};
    CHECK(p.run(redis_signal(port.port())).why == reason::connect_refused);
}

TEST_CASE("a server that repeats the password does not make us tell it", "[probes][redis]") {
    probing p;
    scripted_server server{
        p.io, replying("-ERR unknown command 'AUTH', with args beginning with: 'hunter2' 'prod-'\r\n")};
    auto spec = redis_signal(server.port());
    redis_of(spec).username = "prod-user";
    redis_of(spec).password = "hunter2";
    spec.secrets = {"prod-"};
    CHECK(p.run(spec).detail == "AUTH: ERR unknown command 'AUTH', with args beginning with: '***' '***'");
}
