#include "probes/shard.hpp"

#include "test/support/fake_clock.hpp"
#include "test/support/probing.hpp"
#include "test/support/scripted_server.hpp"

#include <boost/asio/write.hpp>

#include <catch2/catch.hpp>

#include <array>
#include <map>

using namespace hm;
using namespace hm::probes;
using namespace hm::test;
using namespace std::chrono_literals;
using model::reason;
using model::signal_id;

namespace {

const std::string ok_hi = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";

// Keeps what a shard tells.
class listener final : public shard_sink {
public:
    void on_result(signal_id id, const model::observation& seen) override {
        results[id].push_back(seen);
        if (also) also();
    }
    void on_change(signal_id id, const model::judged_signal& now) override { changes[id].push_back(now); }

    std::size_t count(unsigned id) const {
        const auto found = results.find(signal_id{id});
        return found == results.end() ? 0 : found->second.size();
    }
    std::map<signal_id, std::vector<model::observation>> results;
    std::map<signal_id, std::vector<model::judged_signal>> changes;
    std::function<void()> also;
};

assignment assigned(unsigned id, model::signal_spec spec, model::duration every, model::duration timeout) {
    spec.when.every = spec.when.fast_every = spec.when.down_every = every;
    spec.when.timeout = timeout;
    return {signal_id{id}, "signal-" + std::to_string(id),
            std::make_shared<model::signal_spec>(std::move(spec)), std::make_shared<signal_stats>()};
}

// A shard on a fine tick, with room for a few signals.
struct probing_shard {
    explicit probing_shard(shard_options extra = {}, const time_source& clock = system_time())
        : under_test(io, options(extra), heard, counts, clock) {}

    static shard_options options(shard_options o) {
        o.dns.servers = {"127.0.0.1:1"};
        o.tick = 1ms;
        return o;
    }

    template <class Condition>
    bool until(Condition holds) {
        return run_until(io, holds);
    }

    boost::asio::io_context io{1};
    listener heard;
    shard_stats counts;
    shard under_test;
};

// Unhealthy when the 95th percentile of the last minute's latency is above 200 ms; one result moves it.
model::signal_spec slow_by_p95(std::uint16_t port) {
    model::signal_spec spec = http_signal(port);
    spec.debounce = {1, 1};
    model::condition::node latency, limit;
    latency.op = model::condition::kind::flag;
    spec.windowed = {{model::aggregate::p95, {{latency}, "latency"}, 1min, {}}};
    limit.op = model::condition::kind::windowed;
    limit.literal = 0.2;
    limit.text = "p95(latency over 1m) > 200ms";
    spec.unhealthy = {{limit}, limit.text};
    return spec;
}

// Answers the requests of one connection, and leaves it open until the other side closes it.
struct patient_server {
    using tcp = boost::asio::ip::tcp;

    explicit patient_server(boost::asio::io_context& io)
        : acceptor(io, {boost::asio::ip::make_address("127.0.0.1"), 0}), peer(io) {
        acceptor.async_accept(peer, [this](const boost::system::error_code& error) {
            if (!error) read();
        });
    }

    void read() {
        peer.async_read_some(boost::asio::buffer(room),
                             [this](const boost::system::error_code& error, std::size_t) {
                                 if (error) {
                                     closed = true;
                                     return;
                                 }
                                 boost::asio::write(peer, boost::asio::buffer(ok_hi));
                                 read();
                             });
    }

    tcp::acceptor acceptor;
    tcp::socket peer;
    std::array<char, 4096> room{};
    bool closed = false;
};

std::uint64_t results_of(const signal_stats& s, reason why) {
    return s.results[static_cast<std::size_t>(why)].get();
}

}  // namespace

