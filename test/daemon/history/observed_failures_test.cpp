// What failed together, out of a history in a real file and out of one that was fetched.
#include "daemon/history/observed_failures.hpp"

#include <catch2/catch.hpp>

#include "daemon/cli/observed_text.hpp"
#include "model/slo/own_parts.hpp"
#include "test/daemon/history/past_made.hpp"
#include "test/model/build.hpp"

#include <tuple>

using namespace hm;
using namespace hm::daemon;
using namespace hm::test;
using namespace std::chrono_literals;
using model::state;

namespace {

constexpr auto healthy = state::healthy, unhealthy = state::unhealthy, unknown = state::unknown;

std::shared_ptr<const model::graph> parts_of_a_shop() {
    model::test::model_builder b{"shop"};
    b.regions({"eu", "us"}).dependency("db", {"read", "write"}).component("api", {{"db"}}, {"up"});
    b.flow("browse", {{"api"}});
    return model::as_own_parts(*b.build());
}

const std::shared_ptr<const model::graph> parts = parts_of_a_shop();

transition signal(std::string name, std::chrono::seconds when, state to) {
    transition t;
    t.at = at(when);
    t.what = {std::move(name), "signal", "eu"};
    t.after = past(to);
    t.reason = to == unknown ? "pending" : "ok";
    return t;
}

std::vector<transition> all_well() {
    std::vector<transition> all;
    for (const char* name :
         {"db@eu/read", "db@eu/write", "db@us/read", "db@us/write", "api@eu/up", "api@us/up"})
        all.push_back(signal(name, 0s, healthy));
    return all;
}

// 100 s: db fails in eu for 10 s by one signal and then the other, in us for 5 s of them; api not by itself.
std::vector<transition> one_outage() {
    std::vector<transition> all = all_well();
    for (const auto& [name, when, to] : {std::tuple{"db@eu/read", 40s, unhealthy},
                                         {"db@us/write", 44s, unhealthy},
                                         {"db@eu/write", 45s, unhealthy},
                                         {"db@eu/read", 46s, healthy},
                                         {"db@us/write", 49s, healthy},
                                         {"db@eu/write", 50s, healthy},
                                         {"api@eu/up", 70s, unhealthy},
                                         {"api@eu/up", 71s, healthy}})
        all.push_back(signal(name, when, to));
    return all;
}

observed_failures seen_in(history_file& f, std::chrono::seconds from, std::chrono::seconds to,
                          std::int64_t max_rows = max_failure_rows) {
    return f.read([&](database& db) { return observe_failures(db, parts, at(from), at(to), max_rows); });
}

}  // namespace

TEST_CASE("a dependency that fails in two regions at once is seen in the history", "[daemon][history][slo]") {
    const folder here;
    history_file f{here.file()};
    f.write(batch_of(one_outage(), 100s));
    const observed_failures o = seen_in(f, 0s, 100s);
    CHECK(o.from == at(0s));
    CHECK(o.to == at(100s));
    CHECK(o.recorded == 100s);
    CHECK(o.parts.size() == 4);
    CHECK(o.found.parts_down == 3);
    REQUIRE(o.found.worst.size() == 1);
    const model::slo::co_failure& c = o.found.worst.front();
    CHECK(o.parts[c.a] == "db@eu");
    CHECK(o.parts[c.b] == "db@us");
    CHECK(c.a_down == 10s);
    CHECK(c.b_down == 5s);
    CHECK(c.both_down == 5s);
    CHECK(c.by_chance_s == Approx(0.5));
    CHECK(c.ratio() == Approx(10));
}

TEST_CASE("a past that begins in the middle of an outage knows how everything stood",
          "[daemon][history][slo]") {
    const folder here;
    history_file f{here.file()};
    f.write(batch_of(one_outage(), 100s));
    const observed_failures o = seen_in(f, 47s, 100s);
    REQUIRE(o.found.worst.size() == 1);
    CHECK(o.found.worst[0].a_down == 3s);
    CHECK(o.found.worst[0].both_down == 2s);
    CHECK(o.recorded == 53s);
}

TEST_CASE("a fetched past tells the same as the file", "[daemon][history][slo]") {
    const folder here;
    history_file f{here.file()};
    f.write(batch_of(one_outage(), 100s));
    const observed_failures own = seen_in(f, 10s, 48s);
    const observed_failures fetched = observe_failures(read_past(f, at(10s), at(48s)), parts);
    CHECK(cli::observed_text(own) == cli::observed_text(fetched));
    CHECK(own.recorded == 38s);
    CHECK(own.found.worst.at(0).both_down == 4s);
}

TEST_CASE("while no history was kept nobody was seen to be down", "[daemon][history][slo]") {
    const folder here;
    history_file f{here.file()};
    history_batch before = batch_of(all_well(), 20s);
    before.transitions.push_back(signal("db@eu/read", 10s, unhealthy));
    before.transitions.push_back(signal("db@us/read", 12s, unhealthy));
    f.write(before);
    history_batch after =
        batch_of({signal("db@eu/read", 80s, healthy), signal("db@us/read", 85s, healthy)}, 100s);
    after.from = at(60s);
    after.after_gap = true;
    f.write(after);
    const observed_failures o = seen_in(f, 0s, 100s);
    CHECK(o.recorded == 60s);
    REQUIRE(o.found.worst.size() == 1);
    CHECK(o.found.worst[0].a_down == 30s);  // 10 to 20, and 60 to 80
    CHECK(o.found.worst[0].b_down == 33s);
    CHECK(o.found.worst[0].both_down == 28s);
}

TEST_CASE("what is not known of a part leaves both sides", "[daemon][history][slo]") {
    const folder here;
    history_file f{here.file()};
    std::vector<transition> all = one_outage();
    for (const char* name : {"db@us/read", "db@us/write"}) all.push_back(signal(name, 80s, unknown));
    f.write(batch_of(all, 100s));
    const observed_failures o = seen_in(f, 0s, 100s);
    REQUIRE(o.found.worst.size() == 1);
    CHECK(o.found.worst[0].both_known == 80s);
    CHECK(o.found.worst[0].by_chance_s == Approx(0.1 * 5 / 80 * 80));
}

TEST_CASE("of a past in which too much happened the newest is looked at", "[daemon][history][slo]") {
    const folder here;
    history_file f{here.file()};
    f.write(batch_of(one_outage(), 100s));
    const observed_failures o = seen_in(f, 0s, 100s, 4);  // from the one before the last four on
    CHECK(o.from == at(46s));
    REQUIRE(o.found.worst.size() == 1);
    CHECK(o.found.worst[0].both_down == 3s);
}

TEST_CASE("what failed together is told in words", "[daemon][history][slo]") {
    const folder here;
    history_file f{here.file()};
    f.write(batch_of(one_outage(), 100s));
    CHECK(cli::observed_text(seen_in(f, 0s, 100s)) ==
          "Seen to be down together from " + model::format_time(at(0s)) + " to " +
              model::format_time(at(100s)) +
              ", of which 1 min 40 s are recorded:\n"
              "  db@eu and db@us: 5 s, by chance 500 ms (10 times); down 10 s and 5 s\n");
    CHECK(cli::observed_text(seen_in(f, 60s, 100s)) ==
          "Nothing was seen to be down together from " + model::format_time(at(60s)) + " to " +
              model::format_time(at(100s)) + ", of which 40 s are recorded; 1 parts were down.\n");
}
