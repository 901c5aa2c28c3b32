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
