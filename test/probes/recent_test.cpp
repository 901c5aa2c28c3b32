#include "probes/recent.hpp"

#include <catch2/catch.hpp>

using namespace hm;
using namespace hm::probes;
using namespace std::chrono_literals;

namespace {

model::observation seen(int second, model::reason why) {
    model::observation o;
    o.at = model::wall_time{std::chrono::seconds{second}};
    o.why = why;
    if (why != model::reason::ok) o.detail = "no. " + std::to_string(second);
    return o;
}

}  // namespace

TEST_CASE("the newest runs come first, and older failures stay behind them", "[probes][recent]") {
    recent_runs recent{3, 2};
    for (int i = 0; i < 20; ++i)
        recent.add(
            seen(i, i == 2 || i == 5 || i == 8 || i == 18 ? model::reason::timeout : model::reason::ok));

    std::vector<int> seconds;
    for (const auto& o : recent.newest_first())
        seconds.push_back(static_cast<int>(o.at.time_since_epoch() / 1s));
    CHECK(seconds == std::vector<int>{19, 18, 17, 8, 5});
    CHECK(recent.newest_first().at(1).detail == "no. 18");
    CHECK(recent.newest_first().at(4).why == model::reason::timeout);
}

TEST_CASE("what is kept of a run comes back to the microsecond", "[probes][recent]") {
    model::observation o;
    o.at = model::wall_time{1'700'000'000'123ms};
    o.latency = 15'250us;
    o.phase.connect = 1500us;
    o.phase.first_byte = 0us;
    o.why = model::reason::status_mismatch;
    o.status = 503;
    o.judged = model::state::unhealthy;
    o.detail = "HTTP 503 Service Unavailable";
    recent_runs recent{1, 0};
    recent.add(o);

    const auto back = recent.newest_first().at(0);
    CHECK(back.at == o.at);
    CHECK(back.latency == o.latency);
    CHECK(back.phase.connect == o.phase.connect);
    CHECK(back.phase.first_byte == o.phase.first_byte);
    CHECK_FALSE(back.phase.resolve);
    CHECK_FALSE(back.phase.transfer);
    CHECK(back.why == o.why);
    CHECK(back.status == 503);
    CHECK(back.judged == model::state::unhealthy);
    CHECK(back.detail == o.detail);
}

TEST_CASE("the peer of a failed run is kept, that of a good one is not", "[probes][recent]") {
    recent_runs recent{4, 1};
    model::observation good = seen(1, model::reason::ok), slow = seen(2, model::reason::condition);
    model::observation bad = seen(3, model::reason::timeout), wordless = seen(4, model::reason::closed);
    good.peer = slow.peer = bad.peer = wordless.peer = "10.0.0.7:443";
    wordless.detail.clear();
    for (const auto& o : {good, slow, bad, wordless}) recent.add(o);

    const auto all = recent.newest_first();
    CHECK(all.at(0).peer == "10.0.0.7:443");
    CHECK(all.at(0).detail.empty());
    CHECK(all.at(1).peer == "10.0.0.7:443");
    CHECK(all.at(1).detail == "no. 3");
    CHECK(all.at(2).peer.empty());
    CHECK(all.at(2).detail == "no. 2");
    CHECK(all.at(3).peer.empty());
}

TEST_CASE("the newest handshake stays known, addresses are those of the newest run", "[probes][recent]") {
    recent_runs recent{2, 1};
    model::observation shaken = seen(1, model::reason::tls_expired);
    shaken.tls = std::make_shared<const model::tls_facts>();
    shaken.addresses = {{"10.0.0.7:443", model::reason::tls_expired, "expired", 3ms}};
    recent.add(shaken);
    CHECK(recent.newest_first().at(0).addresses.at(0).address == "10.0.0.7:443");

    for (int i = 2; i < 6; ++i) recent.add(seen(i, model::reason::connect_refused));
    const auto all = recent.newest_first();
    CHECK(all.at(0).tls == shaken.tls);
    CHECK(all.at(0).addresses.empty());
    CHECK_FALSE(all.at(1).tls);
}

TEST_CASE("the ring tells every run in order, however far it has gone round", "[probes][recent]") {
    for (int limit = 1; limit <= 4; ++limit) {
        recent_runs recent{static_cast<std::size_t>(limit), 2};
        for (int i = 0; i < 11; ++i) {
            recent.add(seen(i, model::reason::timeout));
            const auto all = recent.newest_first();
            REQUIRE(static_cast<int>(all.size()) == std::min(i + 1, limit + 2));
            for (int k = 0; k < static_cast<int>(all.size()); ++k)
                CHECK(all[static_cast<std::size_t>(k)].at.time_since_epoch() == std::chrono::seconds{i - k});
        }
    }
}
