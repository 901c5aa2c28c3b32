// What operators' words do to verdicts, and what outlives a restart.
#include "model/verdict_machine.hpp"

#include "test/model/verdict_bench.hpp"

using namespace hm::model;
using namespace hm::model::test;
using enum verdict_source;

namespace {

const std::vector<region_evidence> both_well{good(), good()};

std::shared_ptr<const operator_override> slow_drain(const bench& b, int rate) {
    operator_override o = *said(override_kind::drain);
    o.since = b.now().wall;
    o.rate_percent_per_minute = rate;
    return std::make_shared<const operator_override>(o);
}

}  // namespace

TEST_CASE("a drain takes a region out at once and its end brings it back by the ramp", "[model][verdict]") {
    bench b{2};
    const auto word = said(override_kind::drain);
    b.step(both_well).say(0, {.drain = word}).step(both_well);
    CHECK(b[0].effective == verdict::down);
    CHECK(b[0].computed == verdict::up);
    CHECK(b[0].source == drain);
    CHECK(b[0].weight_percent == 0);
    CHECK(b[0].said == word);
    CHECK(b[1].effective == verdict::up);

    b.say(0, {}).step(both_well);
    CHECK(b[0].effective == verdict::up);
    CHECK(b[0].source == ramp);
    CHECK(b[0].weight_percent == 10);
    CHECK(b[0].said == nullptr);
    CHECK(b.stay(both_well, 150s)[0].weight_percent == 55);
    CHECK(b.stay(both_well, 150s)[0].source == computed);
    CHECK(b[0].weight_percent == 100);
    CHECK_FALSE(b.has_deadline());
}

TEST_CASE("drain beats force_up and that beats freeze", "[model][verdict]") {
    bench b{2};
    b.step(both_well);
    const auto told = [&](operator_words words) {
        return b.say(0, std::move(words)).step(both_well)[0].source;
    };
    CHECK(told({.drain = said(override_kind::drain),
                .force_up = said(override_kind::force_up),
                .freeze = said(override_kind::freeze)}) == drain);
    CHECK(told({.force_up = said(override_kind::force_up), .freeze = said(override_kind::freeze)}) ==
          force_up);
    CHECK(told({.freeze = said(override_kind::freeze)}) == freeze);
    CHECK(told({}) != freeze);
}

TEST_CASE("a drain wins over panic, and what is left gets the truth", "[model][verdict]") {
    bench b{2, at_once()};
    b.step(both_well).step({dead(), dead()});
    REQUIRE(b[0].source == panic);
    b.say(0, {.drain = said(override_kind::drain)}).step({dead(), dead()});
    CHECK(b[0].source == drain);
    CHECK_FALSE(b[0].serves());
    CHECK(b[1].source == computed);
    CHECK_FALSE(b[1].serves());
}

TEST_CASE("the drained do not vote: of three the other two are guarded as two", "[model][verdict]") {
    bench b{3, at_once()};
    b.step({good(), good(), good()}).say(0, {.drain = said(override_kind::drain)});
    b.step({good(), partial(3000), partial(2000)});
    CHECK(b[1].source == verdict_source::guard);
    CHECK(b[2].effective == verdict::down);
    b.step({good(), dead(), dead()});
    CHECK(b[1].source == panic);
    CHECK(b[2].source == panic);
}

TEST_CASE("a slow drain lowers the weight step by step", "[model][verdict]") {
    bench b{2};
    b.step(both_well).say(0, {.drain = slow_drain(b, 10)}).step(both_well, 0s);
    CHECK(b[0].effective == verdict::up);
    CHECK(b[0].source == drain);
    CHECK(b[0].weight_percent == 100);
    CHECK(b.due() == 30s);
    CHECK(b.step(both_well, 30s)[0].weight_percent == 95);
    CHECK(b.stay(both_well, 9min)[0].weight_percent == 5);
    CHECK(b[0].serves());
    b.step(both_well, 30s);
    CHECK(b[0].effective == verdict::down);
    CHECK(b[0].weight_percent == 0);
    CHECK_FALSE(b.has_deadline());

    SECTION("undone: it comes back by the ramp") {
        b.say(0, {}).step(both_well);
        CHECK(b[0].source == ramp);
    }
}

TEST_CASE("a slow drain keeps to a lower weight and never keeps a region that fails", "[model][verdict]") {
    bench b{2};
    b.step(both_well).say(0, {.drain = slow_drain(b, 10)});
    b.step({{state::degraded, score{5000}, false}, good()}, 90s);
    CHECK(b[0].effective == verdict::degraded);
    CHECK(b[0].weight_percent == 70);
    b.step({dead(), good()}).step({dead(), good()}, 5s);
    CHECK(b[0].effective == verdict::down);
    CHECK(b[0].source == drain);
}

