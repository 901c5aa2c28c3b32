#include "model/verdict.hpp"

#include <catch2/catch.hpp>

#include "model/verdict_board.hpp"
#include "test/model/build.hpp"

#include <random>

using namespace hm::model;
using namespace hm::model::test;
using namespace std::chrono_literals;
using enum state;

namespace {

region_evidence good() {
    return {healthy, score{10000}, false};
}
region_evidence weak() {
    return {degraded, score{7000}, false};
}
region_evidence partial(int points) {
    return {unhealthy, score{points}, false};
}
region_evidence dead() {
    return {unhealthy, score{0}, true};
}
region_evidence silent() {
    return {};
}

// A machine with a clock of its own.
class bench {
public:
    explicit bench(std::size_t regions, traffic_rules rules = {}) : machine_(regions, rules) {}

    bench& step(std::vector<region_evidence> evidence, duration later = 1s) {
        now_.steady += std::chrono::duration_cast<steady_time::duration>(later);
        now_.wall += std::chrono::duration_cast<std::chrono::milliseconds>(later);
        changed = machine_.step(evidence, now_);
        return *this;
    }
    const region_verdict& operator[](std::size_t r) const { return machine_.verdicts()[r]; }
    const verdict_machine& machine() const { return machine_; }
    moment now() const { return now_; }
    bool changed = false;

private:
    verdict_machine machine_;
    moment now_{steady_time{1h}, wall_time{1'700'000'000'000ms}};
};

}  // namespace

namespace Catch {
template <>
struct StringMaker<verdict> {
    static std::string convert(verdict v) { return std::string{to_string(v)}; }
};
template <>
struct StringMaker<verdict_source> {
    static std::string convert(verdict_source s) { return std::string{to_string(s)}; }
};
}  // namespace Catch

TEST_CASE("before anything is known a region is warming, and up", "[model][verdict]") {
    bench b{2};
    b.step({silent(), silent()});
    CHECK(b[0].effective == verdict::up);
    CHECK(b[0].source == verdict_source::warming);
    CHECK(b[0].serves());
}

TEST_CASE("a lone region gets the truth", "[model][verdict]") {
    bench b{1};
    CHECK(b.step({good()})[0].effective == verdict::up);
    CHECK(b.step({weak()})[0].effective == verdict::degraded);
    CHECK(b.step({partial(4000)})[0].effective == verdict::down);
    CHECK(b.step({dead()})[0].effective == verdict::down);
    CHECK(b[0].source == verdict_source::computed);
    CHECK(b[0].weight_percent == 0);
}

TEST_CASE("one of two regions may die", "[model][verdict]") {
    bench b{2};
    b.step({good(), good()}).step({dead(), good()});
    CHECK(b[0].effective == verdict::down);
    CHECK(b[0].source == verdict_source::computed);
    CHECK(b[1].effective == verdict::up);
    b.step({good(), good()});
    CHECK(b[0].effective == verdict::up);
}

TEST_CASE("when every region has failed totally, all are published: panic", "[model][verdict]") {
    bench b{2};
    b.step({good(), good()}).step({dead(), good()}).step({dead(), dead()});
    for (std::size_t r : {0u, 1u}) {
        CHECK(b[r].computed == verdict::down);
        CHECK(b[r].effective == verdict::degraded);
        CHECK(b[r].source == verdict_source::panic);
        CHECK(b[r].weight_percent == 100);
    }
    b.step({dead(), good()});
    CHECK(b[0].effective == verdict::down);
    CHECK(b[1].effective == verdict::up);
}

TEST_CASE("when all are down and one has not failed totally, the guard keeps that one", "[model][verdict]") {
    bench b{2};
    b.step({good(), good()}).step({dead(), partial(3000)});
    CHECK(b[0].effective == verdict::down);
    CHECK(b[1].effective == verdict::degraded);
    CHECK(b[1].source == verdict_source::guard);
}

TEST_CASE("of two partial failures the worse is removed and the other kept", "[model][verdict]") {
    bench b{2};
    b.step({good(), good()}).step({partial(3000), partial(2000)});
    CHECK(b[0].source == verdict_source::guard);
    CHECK(b[1].effective == verdict::down);

    SECTION("and who is out stays out, so that scores that cross do not make them swap") {
        b.step({partial(1000), partial(2000)});
        CHECK(b[0].source == verdict_source::guard);
        CHECK(b[1].effective == verdict::down);
    }
    SECTION("until it recovers") {
        b.step({partial(3000), good()});
        CHECK(b[1].effective == verdict::up);
        CHECK(b[0].source == verdict_source::guard);  // paced: the last removal was a moment ago
        b.step({partial(3000), good()}, 6min);
        CHECK(b[0].effective == verdict::down);
    }
}

TEST_CASE("partial failures are removed one per five minutes, never more than half", "[model][verdict]") {
    bench b{4};
    const std::vector<region_evidence> three_down{partial(1000), partial(2000), partial(3000), good()};
    const auto down = [&] {
        std::size_t n = 0;
        for (std::size_t r = 0; r < 4; ++r) n += !b[r].serves();
        return n;
    };
    b.step({good(), good(), good(), good()}).step(three_down);
    CHECK(down() == 1);
    CHECK(b.machine().next_deadline() == b.now().steady + 5min);
    b.step(three_down, 4min);
    CHECK(down() == 1);
    b.step(three_down, 1min);
    CHECK(down() == 2);
    b.step(three_down, 1h);
    CHECK(down() == 2);
    CHECK(b[2].source == verdict_source::guard);
}

TEST_CASE("total failures are not paced, and may be all but one", "[model][verdict]") {
    bench b{4};
    b.step({good(), good(), good(), good()}).step({dead(), dead(), dead(), good()});
    for (std::size_t r : {0u, 1u, 2u}) CHECK(b[r].effective == verdict::down);
    CHECK(b[3].effective == verdict::up);
}

