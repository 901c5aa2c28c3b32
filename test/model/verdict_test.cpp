#include "model/verdict_machine.hpp"

#include "test/model/verdict_bench.hpp"

#include <random>

using namespace hm::model;
using namespace hm::model::test;

TEST_CASE("before anything is known a region is warming, and up", "[model][verdict]") {
    bench b{2, at_once()};
    b.step({silent(), silent()});
    CHECK(b[0].effective == verdict::up);
    CHECK(b[0].source == verdict_source::warming);
    CHECK(b[0].serves());
}

TEST_CASE("a first round that is bad needs its dwell, and until then the region is warming",
          "[model][verdict]") {
    bench b{1, traffic_rules{}};
    b.step({partial(4000)});
    CHECK(b[0].source == verdict_source::warming);
    CHECK(b[0].serves());
    b.step({silent()}, 1s).step({partial(4000)}, 1s).step({partial(4000)}, 13s);
    CHECK(b[0].source == verdict_source::warming);
    b.step({partial(4000)}, 1s);  // 15 s: in one more nobody knew
    CHECK(b[0].source == verdict_source::computed);
    CHECK(b[0].effective == verdict::down);
}

TEST_CASE("a first round that is not bad has the say at once", "[model][verdict]") {
    bench b{2, traffic_rules{}};
    b.step({good(), weak()});
    CHECK(b[0].source == verdict_source::computed);
    CHECK(b[1].source == verdict_source::computed);
    CHECK(b[1].effective == verdict::degraded);
}

TEST_CASE("a lone region gets the truth", "[model][verdict]") {
    bench b{1, at_once()};
    CHECK(b.step({good()})[0].effective == verdict::up);
    CHECK(b.step({weak()})[0].effective == verdict::degraded);
    CHECK(b.step({partial(4000)})[0].effective == verdict::down);
    CHECK(b.step({dead()})[0].effective == verdict::down);
    CHECK(b[0].source == verdict_source::computed);
    CHECK(b[0].weight_percent == 0);
}

TEST_CASE("one of two regions may die", "[model][verdict]") {
    bench b{2, at_once()};
    b.step({good(), good()}).step({dead(), good()});
    CHECK(b[0].effective == verdict::down);
    CHECK(b[0].source == verdict_source::computed);
    CHECK(b[1].effective == verdict::up);
    b.step({good(), good()});
    CHECK(b[0].effective == verdict::up);
}

TEST_CASE("when every region has failed totally, all are published: panic", "[model][verdict]") {
    bench b{2, at_once()};
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
    bench b{2, at_once()};
    b.step({good(), good()}).step({dead(), partial(3000)});
    CHECK(b[0].effective == verdict::down);
    CHECK(b[1].effective == verdict::degraded);
    CHECK(b[1].source == verdict_source::guard);
}

TEST_CASE("of two partial failures the worse is removed and the other kept", "[model][verdict]") {
    bench b{2, at_once()};
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
    bench b{4, at_once()};
    const std::vector<region_evidence> three_down{partial(1000), partial(2000), partial(3000), good()};
    const auto down = [&] {
        std::size_t n = 0;
        for (std::size_t r = 0; r < 4; ++r) n += !b[r].serves();
        return n;
    };
    b.step({good(), good(), good(), good()}).step(three_down);
    CHECK(down() == 1);
    CHECK(b.due() == 5min);
    b.step(three_down, 4min);
    CHECK(down() == 1);
    b.step(three_down, 1min);
    CHECK(down() == 2);
    b.step(three_down, 1h);
    CHECK(down() == 2);
    CHECK(b[2].source == verdict_source::guard);
}

TEST_CASE("total failures are not paced, and may be all but one", "[model][verdict]") {
    bench b{4, at_once()};
    b.step({good(), good(), good(), good()}).step({dead(), dead(), dead(), good()});
    for (std::size_t r : {0u, 1u, 2u}) CHECK(b[r].effective == verdict::down);
    CHECK(b[3].effective == verdict::up);
}

TEST_CASE("a warming region does not count for the guard", "[model][verdict]") {
    bench b{2, at_once()};
    b.step({dead(), silent()});
    CHECK(b[0].effective == verdict::down);  // alone: the truth
    CHECK(b[1].source == verdict_source::warming);
}

