#include "model/rollup.hpp"

#include <catch2/catch.hpp>

#include "test/model/build.hpp"

#include <vector>

using namespace hm::model;
using enum state;

namespace {

struct child {
    state s;
    weight share = weight_one;
    impact effect = impact::standard;
    bool essential = false;
    bool ever_known = true;
};

group_tally tally_of(const std::vector<child>& children) {
    group_tally t;
    for (const child& c : children) {
        edge e;
        e.share = c.share;
        e.map = map_of(c.effect);
        e.essential = c.essential;
        e.drop_never_known = !c.ever_known;
        t.add(e, c.s, nominal_score(c.s), c.ever_known);
    }
    return t;
}

outcome needs(group_rule rule, const std::vector<child>& children) {
    return roll_up(group_rule::worst, {}, rule, tally_of(children));
}

state state_of(group_rule rule, const std::vector<child>& children) {
    return needs(rule, children).now;
}

}  // namespace

TEST_CASE("worst is the worst child", "[model][rollup]") {
    CHECK(state_of(group_rule::worst, {{healthy}, {healthy}}) == healthy);
    CHECK(state_of(group_rule::worst, {{healthy}, {degraded}}) == degraded);
    CHECK(state_of(group_rule::worst, {{unhealthy}, {degraded}, {healthy}}) == unhealthy);
    CHECK(needs(group_rule::worst, {{healthy}, {degraded}}).value == score{7500});
    CHECK(needs(group_rule::worst, {{unhealthy}, {degraded}}).value == score{0});
}

TEST_CASE("redundant is degraded while at least one child is degraded or better", "[model][rollup]") {
    CHECK(state_of(group_rule::redundant, {{healthy}, {healthy}, {healthy}}) == healthy);
    CHECK(state_of(group_rule::redundant, {{unhealthy}, {healthy}, {healthy}}) == degraded);
    CHECK(state_of(group_rule::redundant, {{unhealthy}, {unhealthy}, {degraded}}) == degraded);
    CHECK(state_of(group_rule::redundant, {{unhealthy}, {unhealthy}}) == unhealthy);
}

TEST_CASE("redundant keeps the weighted mean as its score, within the band of its state", "[model][rollup]") {
    CHECK(needs(group_rule::redundant, {{unhealthy, 25 * weight_one}, {healthy, 75 * weight_one}}).value ==
          score{7500});
    // A mean of 9900 is in the healthy band, and the node is degraded.
    CHECK(needs(group_rule::redundant, {{unhealthy, weight_one}, {healthy, 99 * weight_one}}).value ==
          score{8999});
}

TEST_CASE("weighted is the band of the weighted mean", "[model][rollup]") {
    CHECK(state_of(group_rule::weighted, {{unhealthy, weight_one}, {healthy, 9 * weight_one}}) == healthy);
    CHECK(needs(group_rule::weighted, {{unhealthy, weight_one}, {healthy, 9 * weight_one}}).value ==
          score{9000});
    CHECK(state_of(group_rule::weighted, {{unhealthy, 1001}, {healthy, 9 * weight_one - 1}}) == degraded);
    CHECK(state_of(group_rule::weighted, {{unhealthy, weight_one}, {healthy, weight_one}}) == degraded);
    CHECK(state_of(group_rule::weighted, {{unhealthy, 1001}, {healthy, weight_one}}) == unhealthy);
    CHECK(needs(group_rule::weighted, {{degraded, weight_one}, {degraded, 3}}).value == score{7500});
}

TEST_CASE("the mean is rounded down, exactly", "[model][rollup]") {
    // (10000 × 2 + 7500) / 3 = 9166.67
    CHECK(needs(group_rule::weighted, {{healthy}, {healthy}, {degraded}}).value == score{9166});
}