TEST_CASE("a warming region does not count for the guard", "[model][verdict]") {
    bench b{2};
    b.step({dead(), silent()});
    CHECK(b[0].effective == verdict::down);  // alone: the truth
    CHECK(b[1].source == verdict_source::warming);
}

TEST_CASE("an unknown routing state holds the last verdict, then on_unknown decides", "[model][verdict]") {
    const auto after_hold = [](on_unknown policy) {
        bench b{1, {.after_hold = policy}};
        b.step({dead()}).step({silent()}, 1min);
        CHECK(b[0].effective == verdict::down);
        CHECK(b[0].source == verdict_source::held);
        CHECK(b.machine().next_deadline() == b.now().steady + 9min);
        b.step({silent()}, 8min);
        CHECK(b[0].effective == verdict::down);
        b.step({silent()}, 1min);
        return b[0].effective;
    };
    CHECK(after_hold(on_unknown::last) == verdict::down);
    CHECK(after_hold(on_unknown::open) == verdict::up);
    CHECK(after_hold(on_unknown::closed) == verdict::down);
}

TEST_CASE("evidence that returns ends the hold at once", "[model][verdict]") {
    bench b{1};
    b.step({good()}).step({silent()}, 1min).step({weak()});
    CHECK(b[0].effective == verdict::degraded);
    CHECK(b[0].source == verdict_source::computed);
}

TEST_CASE("the weight follows the score, in steps, and never reaches 0 for a region that serves",
          "[model][verdict]") {
    CHECK(weight_percent(score{10000}) == 100);
    CHECK(weight_percent(score{7200}) == 100);
    CHECK(weight_percent(score{7000}) == 95);
    CHECK(weight_percent(score{5000}) == 70);
    CHECK(weight_percent(score{100}) == 5);
    CHECK(weight_percent(score{0}) == 5);
    CHECK(weight_percent(score{}) == 100);
}

TEST_CASE("a step that changes nothing says so, and keeps since", "[model][verdict]") {
    bench b{2};
    b.step({good(), good()});
    CHECK(b.changed);
    const wall_time since = b[0].since;
    b.step({good(), good()});
    CHECK_FALSE(b.changed);
    CHECK(b[0].since == since);
    CHECK(b[0].evidence_at > since);
    b.step({weak(), good()});
    CHECK(b.changed);
    CHECK(b[0].since > since);
    CHECK(b[1].since == since);
}

TEST_CASE("whatever happens, the pool is never empty and never thinner than the guard allows",
          "[model][verdict][property]") {
    for (unsigned seed = 0; seed < 500; ++seed) {
        INFO("seed " << seed);
        std::mt19937 d{seed};
        const std::size_t n = 2 + d() % 4;
        bench b{n};
        b.step(std::vector<region_evidence>(n, good()));
        for (int i = 0; i < 80; ++i) {
            std::vector<region_evidence> evidence;
            std::size_t total = 0;
            for (std::size_t r = 0; r < n; ++r) {
                const region_evidence choices[] = {good(), weak(), partial(static_cast<int>(d() % 5000)),
                                                   dead(), silent()};
                evidence.push_back(choices[d() % 5]);
            }
            b.step(evidence, std::chrono::seconds{1 + d() % 200});
            std::size_t serving = 0, removed = 0;
            for (std::size_t r = 0; r < n; ++r) {
                serving += b[r].serves();
                removed += !b[r].serves();
                total += b[r].computed == verdict::down && b[r].total_failure;
                if (b[r].computed != verdict::down) REQUIRE(b[r].effective == b[r].computed);
            }
            REQUIRE(serving >= 1);
            if (total < n) REQUIRE(removed <= std::max(total, n / 2));
            for (std::size_t r = 0; r < n; ++r)
                if (b[r].computed == verdict::down && b[r].total_failure && total < n)
                    REQUIRE_FALSE(b[r].serves());
        }
    }
}

TEST_CASE("the board tells flows apart: a dead minor flow is down where its region serves",
          "[model][verdict_board]") {
    model_builder m;
    m.regions({"a", "b"}).dependency("read").dependency("write");
    m.flow("browse", {{"read"}}).flow("comment", {{"write"}}, criticality::medium);
    world w{m.unfold()};
    w.all(healthy).set("write@a/up", unhealthy);
    verdict_board board{w.engine().shared_model()};
    const moment now{steady_time{1h}, wall_time{1'700'000'000'000ms}};

    CHECK(board.step(w.engine(), now));
    const verdict_table t = board.table(now);
    CHECK(t.regions[0].effective == verdict::degraded);
    CHECK(t.regions[1].effective == verdict::up);
    REQUIRE(t.flows.size() == 2);
    CHECK(t.flows[0].regions[0].effective == verdict::up);
    CHECK(t.flows[1].regions[0].effective == verdict::down);
    CHECK(t.flows[1].regions[1].effective == verdict::up);

    w.set("read@a/up", unhealthy);
    board.step(w.engine(), now);
    CHECK(board.regions()[0].effective == verdict::down);
    CHECK(board.regions()[0].total_failure);
    CHECK_FALSE(board.step(w.engine(), now));
}

TEST_CASE("a global dependency that dies takes no region out", "[model][verdict_board]") {
    model_builder m;
    m.regions({"a", "b"}).dependency("registry", {"up"}, scope::global);
    m.flow("browse", {{"registry"}});
    world w{m.unfold()};
    w.all(unhealthy);
    verdict_board board{w.engine().shared_model()};
    board.step(w.engine(), {steady_time{1h}, wall_time{}});
    CHECK(w["a"] == unhealthy);
    CHECK(board.regions()[0].effective == verdict::up);
}