TEST_CASE("a shard runs its signals, judges and counts them, and tells what changed", "[probes][shard]") {
    probing_shard p;
    std::string answer = ok_hi;
    scripted_server server{
        p.io, [&answer](peer& c) { c.read_request([&] { c.send(answer, [&c] { c.close(); }); }); }};
    closed_port nobody{p.io};
    auto http = http_signal(server.port());
    http.debounce = {1, 2};
    const std::vector<assignment> signals{assigned(3, http, 20ms, 20ms),
                                          assigned(5, tcp_signal(nobody.port()), 20ms, 20ms)};
    p.under_test.start(signals);
    REQUIRE(p.until([&] { return p.heard.count(3) >= 3 && p.heard.count(5) >= 3; }));

    CHECK(p.heard.results[signal_id{3}].at(0).judged == model::state::healthy);
    REQUIRE(p.heard.changes[signal_id{3}].size() == 1);
    CHECK(p.heard.changes[signal_id{3}].at(0).now == model::state::healthy);
    CHECK(p.heard.changes[signal_id{5}].at(0).now == model::state::unhealthy);
    CHECK(p.heard.changes[signal_id{5}].at(0).why == reason::connect_refused);

    answer = "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n";
    REQUIRE(p.until([&] { return p.heard.changes[signal_id{3}].size() >= 3; }));
    CHECK(p.heard.changes[signal_id{3}].at(1).pending == model::state::unhealthy);
    CHECK(p.heard.changes[signal_id{3}].at(2).now == model::state::unhealthy);
    CHECK(p.heard.changes[signal_id{3}].at(2).detail == "HTTP 500 Internal Server Error");

    const signal_stats& own = *signals[0].stats;
    CHECK(results_of(own, reason::ok) + results_of(own, reason::status_mismatch) == p.heard.count(3));
    CHECK(results_of(*signals[1].stats, reason::connect_refused) == p.heard.count(5));
    CHECK(own.last_result_ms.get() > 0);
    CHECK(own.last_duration_ns.get() > 0);
    const auto& of_http = p.counts.duration[0];
    CHECK(of_http[static_cast<std::size_t>(phase::total)].count() == p.heard.count(3));
    CHECK(of_http[static_cast<std::size_t>(phase::first_byte)].count() == p.heard.count(3));
    CHECK(of_http[static_cast<std::size_t>(phase::resolve)].count() == 0);
    CHECK(p.counts.duration[1][static_cast<std::size_t>(phase::connect)].count() == 0);  // never connected
    CHECK(p.counts.lag.count() >= p.heard.count(3) + p.heard.count(5));

    const auto recent = p.under_test.recent("signal-3");
    REQUIRE_FALSE(recent.empty());
    CHECK(recent.front().at >= recent.back().at);
    CHECK(p.under_test.recent("signal-9").empty());
}

TEST_CASE("a target that gets slow reddens its signal by the p95 of its latency, across a reload",
          "[probes][shard][window]") {
    probing_shard p;
    bool slow = false;
    scripted_server server{p.io, [&](peer& c) {
                               c.read_request([&] {
                                   if (!slow) return c.send(ok_hi, [&c] { c.close(); });
                                   c.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n",
                                          [&c] { c.drip("hi", 300ms); });
                               });
                           }};
    const assignment before = assigned(0, slow_by_p95(server.port()), 20ms, 5s);
    p.under_test.start({before});
    REQUIRE(p.until([&] { return p.heard.count(0) >= 5; }));
    REQUIRE(p.heard.changes[signal_id{0}].size() == 1);
    CHECK(p.heard.changes[signal_id{0}].at(0).now == model::state::healthy);

    slow = true;
    REQUIRE(p.until([&] { return p.heard.changes[signal_id{0}].size() == 2; }));
    const model::judged_signal reddened = p.heard.changes[signal_id{0}].at(1);
    CHECK(reddened.now == model::state::unhealthy);
    CHECK(reddened.why == reason::condition);
    CHECK_THAT(reddened.detail, Catch::StartsWith("p95(latency over 1m) > 200ms (3"));

    slow = false;
    assignment after = assigned(1, slow_by_p95(server.port()), 20ms, 5s);
    after.name = before.name;
    p.under_test.assign({after});
    REQUIRE(p.until([&] { return p.heard.count(1) >= 2; }));
    CHECK(p.heard.results[signal_id{1}].back().judged ==
          model::state::unhealthy);  // it remembers the slow one
}