TEST_CASE("an unknown routing state holds the last verdict and then on_unknown decides", "[model][verdict]") {
    const auto after_hold = [](on_unknown policy) {
        traffic_rules rules = at_once();
        rules.after_hold = policy;
        bench b{1, rules};
        b.step({weak()}).step({silent()}, 1min);
        CHECK(b[0].effective == verdict::degraded);
        CHECK(b[0].source == verdict_source::held);
        CHECK(b.has_deadline() == (policy != on_unknown::last));
        if (b.has_deadline()) CHECK(b.due() == 10min);
        b.step({silent()}, 10min - 1ns);
        CHECK(b[0].effective == verdict::degraded);
        b.step({silent()}, 1ns);
        return b[0].effective;
    };
    CHECK(after_hold(on_unknown::last) == verdict::degraded);
    CHECK(after_hold(on_unknown::open) == verdict::up);
    CHECK(after_hold(on_unknown::closed) == verdict::down);
}

TEST_CASE("who is told up for want of evidence stays in when that is good", "[model][verdict]") {
    traffic_rules rules;
    rules.after_hold = on_unknown::open;
    bench b{1, rules};
    b.step({good()}).stay({dead()}, 1min);
    REQUIRE_FALSE(b[0].serves());
    b.stay({silent()}, 11min);
    REQUIRE(b[0].effective == verdict::up);
    CHECK(b[0].stays_until == steady_time::min());
    SECTION("good") {
        CHECK(b.step({good()})[0].serves());
        CHECK(b.stay({good()}, 5min)[0].weight_percent == 100);
    }
    SECTION("bad: that needs its dwell like any other") {
        CHECK(b.step({dead()})[0].serves());
        CHECK(b.due() == 5s);
        CHECK_FALSE(b.step({dead()}, 5s)[0].serves());
    }
}

TEST_CASE("on_unknown closed obeys the guard, too", "[model][verdict]") {
    traffic_rules rules = at_once();
    rules.after_hold = on_unknown::closed;
    bench b{2, rules};
    b.step({good(), good()}).stay({silent(), silent()}, 11min);
    CHECK(b[0].serves() != b[1].serves());
    b.step({good(), good()});
    CHECK(b[0].effective == verdict::up);
    CHECK(b[1].effective == verdict::up);
}

TEST_CASE("evidence that returns ends the hold at once", "[model][verdict]") {
    bench b{1, at_once()};
    b.step({good()}).step({silent()}, 1min).step({weak()});
    CHECK(b[0].effective == verdict::degraded);
    CHECK(b[0].source == verdict_source::computed);
}