TEST_CASE("weights up to the limit do not overflow", "[model][rollup]") {
    const std::vector<child> many(10'000, child{degraded, max_weight});
    CHECK(needs(group_rule::weighted, many).value == score{7500});
}

TEST_CASE("children without weight have no say in a weighted rollup, and a node of only those is unknown",
          "[model][rollup]") {
    CHECK(state_of(group_rule::weighted, {{unhealthy, 0}, {healthy}}) == healthy);
    CHECK(state_of(group_rule::weighted, {{unhealthy, 0}, {healthy, 0}}) == unknown);
}

TEST_CASE("unknown is evaluated by bounds", "[model][rollup]") {
    SECTION("a known death is never masked by a missing signal") {
        CHECK(state_of(group_rule::worst, {{unhealthy}, {unknown}}) == unhealthy);
        CHECK(state_of(group_rule::redundant, {{unhealthy}, {unhealthy}, {unknown}}) == unknown);
    }
    SECTION("a missing signal never kills or revives a node by itself") {
        CHECK(state_of(group_rule::worst, {{healthy}, {unknown}}) == unknown);
        CHECK(state_of(group_rule::worst, {{degraded}, {unknown}}) == unknown);
        CHECK(state_of(group_rule::worst, {{unknown}, {unknown}}) == unknown);
    }
    SECTION("what is at worst degraded is degraded") {
        CHECK(state_of(group_rule::redundant, {{healthy}, {unknown}}) == degraded);
        CHECK(state_of(group_rule::redundant, {{degraded}, {unknown}}) == degraded);
        CHECK(state_of(group_rule::worst, {{healthy}, {unknown, weight_one, impact::at_most_degraded}}) ==
              degraded);
    }
    SECTION("a weighted mean is certain when the missing weight is small") {
        CHECK(state_of(group_rule::weighted, {{healthy, 95 * weight_one}, {unknown, 5 * weight_one}}) ==
              healthy);
        CHECK(state_of(group_rule::weighted, {{healthy, 80 * weight_one}, {unknown, 20 * weight_one}}) ==
              degraded);
        CHECK(state_of(group_rule::weighted, {{healthy, 40 * weight_one}, {unknown, 60 * weight_one}}) ==
              unknown);
    }
    SECTION("an unknown node has no score") {
        CHECK_FALSE(needs(group_rule::worst, {{healthy}, {unknown}}).value.known());
    }
    SECTION("the score of a node that is certain in spite of an unknown child comes from the known ones") {
        CHECK(needs(group_rule::weighted, {{healthy, 95 * weight_one}, {unknown, 5 * weight_one}}).value ==
              score{10000});
    }
}

TEST_CASE("impact decides what of a child's trouble reaches the parent", "[model][rollup]") {
    const auto through = [](state s, impact i) {
        return state_of(group_rule::worst, {{healthy}, {s, weight_one, i}});
    };
    CHECK(through(unhealthy, impact::limited) == degraded);
    CHECK(through(degraded, impact::limited) == healthy);
    CHECK(through(unknown, impact::limited) == healthy);  // dropped
    CHECK(through(unhealthy, impact::at_most_degraded) == degraded);
    CHECK(through(degraded, impact::at_most_degraded) == degraded);
    CHECK(through(unhealthy, impact::suppressed) == healthy);
    CHECK(through(unknown, impact::suppressed) == healthy);  // dropped
}

TEST_CASE("a mapped state carries its new state's nominal score", "[model][rollup]") {
    CHECK(needs(group_rule::worst, {{unhealthy, weight_one, impact::limited}}).value == score{7500});
    CHECK(needs(group_rule::worst, {{degraded, weight_one, impact::limited}}).value == score{10000});
}

TEST_CASE("a node without counted children is unknown, never healthy", "[model][rollup]") {
    CHECK(state_of(group_rule::worst, {}) == unknown);
    CHECK(state_of(group_rule::redundant, {{unknown, weight_one, impact::limited}}) == unknown);
}

TEST_CASE("needs that are all dropped leave the node to its own signals", "[model][rollup]") {
    const group_tally signals = tally_of({{healthy}});
    const group_tally dropped = tally_of({{unknown, weight_one, impact::limited}});
    CHECK(roll_up(group_rule::worst, signals, group_rule::worst, dropped).now == healthy);
}

TEST_CASE("a node is the worst of its signals and its needs", "[model][rollup]") {
    const auto node = [](const std::vector<child>& signals, const std::vector<child>& theirs) {
        return roll_up(group_rule::worst, tally_of(signals), group_rule::redundant, tally_of(theirs)).now;
    };
    CHECK(node({{healthy}}, {{healthy}, {unhealthy}}) == degraded);
    CHECK(node({{unhealthy}}, {{healthy}}) == unhealthy);
    CHECK(node({{degraded}}, {{unhealthy}}) == unhealthy);
    CHECK(node({{unknown}}, {{unhealthy}}) == unhealthy);
    CHECK(node({{unknown}}, {{healthy}}) == unknown);
}

TEST_CASE("a node is never better than an essential child's contribution", "[model][rollup]") {
    CHECK(state_of(group_rule::redundant,
                   {{healthy}, {healthy}, {unhealthy, weight_one, impact::standard, true}}) == unhealthy);
    CHECK(state_of(group_rule::weighted, {{healthy, 100 * weight_one},
                                          {degraded, weight_one, impact::standard, true}}) == degraded);
    CHECK(needs(group_rule::weighted,
                {{healthy, 100 * weight_one}, {degraded, weight_one, impact::standard, true}})
              .value == score{8999});
    CHECK(state_of(group_rule::redundant, {{healthy}, {unknown, weight_one, impact::standard, true}}) ==
          unknown);
}

TEST_CASE("minor flows degrade a region and never evict it, unless nothing else is left", "[model][rollup]") {
    const child minor_dead{unhealthy, 2 * weight_one, impact::at_most_degraded};
    const child minor_fine{healthy, 2 * weight_one, impact::at_most_degraded};
    const child major_fine{healthy, 4 * weight_one};
    const child major_dead{unhealthy, 4 * weight_one};

    CHECK(state_of(group_rule::flows, {major_fine, minor_dead, minor_dead, minor_dead}) == degraded);
    CHECK(state_of(group_rule::flows, {major_dead, minor_fine}) == unhealthy);
    CHECK(state_of(group_rule::flows, {minor_dead, minor_fine}) == degraded);
    CHECK(state_of(group_rule::flows, {minor_dead, minor_dead}) == unhealthy);
    CHECK(needs(group_rule::flows, {minor_dead, major_dead}).value == score{0});

    SECTION("what is not known does not count as alive") {
        CHECK(state_of(group_rule::flows,
                       {minor_dead, {unknown, 2 * weight_one, impact::at_most_degraded}}) == unhealthy);
    }
    SECTION("of a region of which nothing is known, anything may be true") {
        const child minor_unknown{unknown, 2 * weight_one, impact::at_most_degraded};
        CHECK(state_of(group_rule::flows, {minor_unknown, minor_unknown}) == unknown);
        CHECK(state_of(group_rule::flows, {minor_fine, minor_unknown}) == degraded);
    }
    SECTION("the score is the criticality-weighted mean of what the flows contribute") {
        CHECK(needs(group_rule::flows, {{degraded, 4 * weight_one}, minor_fine}).value == score{8333});
        CHECK(needs(group_rule::flows, {major_fine, minor_dead}).value == score{8999});  // 9166, clamped
    }
}

TEST_CASE("a roll-up over regions leaves out what was never yet known", "[model][rollup]") {
    const child never{unknown, weight_one, impact::standard, false, false};
    CHECK(state_of(group_rule::redundant, {{healthy}, never}) == healthy);
    CHECK(state_of(group_rule::redundant, {never, never}) == unknown);
    CHECK(state_of(group_rule::redundant, {{healthy}, {unknown}}) == degraded);
}

TEST_CASE("best is the best child, and its score", "[model][rollup]") {
    CHECK(state_of(group_rule::best, {{unhealthy}, {healthy}, {degraded}}) == healthy);
    CHECK(state_of(group_rule::best, {{unhealthy}, {degraded}}) == degraded);
    CHECK(state_of(group_rule::best, {{unhealthy}, {unhealthy}}) == unhealthy);
    CHECK(needs(group_rule::best, {{unhealthy}, {degraded}}).value == score{7500});
    CHECK(needs(group_rule::best, {{unhealthy}, {healthy}}).value == score{10000});
    SECTION("an unknown child may be the one that lives") {
        CHECK(state_of(group_rule::best, {{healthy}, {unknown}}) == healthy);
        CHECK(state_of(group_rule::best, {{unhealthy}, {unknown}}) == unknown);
        CHECK(state_of(group_rule::best, {{degraded}, {unknown}}) == degraded);
    }
}

TEST_CASE("at_least counts the children that are good enough", "[model][rollup]") {
    const auto rule = [](const at_least_rule& quorums) {
        group_rule r{group_rule::at_least};
        r.quorums = &quorums;
        return r;
    };
    const at_least_rule three_or_two{quorum{3, {}}, quorum{2, {}}};
    CHECK(state_of(rule(three_or_two), {{healthy}, {healthy}, {healthy}, {unhealthy}}) == healthy);
    CHECK(state_of(rule(three_or_two), {{healthy}, {healthy}, {degraded}, {unhealthy}}) == degraded);
    CHECK(state_of(rule(three_or_two), {{healthy}, {degraded}, {unhealthy}, {unhealthy}}) == degraded);
    CHECK(state_of(rule(three_or_two), {{healthy}, {unhealthy}, {unhealthy}, {unhealthy}}) == unhealthy);
    SECTION("more than there are children is never met") {
        CHECK(state_of(rule(three_or_two), {{healthy}, {healthy}}) == degraded);
    }
    SECTION("without a quorum for degraded there is nothing between") {
        const at_least_rule two{quorum{2, {}}, {}};
        CHECK(state_of(rule(two), {{healthy}, {healthy}, {unhealthy}}) == healthy);
        CHECK(state_of(rule(two), {{healthy}, {degraded}, {degraded}}) == unhealthy);
    }
    SECTION("shares are exact: a third of three is one") {
        const at_least_rule third{quorum{0, whole / 3}, {}};
        CHECK(state_of(rule(third), {{healthy}, {unhealthy}, {unhealthy}}) == healthy);
        const at_least_rule above{quorum{0, whole / 3 + 1}, {}};
        CHECK(state_of(rule(above), {{healthy}, {unhealthy}, {unhealthy}}) == unhealthy);
    }
    SECTION("unknown children decide only what is left open") {
        CHECK(state_of(rule(three_or_two), {{healthy}, {healthy}, {healthy}, {unknown}}) == healthy);
        CHECK(state_of(rule(three_or_two), {{healthy}, {healthy}, {unknown}, {unhealthy}}) == degraded);
        CHECK(state_of(rule(three_or_two), {{healthy}, {unknown}, {unhealthy}, {unhealthy}}) == unknown);
    }
    SECTION("dropped children are not counted") {
        CHECK(state_of(rule(three_or_two), {{healthy}, {unknown, weight_one, impact::limited}}) == unhealthy);
    }
    SECTION("the score is the mean, within the band") {
        CHECK(needs(rule(three_or_two), {{healthy}, {healthy}, {healthy}, {unhealthy}}).value == score{9000});
    }
}
