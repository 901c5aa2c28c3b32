#include "probes/schedule.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <map>
#include <random>
#include <set>

using namespace hm;
using namespace hm::probes;
using namespace std::chrono_literals;

namespace {

constexpr model::duration tick_length = 10ms;
const model::steady_time origin{50h};

model::schedule every(model::duration interval) {
    model::schedule s;
    s.every = s.down_every = interval;
    s.fast_every = model::default_fast_every(interval);
    s.timeout = interval / 2;
    return s;
}

struct start {
    schedule::slot slot;
    model::steady_time at;
};

// Runs a schedule tick by tick; every run takes `takes` (by slot) and ends with `pace`.
class simulation {
public:
    schedule plan{tick_length, origin};
    model::steady_time now = origin;
    std::vector<start> starts;
    std::map<schedule::slot, model::steady_time> under_way;
    std::function<model::duration(schedule::slot)> takes = [](schedule::slot) { return 0ms; };
    std::function<model::pace(schedule::slot)> pace = [](schedule::slot) { return model::pace::normal; };

    void run_for(model::duration length) {
        for (const auto end = now + length; now < end;) step(tick_length);
    }

    void step(model::duration by) {
        now += by;
        for (auto run = under_way.begin(); run != under_way.end();) {
            if (now - run->second < takes(run->first)) {
                ++run;
                continue;
            }
            plan.finished(run->first, pace(run->first), run->second, now);
            run = under_way.erase(run);
        }
        plan.advance(now, [this](schedule::slot s) {
            const model::steady_time due = plan.handed_out(s);
            REQUIRE(due <= now);
            REQUIRE(under_way.count(s) == 0);  // never two runs of a signal at once
            starts.push_back({s, now});
            if (takes(s) == 0ms)
                plan.finished(s, pace(s), now, now);
            else
                under_way[s] = now;
        });
    }

    std::vector<model::steady_time> starts_of(schedule::slot s) const {
        std::vector<model::steady_time> out;
        for (const start& one : starts)
            if (one.slot == s) out.push_back(one.at);
        return out;
    }
};

}  // namespace