TEST_CASE("force_up tells up whatever the evidence is, and its end tells the truth again",
          "[model][verdict]") {
    bench b{2, at_once()};
    b.step({dead(), good()}).say(0, {.force_up = said(override_kind::force_up)}).step({dead(), good()});
    CHECK(b[0].effective == verdict::up);
    CHECK(b[0].computed == verdict::down);
    CHECK(b[0].source == force_up);
    CHECK(b[0].weight_percent == 100);

    SECTION("an operator vouches for it: no panic when the other fails, too") {
        b.step({dead(), dead()});
        CHECK(b[0].source == force_up);
        CHECK_FALSE(b[1].serves());
    }
    SECTION("the end") {
        b.say(0, {}).step({dead(), good()});
        CHECK(b[0].effective == verdict::down);
        CHECK(b[0].source == computed);
    }
}

TEST_CASE("a freeze keeps what was told, both ways", "[model][verdict]") {
    bench b{2, at_once()};
    b.step({weak(), dead()});
    b.say(0, {.freeze = said(override_kind::freeze, "f0")})
        .say(1, {.freeze = said(override_kind::freeze, "f1")});
    b.step({dead(), good()});
    CHECK(b[0].effective == verdict::degraded);
    CHECK(b[0].computed == verdict::down);
    CHECK(b[0].source == freeze);
    CHECK(b[0].weight_percent == 95);
    CHECK(b[1].effective == verdict::down);
    CHECK(b[1].computed == verdict::up);

    b.say(0, {}).say(1, {}).step({dead(), good()});
    CHECK(b[0].effective == verdict::down);
    CHECK(b[1].effective == verdict::up);
}

TEST_CASE("a freeze that was made under a drain keeps what was computed then", "[model][verdict]") {
    bench b{2, at_once()};
    const auto word = said(override_kind::freeze);
    b.step(both_well).say(0, {.drain = said(override_kind::drain)}).step(both_well);
    b.say(0, {.drain = said(override_kind::drain), .freeze = word}).step(both_well);
    CHECK(b[0].source == drain);
    b.step({dead(), good()}).say(0, {.freeze = word}).step({dead(), good()});
    CHECK(b[0].source == freeze);
    CHECK(b[0].effective == verdict::up);
}

TEST_CASE("who is frozen out does not let the guard empty the pool", "[model][verdict]") {
    bench b{2, at_once()};
    b.step({dead(), good()}).say(0, {.freeze = said(override_kind::freeze)});
    SECTION("the other fails in part: it is kept") {
        b.step({good(), partial(1000)});
        CHECK(b[1].source == verdict_source::guard);
    }
    SECTION("the other fails totally: panic") {
        b.step({good(), dead()});
        CHECK(b[0].source == freeze);
        CHECK(b[1].source == panic);
    }
}

TEST_CASE("who is frozen in on bad evidence is nobody's refuge", "[model][verdict]") {
    bench b{2, at_once()};
    b.step(both_well).say(0, {.freeze = said(override_kind::freeze)}).step({dead(), partial(1000)});
    CHECK(b[0].source == freeze);
    CHECK(b[1].source == verdict_source::guard);
}

TEST_CASE("a restart changes no verdict", "[model][verdict][restart]") {
    const std::vector<region_evidence> nothing{silent(), silent()};
    SECTION("down, and its time out goes on") {
        bench b{2};
        b.step(both_well).stay({dead(), good()}, 1min);
        REQUIRE_FALSE(b[0].serves());
        b.restart(20s);
        CHECK_FALSE(b.step(nothing)[0].serves());
        CHECK(b[0].source == held);
        CHECK(b[1].effective == verdict::up);
        b.step(both_well);
        CHECK_FALSE(b[0].serves());
        CHECK(b.due() > 60s - 1ms - 1s);
        CHECK(b.stay(both_well, 1min)[0].source == ramp);
    }
    SECTION("ramping") {
        bench b{2};
        b.step(both_well).stay({dead(), good()}, 1min).stay(both_well, 3min);
        REQUIRE(b[0].source == ramp);
        const int weight = b[0].weight_percent;
        b.restart(1s);
        b.step(nothing, 0s);
        CHECK(b[0].source == held);
        CHECK(b[0].weight_percent == weight);
        CHECK(b.stay(both_well, 10s)[0].source == ramp);
    }
    SECTION("in panic") {
        bench b{2, at_once()};
        b.step(both_well).step({dead(), dead()}).restart(5s);
        CHECK(b.step(nothing)[0].source == panic);
    }
    SECTION("kept by the guard, for the same time") {
        bench b{4, at_once()};
        const std::vector<region_evidence> two_down{partial(1000), partial(2000), good(), good()};
        b.step({good(), good(), good(), good()}).step(two_down, 10s).restart(1min);
        b.step({silent(), silent(), silent(), silent()});
        CHECK_FALSE(b[0].serves());
        CHECK(b[1].source == verdict_source::guard);
        CHECK(b.step(two_down).due() == 4min - 2s);
    }
    SECTION("a slow drain goes on where it would be") {
        bench b{2};
        b.step(both_well);
        const auto word = slow_drain(b, 10);
        b.say(0, {.drain = word}).step(both_well, 0s).step(both_well, 2min);
        CHECK(b[0].weight_percent == 80);
        b.restart(1min);
        CHECK(b.say(0, {.drain = word}).step(nothing, 0s)[0].weight_percent == 70);
        CHECK(b.step(both_well, 1min)[0].weight_percent == 60);
    }
}