TEST_CASE("a step that changes nothing says so, and keeps since", "[model][verdict]") {
    bench b{2, at_once()};
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
        bench b{n, at_once()};
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

TEST_CASE("until its dwell is over an unhealthy region is degraded and keeps its weight",
          "[model][verdict]") {
    bench b{2};
    b.step({weak(), good()}).step({partial(2000), good()});
    CHECK(b[0].routing == verdict::down);
    CHECK(b[0].computed == verdict::degraded);
    CHECK(b[0].effective == verdict::degraded);
    CHECK(b[0].source == verdict_source::computed);
    CHECK(b[0].weight_percent == 95);
    CHECK(b[0].due == b.now().steady + 15s);
    CHECK(b.due() == 15s);
    b.step({partial(2000), good()}, 15s);
    CHECK(b[0].effective == verdict::down);
    CHECK(b[0].weight_percent == 0);
    CHECK(b[0].stays_until == b.now().steady + 2min);
}

TEST_CASE("who comes back gets its share step by step, and less if its score says so", "[model][verdict]") {
    bench b{2};
    b.step({good(), good()}).stay({dead(), good()}, 10s).stay({good(), good()}, 2min);
    CHECK(b[0].effective == verdict::up);
    CHECK(b[0].source == verdict_source::ramp);
    b.stay({good(), good()}, 5min - 8s);
    CHECK(b[0].weight_percent == 95);
    b.stay({{state::degraded, score{3600 + 1400}, false}, good()}, 1s);
    CHECK(b[0].weight_percent == 70);
    CHECK(b[0].source == verdict_source::computed);
    CHECK(b.stay({good(), good()}, 2min)[0].weight_percent == 100);
}

TEST_CASE("what the guard or panic kept in needs no ramp", "[model][verdict]") {
    bench b{2};
    b.step({good(), good()}).stay({dead(), dead()}, 10s);
    REQUIRE(b[0].source == verdict_source::panic);
    b.stay({good(), good()}, 3min);
    CHECK(b[0].source == verdict_source::computed);
    CHECK(b[0].weight_percent == 100);
}

TEST_CASE("a lone good sign ends the panic: that region is kept, the other goes", "[model][verdict]") {
    bench b{2};
    b.step({good(), good()}).stay({dead(), dead()}, 10s).step({good(), dead()});
    CHECK(b[0].computed == verdict::down);  // its time out is not over
    CHECK(b[0].source == verdict_source::guard);
    CHECK(b[0].weight_percent == 100);
    CHECK(b[1].effective == verdict::down);
}

TEST_CASE("capacity keeps a region that the guard would let go", "[model][verdict]") {
    traffic_rules rules = at_once();
    rules.capacity = whole * 60 / 100;
    SECTION("too big to go; a smaller one goes instead") {
        bench b{{50, 30, 20}, rules};
        b.step({partial(1000), partial(2000), good()});
        CHECK(b[0].source == verdict_source::guard);
        CHECK(b[1].effective == verdict::down);
    }
    SECTION("exactly enough is enough") {
        bench b{{40, 30, 30}, rules};
        b.step({partial(1000), good(), good()});
        CHECK(b[0].effective == verdict::down);
    }
    SECTION("what is dead gives no capacity, and makes none of the others go") {
        bench b{{40, 30, 30}, rules};
        b.step({dead(), partial(1000), good()});
        CHECK(b[0].effective == verdict::down);
        CHECK(b[1].source == verdict_source::guard);
    }
}

TEST_CASE("without the guard all go that are down, until that were all", "[model][verdict]") {
    traffic_rules rules = at_once();
    rules.guard = false;
    bench b{3, rules};
    b.step({partial(1000), partial(2000), good()});
    CHECK_FALSE(b[0].serves());
    CHECK_FALSE(b[1].serves());
    SECTION("panic publishes those that have not failed totally") {
        b.step({dead(), partial(2000), partial(3000)});
        CHECK_FALSE(b[0].serves());
        CHECK(b[1].source == verdict_source::panic);
        CHECK(b[2].source == verdict_source::panic);
    }
    SECTION("or all, when there is none such") {
        b.step({dead(), dead(), dead()});
        for (const std::size_t r : {0u, 1u, 2u}) CHECK(b[r].source == verdict_source::panic);
    }
}

TEST_CASE("without panic a total failure of all takes all out", "[model][verdict]") {
    traffic_rules rules = at_once();
    rules.panic = false;
    bench b{2, rules};
    b.step({dead(), dead()});
    CHECK_FALSE(b[0].serves());
    CHECK_FALSE(b[1].serves());
    b.step({dead(), partial(1000)});
    CHECK(b[1].source == verdict_source::guard);
}

TEST_CASE("a lone region that is down stays so when another one is known", "[model][verdict]") {
    bench b{2, at_once()};
    b.step({partial(1000), silent()});
    CHECK_FALSE(b[0].serves());
    b.step({partial(1000), good()});
    CHECK_FALSE(b[0].serves());
}

TEST_CASE("how long a region was out is known when it is back, also over a restart", "[model][verdict]") {
    bench b{2};
    b.step({good(), good()}).stay({dead(), good()}, 10s);
    CHECK_FALSE(b[0].last_outage);
    b.stay({good(), good()}, 60s).restart(20s);
    b.step({good(), good()}, 0s).stay({good(), good()}, 60s);
    CHECK(b[0].last_outage == 145s);  // down after 5 s, of 10; well again long enough after the restart
    CHECK_FALSE(b[1].last_outage);
}