TEST_CASE("hostile targets do not make a good one late", "[probes][shard][hostile]") {
    probing_shard p;
    scripted_server good{p.io, scripted_server::answering(ok_hi)};
    const std::string big(64 * 1024, 'x');
    scripted_server mute{p.io, [](peer&) {}};
    scripted_server slow{p.io,
                         [](peer& c) { c.drip("HTTP/1.1 200 OK\r\nX: " + std::string(10'000, 'x'), 1ms); }};
    scripted_server endless{p.io,
                            [&](peer& c) { c.send("HTTP/1.1 200 OK\r\n\r\n", [&c, big] { c.flood(big); }); }};
    scripted_server garbage{p.io, [&](peer& c) { c.flood(big); }};
    scripted_server rude{p.io, [](peer& c) { c.reset(); }};
    auto limited = http_signal(endless.port());
    http_of(limited).body_limit = 10'000;
    const std::vector<assignment> signals{assigned(0, http_signal(good.port()), 40ms, 40ms),
                                          assigned(1, http_signal(mute.port()), 50ms, 45ms),
                                          assigned(2, http_signal(slow.port()), 50ms, 45ms),
                                          assigned(3, limited, 50ms, 45ms),
                                          assigned(4, http_signal(garbage.port()), 50ms, 45ms),
                                          assigned(5, http_signal(rude.port()), 50ms, 45ms)};
    p.under_test.start(signals);
    const std::map<unsigned, reason> expected{{1, reason::timeout},
                                              {2, reason::timeout},
                                              {3, reason::too_large},
                                              {4, reason::protocol_error},
                                              {5, reason::closed}};
    REQUIRE(p.until([&] { return p.heard.count(0) >= 25; }));

    CHECK(results_of(*signals[0].stats, reason::ok) >= 24);
    const auto& good_runs = p.heard.results[signal_id{0}];
    CHECK(good_runs.back().at - good_runs.front().at <
          2 * 24 * 40ms);  // a loaded machine may miss some; not half
    for (const auto& [id, why] : expected) {
        CAPTURE(id);
        CHECK(p.heard.count(id) >= 8);
        CHECK(results_of(*signals[id].stats, why) >=
              1);  // on a loaded machine some of the others time out, too
    }
}

TEST_CASE("runs over the cap wait in order, and none is lost", "[probes][shard]") {
    shard_options options;
    options.max_concurrent = 2;
    probing_shard p{options};
    std::size_t most = 0;
    scripted_server mute{p.io, [](peer&) {}};
    p.heard.also = [&] { most = std::max(most, static_cast<std::size_t>(p.counts.in_flight.get())); };
    std::vector<assignment> signals;
    for (unsigned id = 0; id < 8; ++id)
        signals.push_back(assigned(id, http_signal(mute.port()), 200ms, 10ms));
    p.under_test.start(std::move(signals));
    REQUIRE(p.until([&] {
        most = std::max(most, static_cast<std::size_t>(p.counts.in_flight.get()));
        for (unsigned id = 0; id < 8; ++id)
            if (p.heard.count(id) < 2) return false;
        return true;
    }));
    CHECK(most <= 2);
}

TEST_CASE("stopping ends every run without a result, and the loop returns by itself", "[probes][shard]") {
    probing_shard p;
    scripted_server mute{p.io, [](peer&) {}};
    p.under_test.start({assigned(0, http_signal(mute.port()), 10s, 10s),
                        assigned(1, tcp_signal(80, "name.test"), 10ms, 10ms)});
    const bool from_within = GENERATE(true, false);
    if (from_within) p.heard.also = [&] { p.under_test.stop(); };
    REQUIRE(p.until([&] { return p.heard.count(1) > 0 || (!from_within && p.counts.in_flight.get() > 0); }));
    p.under_test.stop();
    mute.stop();
    const std::size_t heard = p.heard.count(0) + p.heard.count(1);
    p.io.restart();
    p.io.run();
    CHECK(p.heard.count(0) + p.heard.count(1) == heard);
}

TEST_CASE("a run that was under way while the prober stood still says nothing about its target",
          "[probes][shard]") {
    fake_clock clock;
    probing_shard p{{}, clock};
    scripted_server mute{p.io, [](peer&) {}};
    p.under_test.start({assigned(0, http_signal(mute.port()), 1s, 900ms)});
    for (int i = 0; i < 1100 && p.counts.in_flight.get() == 0; ++i) {
        clock.forward(1ms);
        p.io.restart();
        p.io.run_one_for(20ms);
    }
    REQUIRE(p.counts.in_flight.get() == 1);
    REQUIRE(p.heard.count(0) == 0);

    clock.forward(60s);
    REQUIRE(p.until([&] { return p.heard.count(0) == 1; }));
    const auto seen = p.heard.results[signal_id{0}].at(0);
    CHECK(seen.why == reason::prober_error);
    CHECK(seen.judged == model::state::unknown);
    CHECK_THAT(seen.detail, Catch::StartsWith("the prober stood still for 1m"));
    CHECK(p.counts.runs_missed.get() >= 58);
}

TEST_CASE("signals that stay go on as if nothing had happened, the others begin or end",
          "[probes][shard][reload]") {
    probing_shard p;
    scripted_server good{p.io, scripted_server::answering(ok_hi)};
    scripted_server mute{p.io, [](peer&) {}};
    const auto same = assigned(0, http_signal(good.port()), 20ms, 20ms);
    const auto changed = assigned(1, http_signal(good.port()), 20ms, 20ms);
    const auto removed = assigned(2, http_signal(mute.port()), 50ms, 50ms);
    p.under_test.start({same, changed, removed});
    REQUIRE(p.until([&] { return p.heard.count(0) >= 3 && p.heard.count(1) >= 3 && p.heard.count(2) >= 1; }));
    const std::size_t kept_runs = p.under_test.recent("signal-0").size();
    p.heard = {};

    assignment moved = same;
    moved.id = signal_id{7};
    assignment other = assigned(1, http_signal(good.port(), "/other"), 20ms, 20ms);
    other.id = signal_id{8};
    assignment fresh = assigned(3, http_signal(good.port()), 20ms, 20ms);
    fresh.id = signal_id{9};
    p.under_test.assign({fresh, other, moved});

    CHECK(p.heard.changes[signal_id{7}].size() == 1);  // its state, at once
    CHECK(p.heard.changes[signal_id{7}].at(0).now == model::state::healthy);
    CHECK(p.under_test.recent("signal-0").size() >= kept_runs);
    CHECK(p.under_test.recent("signal-1").empty());
    CHECK(p.under_test.recent("signal-2").empty());
    REQUIRE(p.until([&] { return p.heard.count(7) >= 3 && p.heard.count(8) >= 3 && p.heard.count(9) >= 3; }));
    CHECK(p.heard.changes[signal_id{7}].size() == 1);
    CHECK(p.heard.changes[signal_id{8}].at(0).now == model::state::healthy);
    for (unsigned gone : {0u, 1u, 2u}) CHECK(p.heard.count(gone) == 0);
    CHECK(results_of(*same.stats, reason::ok) > p.heard.count(7));  // the counters go on
}

TEST_CASE("a shard that is given other signals over and over keeps no trace of the old ones",
          "[probes][shard][reload]") {
    probing_shard p;
    scripted_server mute{p.io, [](peer&) {}};
    p.under_test.start({});
    for (unsigned round = 0; round < 50; ++round) {
        p.under_test.assign({assigned(round, http_signal(mute.port()), 10ms, 10ms),
                             assigned(round + 1, http_signal(mute.port()), 10ms, 10ms)});
        run_until(p.io, [&] { return p.counts.in_flight.get() > 0; });
    }
    p.under_test.assign({});
    CHECK(p.counts.in_flight.get() == 0);
    CHECK(p.under_test.recent("signal-50").empty());
}

TEST_CASE("runs that may overlap lie over each other up to a limit, and the rest is skipped",
          "[probes][shard]") {
    probing_shard p;
    scripted_server mute{p.io, [](peer&) {}};
    auto over = assigned(0, http_signal(mute.port()), 20ms, 10s);
    auto spec = *over.spec;
    spec.when.overlap = true;
    over.spec = std::make_shared<model::signal_spec>(spec);
    p.under_test.start({over, assigned(1, http_signal(mute.port()), 20ms, 10s)});
    REQUIRE(p.until([&] { return p.counts.runs_overlapped.get() >= 5; }));
    CHECK(p.counts.in_flight.get() == max_overlapping + 1);
    CHECK(mute.peers().size() <= max_overlapping + 1);

    p.under_test.assign({assigned(1, http_signal(mute.port()), 20ms, 10s)});
    CHECK(p.counts.in_flight.get() == 1);  // all of its runs went with the signal
    CHECK(p.heard.count(0) == 0);
}

TEST_CASE("a result of every overlapping run counts", "[probes][shard]") {
    probing_shard p;
    scripted_server mute{p.io, [](peer&) {}};
    auto spec = http_signal(mute.port());
    spec.when.overlap = true;
    p.under_test.start({assigned(0, spec, 20ms, 60ms)});
    REQUIRE(p.until([&] { return p.heard.count(0) >= 10; }));
    for (const auto& seen : p.heard.results[signal_id{0}]) CHECK(seen.why == reason::timeout);
    CHECK(p.counts.lag.count() >= 10);
}

TEST_CASE("a host that answers nobody holds up none but its own", "[probes][shard][hostile]") {
    shard_options few;
    few.max_per_host = 3;
    probing_shard p{few};
    scripted_server mute{p.io, [](peer&) {}};
    scripted_server good{p.io, scripted_server::answering(ok_hi), "127.0.0.2"};
    std::vector<assignment> signals;
    for (unsigned id = 0; id < 20; ++id) signals.push_back(assigned(id, http_signal(mute.port()), 5s, 5s));
    auto elsewhere = http_signal(good.port());
    http_of(elsewhere).to.host = "127.0.0.2";
    signals.push_back(assigned(20, elsewhere, 20ms, 20ms));
    for (auto& s : signals) {
        auto brisk = std::make_shared<model::signal_spec>(*s.spec);
        if (s.id != signal_id{20}) brisk->when.every = brisk->when.fast_every = brisk->when.down_every = 20ms;
        s.spec = brisk;
    }
    p.under_test.start(signals);
    REQUIRE(p.until([&] { return p.heard.count(20) >= 20; }));
    CHECK(mute.peers().size() <= few.max_per_host);
    CHECK(p.counts.queued.get() == 17);
}

TEST_CASE("of a signal whose runs may overlap one waits for a place, and the rest is skipped",
          "[probes][shard][hostile]") {
    shard_options one;
    one.max_per_host = 1;
    probing_shard p{one};
    scripted_server mute{p.io, [](peer&) {}};
    auto spec = http_signal(mute.port());
    spec.when.overlap = true;
    p.under_test.start({assigned(0, spec, 20ms, 200ms)});
    std::int64_t most = 0;
    REQUIRE(p.until([&] {
        most = std::max(most, p.counts.queued.get());
        return p.heard.count(0) >= 5;
    }));
    CHECK(most == 1);
    CHECK(p.counts.runs_overlapped.get() > 20);
}

TEST_CASE("signals that wait for a place when they are removed are not heard of again",
          "[probes][shard][reload]") {
    shard_options one;
    one.max_concurrent = 1;
    probing_shard p{one};
    scripted_server mute{p.io, [](peer&) {}};
    scripted_server listening{p.io, [](peer&) {}};
    const int place = GENERATE(0, 4, 8);  // of the one under way: they go in no order that is promised
    const auto hanging = assigned(0, http_signal(mute.port()), 20ms, 10s);
    p.under_test.start({hanging});
    REQUIRE(p.until([&] { return p.counts.in_flight.get() == 1; }));
    std::vector<assignment> signals;
    for (unsigned id = 1; id <= 8; ++id)
        signals.push_back(assigned(id, tcp_signal(listening.port()), 20ms, 20ms));
    signals.insert(signals.begin() + place, hanging);
    p.under_test.assign(signals);
    REQUIRE(p.until([&] { return p.counts.queued.get() == 8; }));
    p.under_test.assign(signals);  // in this order: those that are new are taken in last

    p.under_test.assign({});
    CHECK(p.heard.results.empty());
    CHECK(p.counts.in_flight.get() == 0);
}

TEST_CASE("the connection that a removed signal kept is closed", "[probes][shard][reload]") {
    probing_shard p;
    patient_server server{p.io};
    auto spec = http_signal(server.acceptor.local_endpoint().port());
    http_of(spec).reuse = true;
    p.under_test.start({assigned(0, spec, 200ms, 200ms)});
    REQUIRE(p.until([&] { return p.heard.count(0) >= 2; }));
    CHECK(p.heard.results[signal_id{0}].at(1).why == reason::ok);
    CHECK_FALSE(server.closed);

    p.under_test.assign({});
    CHECK(run_until(
        p.io, [&] { return server.closed; }, 5s));
}