TEST_CASE("what was told too long ago is not believed, but for what an operator froze",
          "[model][verdict][restart]") {
    const std::vector<region_evidence> nothing{silent(), silent()};
    bench b{2, at_once()};
    b.step({dead(), good()});
    SECTION("ten minutes") {
        b.restart(10min);
        CHECK(b.step(nothing, 0s)[0].source == held);
    }
    SECTION("a moment more") {
        b.restart(10min + 1ms);
        CHECK(b.step(nothing, 0s)[0].source == warming);
        CHECK(b[0].serves());
    }
    SECTION("frozen") {
        const auto word = said(override_kind::freeze);
        b.say(0, {.freeze = word}).step({good(), good()}).restart(2h);
        CHECK_FALSE(b.say(0, {.freeze = word}).step(nothing, 0s)[0].serves());
        CHECK(b[0].source == freeze);
        CHECK(b[0].computed_since == b.now().wall);

        b.restart(1s);  // still nobody has seen anything
        CHECK_FALSE(b.say(0, {.freeze = word}).step(nothing, 0s)[0].serves());
        b.restart(2h);
        CHECK_FALSE(b.say(0, {.freeze = word}).step(nothing, 0s)[0].serves());
        CHECK_FALSE(b.step({good(), good()})[0].serves());
        CHECK(b.say(0, {}).step({good(), good()})[0].serves());
    }
}

TEST_CASE("an older version's record tells by its source alone that it is frozen",
          "[model][verdict][restart]") {
    const moment now{steady_time{1h}, wall_time{1'700'000'000'000ms}};
    remembered_verdict then;
    then.at = then.since = now.wall - 2h;
    then.source = freeze;
    then.effective = verdict::down;
    then.weight_percent = 0;
    verdict_machine m{{weight_one}, at_once()};
    m.resume(0, then, now);
    m.say(0, {.freeze = said(override_kind::freeze)});
    m.step({{good()}}, now);
    CHECK(m.verdicts()[0].source == freeze);
    CHECK_FALSE(m.verdicts()[0].serves());
    CHECK(m.verdicts()[0].since == then.since);
}

TEST_CASE("what is frozen stays so behind a stronger word, and over restarts there",
          "[model][verdict][restart]") {
    const auto frozen = said(override_kind::freeze, "f");
    const auto [stronger, gone] = GENERATE(table<operator_words, duration>({
        {{.drain = said(override_kind::drain, "d")}, 1s},
        {{.drain = said(override_kind::drain, "d")}, 2h},
        {{.force_up = said(override_kind::force_up, "u")}, 1s},
        {{.force_up = said(override_kind::force_up, "u")}, 2h},
    }));
    operator_words both = stronger;
    both.freeze = frozen;
    bench b{2, at_once()};
    b.step({dead(), good()}).say(0, {.freeze = frozen}).step(both_well).say(0, both).step(both_well);
    REQUIRE(b[0].source != freeze);
    b.restart(gone);
    REQUIRE(b.say(0, both).step({silent(), silent()}, 0s)[0].source != freeze);
    b.say(0, {.freeze = frozen}).step(both_well);
    CHECK(b[0].source == freeze);
    CHECK_FALSE(b[0].serves());
}

TEST_CASE("a region that is frozen before anything is known is so after a restart",
          "[model][verdict][restart]") {
    const std::vector<region_evidence> nothing{silent(), silent()};
    const auto word = said(override_kind::freeze);
    bench b{2, at_once()};
    b.say(0, {.freeze = word}).step(nothing);
    REQUIRE(b[0].source == freeze);
    b.restart(1s);
    CHECK(b.say(0, {.freeze = word}).step({dead(), good()}, 0s)[0].effective == verdict::up);
    CHECK(b.say(0, {}).step(nothing)[0].effective == verdict::down);
    b.restart(1s);
    CHECK(b.step(nothing)[1].source == held);
}

TEST_CASE("evidence that a machine remembers ages on over the restart", "[model][verdict][restart]") {
    traffic_rules rules = at_once();
    rules.after_hold = on_unknown::closed;
    bench b{1, rules};
    b.step({good()}).restart(4min);
    CHECK(b.step({silent()}, 0s)[0].effective == verdict::up);
    CHECK(b.due() == 6min);
    CHECK(b.step({silent()}, 6min)[0].effective == verdict::down);
}
