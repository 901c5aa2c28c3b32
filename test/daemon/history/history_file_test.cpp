#include "daemon/history/history_file.hpp"

#include <catch2/catch.hpp>

#include "daemon/history/bucket_text.hpp"
#include "daemon/history/tidy.hpp"
#include "test/daemon/history/past_made.hpp"
#include "test/daemon/store/fragile_disk.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <random>

using namespace hm;
using namespace hm::daemon;
using namespace hm::test;
using namespace std::chrono_literals;
using model::state;
using model::verdict;

namespace {

constexpr auto healthy = state::healthy, degraded = state::degraded, unhealthy = state::unhealthy;

void finish_tidying(history_file& f, model::wall_time now, const history_bounds& bounds = {}) {
    int steps = 0;
    while (f.tidy(now, bounds)) REQUIRE(++steps < 10'000);
}

std::size_t digests_of(history_file& f, int tier) {
    return f.read([&](database& db) {
        return static_cast<std::size_t>(
            db.number(("select count(*) from digest where tier = " + std::to_string(tier)).c_str()));
    });
}

}  // namespace

TEST_CASE("transitions and verdicts come back as they went in", "[daemon][history]") {
    const folder here;
    history_batch b =
        batch_of({went("api@eu", 1s, healthy, unhealthy), went("db@eu", 2s, healthy, degraded)}, 5s);
    b.transitions[1].after.reset();  // taken out of the model
    b.transitions[1].score_after = {};
    b.verdicts = {told("eu", "", 3s, verdict::down), told("eu", "browse", 3s, verdict::up)};
    {
        history_file f{here.file()};
        f.write(b);
    }
    history_file f{here.file()};
    auto found = all_transitions(f);
    REQUIRE(found.size() == 2);
    std::reverse(found.begin(), found.end());
    for (transition& t : found) t.number = 0;
    CHECK(found == b.transitions);

    auto said = f.read([](database& db) { return verdicts(db, everything, {}).rows; });
    REQUIRE(said.size() == 2);
    std::reverse(said.begin(), said.end());
    for (verdict_change& v : said) v.number = 0;
    CHECK(said == b.verdicts);
    CHECK(f.read([](database& db) { return verdicts(db, everything, {"eu", ""}).rows.size(); }) == 1);
    CHECK(f.read([](database& db) { return verdicts(db, everything, {"us", {}}).rows.size(); }) == 0);
    CHECK(f.read([](database& db) { return verdicts_at(db, at(2s)).size(); }) == 0);
    CHECK(f.read([](database& db) { return verdicts_at(db, at(3s)).size(); }) == 2);

    const auto last = f.last_states();
    REQUIRE(last.size() == 1);
    CHECK(last[0].what == node_named("api@eu"));
    CHECK(last[0].state == past(unhealthy));
    CHECK(last[0].points == model::score{1234});
    CHECK(last[0].at == at(1s));
    CHECK(f.last_verdicts().size() == 2);
}

TEST_CASE("pages of the past follow each other without a gap and nothing comes twice", "[daemon][history]") {
    const folder here;
    history_file f{here.file()};
    std::mt19937 chance{3};
    std::vector<transition> all;
    for (int i = 0; i < 500; ++i)  // several at one time
        all.push_back(
            went("n" + std::to_string(chance() % 7), std::chrono::seconds{i / 9}, healthy, unhealthy));
    f.write(batch_of(all, 100s));
    transition_filter of_one;
    of_one.node = "n3";
    for (const transition_filter& which : {transition_filter{}, of_one}) {
        for (const std::size_t limit : {1u, 7u, 100u}) {
            history_range when{at(5s), at(50s), {}, limit};
            std::vector<std::int64_t> numbers;
            do {
                const auto page = f.read([&](database& db) { return transitions(db, when, which); });
                CHECK(page.rows.size() <= limit);
                for (const transition& t : page.rows) {
                    CHECK((t.at >= when.from && t.at < when.to));
                    numbers.push_back(t.number);
                }
                when.before = page.next;
            } while (when.before);
            const auto expected = std::count_if(all.begin(), all.end(), [&](const transition& t) {
                return t.at >= when.from && t.at < when.to && (!which.node || t.what.name == *which.node);
            });
            CHECK(static_cast<std::ptrdiff_t>(numbers.size()) == expected);
            CHECK(std::is_sorted(numbers.rbegin(), numbers.rend()));
            CHECK(std::adjacent_find(numbers.begin(), numbers.end()) == numbers.end());
        }
    }
    CHECK(parse_cursor(to_text({12, 34})) == history_cursor{12, 34});
    for (const char* none : {"", "-", "1", "1-", "-1", "a-b", "1-2-3", "99999999999999999999-1"})
        CHECK_FALSE(parse_cursor(none));
}

TEST_CASE("a node that was blamed first is what it says itself", "[daemon][history]") {
    const folder here;
    history_file f{here.file()};
    transition blamed = went("shop", 1s, healthy, unhealthy);
    blamed.blame = {"buy@eu"};
    f.write(batch_of({blamed, went("buy@eu", 1s, healthy, unhealthy)}, 5s));
    const auto what = f.read([](database& db) { return subject_named(db, "buy@eu"); });
    CHECK(what == node_named("buy@eu"));
    blamed.at = at(2s);
    f.write(batch_of({blamed}, 6s));
    CHECK(f.read([](database& db) { return subject_named(db, "buy@eu"); }) == what);
}

TEST_CASE("filters tell what fits", "[daemon][history]") {
    const folder here;
    history_file f{here.file()};
    transition signal = went("api@us/latency", 1s, healthy, unhealthy);
    signal.what = {"api@us/latency", "signal", "us"};
    transition score = went("api@eu", 2s, healthy, healthy);
    f.write(batch_of({signal, score, went("api@eu", 3s, healthy, degraded)}, 5s));
    const auto count = [&](const transition_filter& which) {
        return f.read([&](database& db) { return transitions(db, everything, which).rows.size(); });
    };
    transition_filter region, kind, became, states, nobody;
    region.region = "us";
    kind.kind = "component";
    became.state = degraded;
    states.scores = false;
    nobody.node = "nobody";
    CHECK(count({}) == 3);
    CHECK(count(region) == 1);
    CHECK(count(kind) == 2);
    CHECK(count(became) == 1);
    CHECK(count(states) == 2);
    CHECK(count(nobody) == 0);
}

TEST_CASE("what is older than is kept goes and what a node was then stays known", "[daemon][history]") {
    const folder here;
    history_file f{here.file()};
    history_batch b = batch_of({went("calm", 1s, healthy, degraded), went("busy", 2s, healthy, unhealthy),
                                went("gone", 3s, healthy, unhealthy), went("gone", 4s, unhealthy, healthy),
                                went("busy", 2h, unhealthy, healthy)},
                               2h);
    b.transitions[3].after.reset();
    b.verdicts = {told("eu", "", 1s, verdict::up), told("eu", "", 2s, verdict::down),
                  told("us", "", 2h, verdict::up)};
    f.write(b);
    finish_tidying(f, at(3h), {90min, std::int64_t{1} << 30});

    CHECK(all_transitions(f).size() == 1);
    const auto was = [&](const char* name, std::chrono::milliseconds when) {
        const auto t = f.read([&](database& db) { return state_at(db, at(when), name); });
        return t ? t->after->name : std::string{"nothing"};
    };
    CHECK(was("calm", 1h) == "degraded");
    CHECK(was("calm", 0s) == "nothing");
    CHECK(was("busy", 1h) == "unhealthy");
    CHECK(was("busy", 2h) == "healthy");
    CHECK(was("gone", 1h) == "nothing");
    CHECK(f.last_states().size() == 2);
    const auto told_last = f.last_verdicts();
    REQUIRE(told_last.size() == 2);
    CHECK(told_last[0].after->effective == verdict::down);
    const auto kept = f.read([](database& db) { return spans(db, {}, model::wall_time::max()); });
    REQUIRE(kept.size() == 1);
    CHECK(kept[0] == kept_span{at(90min), at(2h)});
    // Its name goes too, once it has not been used for long.
    finish_tidying(f, at(24h * 9), {90min, std::int64_t{1} << 30});
    CHECK(f.read([](database& db) { return subject_named(db, "gone"); }) == std::nullopt);
    CHECK(f.read([](database& db) { return subject_named(db, "calm"); }).has_value());
}

TEST_CASE("a file that grows beyond its bytes loses its oldest part", "[daemon][history]") {
    const folder here;
    history_file f{here.file()};
    const history_bounds bounds{24h * 365, 2 << 20};
    std::int64_t most = 0;
    for (int minute = 0; minute < 120; ++minute) {
        std::vector<transition> all;
        for (int i = 0; i < 500; ++i)
            all.push_back(
                went("node-" + std::to_string(i), std::chrono::minutes{minute}, healthy, unhealthy));
        history_batch b = batch_of(std::move(all), std::chrono::minutes{minute});
        for (int i = 0; i < 100; ++i)
            b.latencies.push_back(took("s" + std::to_string(i), std::chrono::minutes{minute}, 1ms));
        f.write(b);
        finish_tidying(f, at(std::chrono::minutes{minute}), bounds);
        most = std::max(most, f.bytes());
    }
    CHECK(most < bounds.max_bytes + (256 << 10));
    CHECK(f.bytes() > bounds.max_bytes / 2);
    CHECK(std::filesystem::file_size(here.file()) < 4u << 20);
    CHECK(f.last_states().size() == 500);
    history_range newest = everything;
    newest.limit = 1;
    CHECK(f.read([&](database& db) { return transitions(db, newest, {}).rows.at(0).at; }) == at(119min));
}

TEST_CASE("latencies become coarser with age and none of their runs is lost", "[daemon][history][latency]") {
    fragile_disk disk;  // 3,600 times a real one would be waited for
    history_file f{"history.sqlite", disk.vfs()};
    constexpr int hours = 60, signals = 3;
    std::vector<model::latency_digest> whole(signals);
    for (int minute = 0; minute < hours * 60; ++minute) {
        history_batch b;
        b.until = at(std::chrono::minutes{minute});
        for (int i = 0; i < signals; ++i) {
            const auto latency = std::chrono::microseconds{1000 + minute * 37 % 5000 + i};
            b.latencies.push_back(took("s" + std::to_string(i), std::chrono::minutes{minute}, latency));
            whole[static_cast<std::size_t>(i)].merge(b.latencies.back().digest);
        }
        f.write(b);
    }
    const auto now = std::chrono::hours{hours} + 5min;
    finish_tidying(f, at(now));
    CHECK(digests_of(f, 2) == hours * signals);
    CHECK(digests_of(f, 1) <= 48u * 6 * signals);
    CHECK(digests_of(f, 0) <= 2u * 60 * signals);
    for (int i = 0; i < signals; ++i) {
        const auto found = f.read(
            [&](database& db) { return latencies(db, "s" + std::to_string(i), at(0s), at(now), at(now)); });
        CHECK(found.length == 1h);
        model::latency_digest sum;
        for (const signal_latency& p : found.points) sum.merge(p.digest);
        CHECK(sum == whole[static_cast<std::size_t>(i)]);
    }
    // A short while is told by the minute; one that is not merged yet by what there is.
    const auto last =
        f.read([&](database& db) { return latencies(db, "s0", at(now - 1h), at(now), at(now)); });
    CHECK(last.length == 1min);
    CHECK(last.points.size() == 55);
    CHECK(f.read([&](database& db) {
               return latencies(db, "nobody", at(0s), at(now), at(now));
           }).points.empty());
}

TEST_CASE("a minute that is written twice is one", "[daemon][history][latency]") {
    const folder here;
    history_file f{here.file()};
    for (int i = 0; i < 2; ++i) {
        history_batch b = batch_of({}, 1min);
        b.latencies = {took("s", 0s, 5ms)};
        f.write(b);
    }
    const auto found = f.read([](database& db) { return latencies(db, "s", at(0s), at(1min), at(1min)); });
    REQUIRE(found.points.size() == 1);
    CHECK(found.points[0].digest.count == 4);
}

TEST_CASE("buckets survive being made small and bytes that are not ours do no harm",
          "[daemon][history][latency]") {
    std::mt19937 chance{11};
    for (int round = 0; round < 300; ++round) {
        latency_buckets b{};
        for (auto& n : b)
            if (chance() % 3 == 0) n = static_cast<std::uint32_t>(chance()) >> chance() % 32;
        CHECK(buckets_of(to_bytes(b)) == b);
        std::string rubbish(chance() % 40, ' ');
        for (char& c : rubbish) c = static_cast<char>(chance());
        CHECK(buckets_of(rubbish).size() == b.size());
    }
}

TEST_CASE("spans tell when nobody looked", "[daemon][history]") {
    const folder here;
    {
        history_file f{here.file()};
        f.write(batch_of({}, 10s));
        f.write(batch_of({}, 20s));
        history_batch gap = batch_of({}, 40s);
        gap.from = at(35s);
        gap.after_gap = true;
        f.write(gap);
    }
    history_file f{here.file()};
    f.write(batch_of({}, 60s));
    const auto kept = f.read([](database& db) { return spans(db, {}, model::wall_time::max()); });
    CHECK(kept == std::vector<kept_span>{{at(10s), at(20s)}, {at(35s), at(40s)}, {at(60s), at(60s)}});
    CHECK(f.read([](database& db) { return is_covered(db, at(15s)); }));
    CHECK_FALSE(f.read([](database& db) { return is_covered(db, at(30s)); }));
    CHECK(f.read([](database& db) { return spans(db, at(21s), at(50s)).size(); }) == 1);
}

TEST_CASE("what a clock that ran ahead has written is stamped with the moment it was set back",
          "[daemon][history]") {
    const folder here;
    history_file f{here.file()};
    f.write(batch_of({went("a", 10s, healthy, unhealthy)}, 11s));
    f.write(batch_of({went("a", 9999s, unhealthy, degraded)}, 10000s));  // ahead
    f.write(batch_of({went("a", 20s, degraded, healthy)}, 21s));
    const auto all = all_transitions(f);
    REQUIRE(all.size() == 3);
    CHECK(all[0].after == past(healthy));
    CHECK(all[1].at == at(20s));
    CHECK(f.read([](database& db) { return state_at(db, at(30s), "a"); })->after == past(healthy));
    CHECK_FALSE(f.read([](database& db) { return is_covered(db, at(5000s)); }));
}

TEST_CASE("latencies go on becoming coarser after a clock that ran ahead was set back",
          "[daemon][history][latency]") {
    fragile_disk disk;
    history_file f{"history.sqlite", disk.vfs()};
    const bool something_changes = GENERATE(true, false);
    const auto minute = [&](std::chrono::minutes when) {
        history_batch b = batch_of({}, when + 1min);
        if (!something_changes) b.from.reset();
        b.latencies = {took("s", when, 1ms)};
        f.write(b);
        finish_tidying(f, at(when + 1min));
    };
    for (auto t = 0min; t < 30min; t += 1min) minute(t);
    for (auto t = 150min; t < 180min; t += 1min) minute(t);  // ahead by two hours
    for (auto t = 60min; t < 240min; t += 1min) minute(t);
    finish_tidying(f, at(245min));

    CHECK(digests_of(f, 1) == 3 + 18);
    const auto found =
        f.read([&](database& db) { return latencies(db, "s", at(0s), at(240min), at(245min)); });
    std::uint64_t runs = 0;
    for (const signal_latency& p : found.points) runs += p.digest.count;
    // What was ahead has no time of its own; it stays when nobody finds out.
    CHECK(runs == 2 * (30 + 180 + (something_changes ? 0u : 30u)));
}

TEST_CASE("a file of a newer version or one that is none is refused and left alone", "[daemon][history]") {
    const folder here;
    {
        history_file f{here.file()};
        f.write(batch_of({went("a", 1s, healthy, unhealthy)}, 1s));
        f.read([](database& db) { db.execute("pragma user_version = 99"); });
    }
    CHECK_THROWS_WITH(history_file{here.file()}.open(), Catch::Contains("newer version"));
    const folder other;
    std::filesystem::create_directories(std::filesystem::path{other.file()}.parent_path());
    std::ofstream{other.file()} << std::string(5000, 'x');
    CHECK_THROWS_WITH(history_file{other.file()}.open(), Catch::Contains("move it away"));
    CHECK(std::filesystem::file_size(other.file()) == 5000);
}

TEST_CASE("a file without tables is brought up to date", "[daemon][history]") {
    const folder here;
    std::filesystem::create_directories(std::filesystem::path{here.file()}.parent_path());
    std::ofstream{here.file()}.flush();
    history_file f{here.file()};
    f.write(batch_of({went("a", 1s, healthy, unhealthy)}, 1s));
    CHECK(f.read([](database& db) { return db.number("pragma user_version"); }) == 1);
    CHECK(all_transitions(f).size() == 1);
}