TEST_CASE("over 10,000 intervals the schedule does not drift by a tick", "[probes][schedule]") {
    simulation sim;
    const model::duration interval = GENERATE(model::duration{200ms}, model::duration{333ms});
    sim.takes = [](schedule::slot) { return 70ms; };
    sim.plan.add("catalog-api@westeurope/ready", every(interval));
    sim.run_for(10'001 * interval);

    const auto starts = sim.starts_of(0);
    REQUIRE(starts.size() >= 10'000);
    for (std::size_t i = 0; i < 10'000; ++i) {
        const auto expected = starts[0] + static_cast<int>(i) * interval;
        REQUIRE(std::chrono::abs(starts[i] - expected) < tick_length);
    }
    CHECK(sim.plan.missed() == 0);
}

TEST_CASE("phases are spread evenly, and are the same after a restart", "[probes][schedule]") {
    simulation sim, again;
    again.now += 770ms;
    again.plan = schedule{tick_length, again.now};
    constexpr int signals = 10'000;
    for (int i = 0; i < signals; ++i) {
        sim.plan.add("node-" + std::to_string(i) + "/http", every(1s));
        again.plan.add("node-" + std::to_string(i) + "/http", every(1s));
    }
    sim.run_for(1s);
    again.run_for(1s);

    REQUIRE(sim.starts.size() == signals);
    std::map<std::int64_t, int> per_tick;
    for (const start& s : sim.starts) ++per_tick[s.at.time_since_epoch() / tick_length];
    CHECK(per_tick.size() == 100);
    for (const auto& [tick, count] : per_tick) {
        CHECK(count > 50);  // 100 on average
        CHECK(count < 160);
    }
    for (schedule::slot s = 0; s < 100; ++s) {
        const auto difference = again.starts_of(s).at(0) - sim.starts_of(s).at(0);
        CHECK(difference % 1s == 0s);
    }
}

TEST_CASE("the first run comes within min(every, 5 s), then the signal falls into its phase",
          "[probes][schedule]") {
    simulation sim;
    for (int i = 0; i < 50; ++i) sim.plan.add("hourly-" + std::to_string(i), every(1h));
    for (int i = 0; i < 50; ++i) sim.plan.add("brisk-" + std::to_string(i), every(2s));
    sim.run_for(3h);
    for (schedule::slot s = 0; s < 100; ++s) {
        const auto starts = sim.starts_of(s);
        const model::duration interval = s < 50 ? model::duration{1h} : model::duration{2s};
        CHECK(starts.at(0) - origin <= std::min<model::duration>(interval, 5s) + tick_length);
        CHECK(starts.at(1) - starts.at(0) > interval / 2 - tick_length);
        CHECK(starts.at(1) - starts.at(0) <= interval * 3 / 2 + tick_length);
        CHECK(starts.at(2) - starts.at(1) == interval);
    }
}

TEST_CASE("a fast pace counts from the last start, then the signal returns to its phase",
          "[probes][schedule]") {
    simulation sim;
    bool pending = false;
    sim.pace = [&](schedule::slot) { return pending ? model::pace::fast : model::pace::normal; };
    sim.takes = [](schedule::slot) { return 300ms; };
    sim.plan.add("cosmos-db/read", every(5s));
    sim.run_for(11s);
    const auto phase = sim.starts_of(0).back().time_since_epoch() % 5s;

    pending = true;
    sim.run_for(8s);
    const auto fast = sim.starts_of(0);
    CHECK(fast.at(fast.size() - 1) - fast.at(fast.size() - 2) == 1s);
    CHECK(fast.at(fast.size() - 2) - fast.at(fast.size() - 3) == 1s);

    pending = false;
    sim.run_for(20s);
    const auto after = sim.starts_of(0);
    CHECK(after.back().time_since_epoch() % 5s == phase);
    CHECK(after.at(after.size() - 1) - after.at(after.size() - 2) == 5s);
    CHECK(sim.plan.missed() == 0);
}

TEST_CASE("a fast run that outlasts the fast interval is followed at once, without a second one beside it",
          "[probes][schedule]") {
    simulation sim;
    sim.pace = [](schedule::slot) { return model::pace::fast; };
    sim.takes = [](schedule::slot) { return 1500ms; };
    sim.plan.add("key-vault/ready", every(5s));
    sim.run_for(20s);
    const auto starts = sim.starts_of(0);
    CHECK(starts.at(3) - starts.at(2) >= 1500ms);
    CHECK(starts.at(3) - starts.at(2) <= 1500ms + 2 * tick_length);
    CHECK(sim.plan.missed() == 0);
}

TEST_CASE("when surely down the signal runs at its down interval", "[probes][schedule]") {
    simulation sim;
    sim.pace = [](schedule::slot) { return model::pace::down; };
    model::schedule when = every(2s);
    when.down_every = 10s;
    sim.plan.add("blob-storage/latency", when);
    sim.run_for(60s);
    const auto starts = sim.starts_of(0);
    REQUIRE(starts.size() >= 5);
    CHECK(starts.at(4) - starts.at(3) == 10s);
}

TEST_CASE("a run that is due while the one before is under way is skipped and counted, not queued",
          "[probes][schedule]") {
    simulation sim;
    sim.takes = [](schedule::slot) { return 2500ms; };
    sim.plan.add("slow/http", every(1s));
    sim.run_for(31s);
    const auto starts = sim.starts_of(0);
    REQUIRE(starts.size() >= 9);
    for (std::size_t i = 1; i < starts.size(); ++i) CHECK(starts[i] - starts[i - 1] == 3s);
    CHECK(sim.plan.overlapped() >= 2 * (starts.size() - 1));
    CHECK(sim.plan.overlapped() <= 2 * starts.size());
    CHECK(sim.plan.missed() == 0);
}

TEST_CASE(
    "after a stall there is no burst: everyone runs once, spread again, and the missed runs are counted",
    "[probes][schedule]") {
    simulation sim;
    constexpr int brisk = 1000, hourly = 1000;
    for (int i = 0; i < brisk; ++i) sim.plan.add("brisk-" + std::to_string(i), every(1s));
    for (int i = 0; i < hourly; ++i) sim.plan.add("hourly-" + std::to_string(i), every(1h));
    sim.run_for(10s);
    REQUIRE(sim.plan.missed() == 0);

    sim.starts.clear();
    sim.step(2h);
    CHECK(sim.starts.empty());
    CHECK(sim.plan.missed() >= brisk * 7200);
    CHECK(sim.plan.missed() <= brisk * 7201 + hourly * 3);

    sim.run_for(1s);
    CHECK(sim.starts.size() >= brisk);
    std::map<std::int64_t, int> per_tick;
    sim.run_for(4s + tick_length);
    for (const start& s : sim.starts) ++per_tick[s.at.time_since_epoch() / tick_length];
    for (const auto& [tick, count] : per_tick)
        CHECK(count < 40);  // 10 brisk ones and 2 hourly ones on average
    for (schedule::slot s = brisk; s < brisk + hourly; ++s) REQUIRE(sim.starts_of(s).size() >= 1);
}

TEST_CASE("jitter moves each run by another part of its interval, and none after it", "[probes][schedule]") {
    simulation sim;
    model::schedule when = every(1s);
    when.jitter = model::whole / 5;
    sim.plan.add("jittery/http", when);
    sim.run_for(200s);
    const auto starts = sim.starts_of(0);
    REQUIRE(starts.size() >= 195);
    // The phase, as the least that any run was late against the grid of whole seconds of the first ones.
    model::duration least = 1s, most{0};
    const auto phase = starts[1].time_since_epoch() % std::chrono::nanoseconds{1s};
    std::set<std::int64_t> different;
    for (std::size_t i = 1; i < starts.size(); ++i) {
        auto off = (starts[i].time_since_epoch() - phase) % std::chrono::nanoseconds{1s};
        if (off > 500ms) off -= 1s;
        least = std::min(least, model::duration{off});
        most = std::max(most, model::duration{off});
        different.insert(off / 10ms);
        if (i > 1) CHECK(starts[i] - starts[i - 1] >= 790ms);
        if (i > 1) CHECK(starts[i] - starts[i - 1] <= 1210ms);
    }
    CHECK(most - least <= 210ms);
    CHECK(most - least >= 150ms);
    CHECK(different.size() >= 15);
    CHECK(sim.plan.missed() + sim.plan.overlapped() == 0);
}

TEST_CASE("ticks that are only late make runs late, and none is missed", "[probes][schedule]") {
    simulation sim;
    sim.plan.add("catalog-api/ready", every(1s));
    sim.run_for(3s);
    const auto before = sim.starts_of(0).size();
    for (int i = 0; i < 10; ++i) sim.step(stall_after);
    CHECK(sim.starts_of(0).size() == before + 5);
    CHECK(sim.plan.missed() == 0);
}

TEST_CASE("whatever runs take and paces do, no signal ever runs twice at once nor stops running",
          "[probes][schedule][property]") {
    std::mt19937_64 random{GENERATE(11u, 12u, 13u, 14u)};
    simulation sim;
    sim.takes = [&](schedule::slot) {
        return model::duration{tick_length * static_cast<int>(random() % 300)};
    };
    sim.pace = [&](schedule::slot) { return static_cast<model::pace>(random() % 3); };
    constexpr schedule::slot signals = 40;
    for (schedule::slot s = 0; s < signals; ++s) {
        model::schedule when = every(1ms * (1 + random() % 4000));
        when.down_every = 1ms * (1 + random() % 8000);
        sim.plan.add("signal-" + std::to_string(s), when);
    }
    for (int i = 0; i < 20'000; ++i)  // the REQUIRE is in step()
        sim.step(random() % 500 == 0 ? model::duration{1ms * (random() % 20'000)} : tick_length);
    std::map<schedule::slot, model::steady_time> last;
    for (const start& s : sim.starts) last[s.slot] = s.at;
    for (schedule::slot s = 0; s < signals; ++s) CHECK(sim.now - last[s] < 30s);
}
