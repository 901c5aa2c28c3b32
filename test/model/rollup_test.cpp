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
    bool drop_missing = false;  // it was never known, and its edge leaves it out then
};

const scale& states = scale::standard();

edge_spec edge_to(const child& c) {
    edge_terms t;
    t.share = c.share;
    t.effect = c.effect;
    t.essential = c.essential;
    if (c.drop_missing) t.map = {{flag::missing, std::nullopt, mapped::drop()}};
    return {t, states};
}

// A node with its two rules, as the graph would compile them.
class node {
public:
    node(const rollup_rule& signals, const rollup_rule& needs, const node_policy& policy = {})
        : rules_(store_.node_at(store_.node(signals, needs, policy))) {}

    outcome of(const std::vector<child>& signals, const std::vector<child>& needs) const {
        const auto tally_of = [&](const group_rule& rule, const std::vector<child>& children) {
            group_tally t{rule, states, rules_.policy.unknown};
            for (const child& c : children) {
                standing s{states.of(c.s), {}, states.nominal(states.of(c.s))};
                if (c.drop_missing) s.flags = flag::missing;
                t.add(edge_to(c), s);
            }
            return t;
        };
        return roll_up(rules_, states, tally_of(rules_.signals, signals), tally_of(rules_.needs, needs));
    }

private:
    compiled_rules store_{states};
    const node_rules rules_;
};

outcome needs(const rollup_rule& rule, const std::vector<child>& children) {
    return node{rollup_kind::worst, rule}.of({}, children);
}

state state_of(const rollup_rule& rule, const std::vector<child>& children) {
    return needs(rule, children).now;
}

rollup_rule at_least(std::optional<quorum> of_healthy, std::optional<quorum> of_degraded) {
    at_least_rule r;
    if (of_healthy) r.emplace_back(states.of(healthy), *of_healthy);
    if (of_degraded) r.emplace_back(states.of(degraded), *of_degraded);
    return rollup_rule{std::move(r)};
}

}  // namespace

TEST_CASE("worst is the worst child", "[model][rollup]") {
    CHECK(state_of(rollup_kind::worst, {{healthy}, {healthy}}) == healthy);
    CHECK(state_of(rollup_kind::worst, {{healthy}, {degraded}}) == degraded);
    CHECK(state_of(rollup_kind::worst, {{unhealthy}, {degraded}, {healthy}}) == unhealthy);
    CHECK(needs(rollup_kind::worst, {{healthy}, {degraded}}).points == score{7500});
    CHECK(needs(rollup_kind::worst, {{unhealthy}, {degraded}}).points == score{0});
}

TEST_CASE("redundant is degraded while at least one child is degraded or better", "[model][rollup]") {
    CHECK(state_of(rollup_kind::redundant, {{healthy}, {healthy}, {healthy}}) == healthy);
    CHECK(state_of(rollup_kind::redundant, {{unhealthy}, {healthy}, {healthy}}) == degraded);
    CHECK(state_of(rollup_kind::redundant, {{unhealthy}, {unhealthy}, {degraded}}) == degraded);
    CHECK(state_of(rollup_kind::redundant, {{unhealthy}, {unhealthy}}) == unhealthy);
}

TEST_CASE("redundant keeps the weighted mean as its score, within the band of its state", "[model][rollup]") {
    CHECK(needs(rollup_kind::redundant, {{unhealthy, 25 * weight_one}, {healthy, 75 * weight_one}}).points ==
          score{7500});
    // A mean of 9900 is in the healthy band, and the node is degraded.
    CHECK(needs(rollup_kind::redundant, {{unhealthy, weight_one}, {healthy, 99 * weight_one}}).points ==
          score{8999});
}

TEST_CASE("weighted is the band of the weighted mean", "[model][rollup]") {
    CHECK(state_of(rollup_kind::weighted, {{unhealthy, weight_one}, {healthy, 9 * weight_one}}) == healthy);
    CHECK(needs(rollup_kind::weighted, {{unhealthy, weight_one}, {healthy, 9 * weight_one}}).points ==
          score{9000});
    CHECK(state_of(rollup_kind::weighted, {{unhealthy, 1001}, {healthy, 9 * weight_one - 1}}) == degraded);
    CHECK(state_of(rollup_kind::weighted, {{unhealthy, weight_one}, {healthy, weight_one}}) == degraded);
    CHECK(state_of(rollup_kind::weighted, {{unhealthy, 1001}, {healthy, weight_one}}) == unhealthy);
    CHECK(needs(rollup_kind::weighted, {{degraded, weight_one}, {degraded, 3}}).points == score{7500});
}

TEST_CASE("the mean is rounded down, exactly", "[model][rollup]") {
    // (10000 × 2 + 7500) / 3 = 9166.67
    CHECK(needs(rollup_kind::weighted, {{healthy}, {healthy}, {degraded}}).points == score{9166});
}

TEST_CASE("weights up to the limit do not overflow", "[model][rollup]") {
    const std::vector<child> many(10'000, child{degraded, max_weight});
    CHECK(needs(rollup_kind::weighted, many).points == score{7500});
}

TEST_CASE("children without weight have no say in a weighted rollup, and a node of only those is unknown",
          "[model][rollup]") {
    CHECK(state_of(rollup_kind::weighted, {{unhealthy, 0}, {healthy}}) == healthy);
    CHECK(state_of(rollup_kind::weighted, {{unhealthy, 0}, {healthy, 0}}) == unknown);
}

TEST_CASE("unknown is evaluated by bounds", "[model][rollup]") {
    SECTION("a known death is never masked by a missing signal") {
        CHECK(state_of(rollup_kind::worst, {{unhealthy}, {unknown}}) == unhealthy);
        CHECK(state_of(rollup_kind::redundant, {{unhealthy}, {unhealthy}, {unknown}}) == unknown);
    }
    SECTION("a missing signal never kills or revives a node by itself") {
        CHECK(state_of(rollup_kind::worst, {{healthy}, {unknown}}) == unknown);
        CHECK(state_of(rollup_kind::worst, {{degraded}, {unknown}}) == unknown);
        CHECK(state_of(rollup_kind::worst, {{unknown}, {unknown}}) == unknown);
    }
    SECTION("what is at worst degraded is degraded") {
        CHECK(state_of(rollup_kind::redundant, {{healthy}, {unknown}}) == degraded);
        CHECK(state_of(rollup_kind::redundant, {{degraded}, {unknown}}) == degraded);
        CHECK(state_of(rollup_kind::worst, {{healthy}, {unknown, weight_one, impact::at_most_degraded}}) ==
              degraded);
    }
    SECTION("a weighted mean is certain when the missing weight is small") {
        CHECK(state_of(rollup_kind::weighted, {{healthy, 95 * weight_one}, {unknown, 5 * weight_one}}) ==
              healthy);
        CHECK(state_of(rollup_kind::weighted, {{healthy, 80 * weight_one}, {unknown, 20 * weight_one}}) ==
              degraded);
        CHECK(state_of(rollup_kind::weighted, {{healthy, 40 * weight_one}, {unknown, 60 * weight_one}}) ==
              unknown);
    }
    SECTION("an unknown node has no score") {
        CHECK_FALSE(needs(rollup_kind::worst, {{healthy}, {unknown}}).points.known());
    }
    SECTION("the score of a node that is certain in spite of an unknown child comes from the known ones") {
        CHECK(needs(rollup_kind::weighted, {{healthy, 95 * weight_one}, {unknown, 5 * weight_one}}).points ==
              score{10000});
    }
}

TEST_CASE("impact decides what of a child's trouble reaches the parent", "[model][rollup]") {
    const auto through = [](state s, impact i) {
        return state_of(rollup_kind::worst, {{healthy}, {s, weight_one, i}});
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
    CHECK(needs(rollup_kind::worst, {{unhealthy, weight_one, impact::limited}}).points == score{7500});
    CHECK(needs(rollup_kind::worst, {{degraded, weight_one, impact::limited}}).points == score{10000});
}

TEST_CASE("a node without counted children is unknown, never healthy", "[model][rollup]") {
    CHECK(state_of(rollup_kind::worst, {}) == unknown);
    CHECK(state_of(rollup_kind::redundant, {{unknown, weight_one, impact::limited}}) == unknown);
}

TEST_CASE("needs that are all dropped leave the node to its own signals", "[model][rollup]") {
    const node n{rollup_kind::worst, rollup_kind::worst};
    CHECK(n.of({{healthy}}, {{unknown, weight_one, impact::limited}}).now == healthy);
}

TEST_CASE("a node is the worst of its signals and its needs", "[model][rollup]") {
    const auto node = [](const std::vector<child>& signals, const std::vector<child>& theirs) {
        return ::node{rollup_kind::worst, rollup_kind::redundant}.of(signals, theirs).now;
    };
    CHECK(node({{healthy}}, {{healthy}, {unhealthy}}) == degraded);
    CHECK(node({{unhealthy}}, {{healthy}}) == unhealthy);
    CHECK(node({{degraded}}, {{unhealthy}}) == unhealthy);
    CHECK(node({{unknown}}, {{unhealthy}}) == unhealthy);
    CHECK(node({{unknown}}, {{healthy}}) == unknown);
}

TEST_CASE("a node is never better than an essential child's contribution", "[model][rollup]") {
    CHECK(state_of(rollup_kind::redundant,
                   {{healthy}, {healthy}, {unhealthy, weight_one, impact::standard, true}}) == unhealthy);
    CHECK(state_of(rollup_kind::weighted, {{healthy, 100 * weight_one},
                                           {degraded, weight_one, impact::standard, true}}) == degraded);
    CHECK(needs(rollup_kind::weighted,
                {{healthy, 100 * weight_one}, {degraded, weight_one, impact::standard, true}})
              .points == score{8999});
    CHECK(state_of(rollup_kind::redundant, {{healthy}, {unknown, weight_one, impact::standard, true}}) ==
          unknown);
}

TEST_CASE("minor flows degrade a region and never evict it, unless nothing else is left", "[model][rollup]") {
    const child minor_dead{unhealthy, 2 * weight_one, impact::at_most_degraded};
    const child minor_fine{healthy, 2 * weight_one, impact::at_most_degraded};
    const child major_fine{healthy, 4 * weight_one};
    const child major_dead{unhealthy, 4 * weight_one};

    CHECK(state_of(rollup_kind::flows, {major_fine, minor_dead, minor_dead, minor_dead}) == degraded);
    CHECK(state_of(rollup_kind::flows, {major_dead, minor_fine}) == unhealthy);
    CHECK(state_of(rollup_kind::flows, {minor_dead, minor_fine}) == degraded);
    CHECK(state_of(rollup_kind::flows, {minor_dead, minor_dead}) == unhealthy);
    CHECK(needs(rollup_kind::flows, {minor_dead, major_dead}).points == score{0});

    SECTION("what is not known does not count as alive") {
        CHECK(state_of(rollup_kind::flows,
                       {minor_dead, {unknown, 2 * weight_one, impact::at_most_degraded}}) == unhealthy);
    }
    SECTION("of a region of which nothing is known, anything may be true") {
        const child minor_unknown{unknown, 2 * weight_one, impact::at_most_degraded};
        CHECK(state_of(rollup_kind::flows, {minor_unknown, minor_unknown}) == unknown);
        CHECK(state_of(rollup_kind::flows, {minor_fine, minor_unknown}) == degraded);
    }
    SECTION("the score is the criticality-weighted mean of what the flows contribute") {
        CHECK(needs(rollup_kind::flows, {{degraded, 4 * weight_one}, minor_fine}).points == score{8333});
        CHECK(needs(rollup_kind::flows, {major_fine, minor_dead}).points == score{8999});  // 9166, clamped
    }
}

TEST_CASE("an output map is applied once, also to what is left open between the bounds", "[model][rollup]") {
    const grade bad = states.of(unhealthy), warn = states.of(degraded), nobody_knows = states.unknown();
    node_policy p;
    p.output = {{bad, nobody_knows}, {nobody_knows, warn}};
    const node n{rollup_kind::worst, rollup_kind::worst, p};
    CHECK(n.of({}, {{unhealthy}}).now == unknown);
    CHECK(n.of({}, {{healthy}, {unknown}}).now == degraded);
    p.output = {{bad, warn}};
    CHECK(node{rollup_kind::worst, rollup_kind::worst, p}.of({}, {{degraded}, {unknown}}).now == degraded);
}

TEST_CASE("a roll-up over regions leaves out what was never yet known", "[model][rollup]") {
    const child never{unknown, weight_one, impact::standard, false, true};
    CHECK(state_of(rollup_kind::redundant, {{healthy}, never}) == healthy);
    CHECK(state_of(rollup_kind::redundant, {never, never}) == unknown);
    CHECK(state_of(rollup_kind::redundant, {{healthy}, {unknown}}) == degraded);
}

TEST_CASE("best is the best child, and its score", "[model][rollup]") {
    CHECK(state_of(rollup_kind::best, {{unhealthy}, {healthy}, {degraded}}) == healthy);
    CHECK(state_of(rollup_kind::best, {{unhealthy}, {degraded}}) == degraded);
    CHECK(state_of(rollup_kind::best, {{unhealthy}, {unhealthy}}) == unhealthy);
    CHECK(needs(rollup_kind::best, {{unhealthy}, {degraded}}).points == score{7500});
    CHECK(needs(rollup_kind::best, {{unhealthy}, {healthy}}).points == score{10000});
    SECTION("an unknown child may be the one that lives") {
        CHECK(state_of(rollup_kind::best, {{healthy}, {unknown}}) == healthy);
        CHECK(state_of(rollup_kind::best, {{unhealthy}, {unknown}}) == unknown);
        CHECK(state_of(rollup_kind::best, {{degraded}, {unknown}}) == degraded);
    }
}

TEST_CASE("at_least counts the children that are good enough", "[model][rollup]") {
    const rollup_rule three_or_two = at_least(quorum{3, {}}, quorum{2, {}});
    CHECK(state_of(three_or_two, {{healthy}, {healthy}, {healthy}, {unhealthy}}) == healthy);
    CHECK(state_of(three_or_two, {{healthy}, {healthy}, {degraded}, {unhealthy}}) == degraded);
    CHECK(state_of(three_or_two, {{healthy}, {degraded}, {unhealthy}, {unhealthy}}) == degraded);
    CHECK(state_of(three_or_two, {{healthy}, {unhealthy}, {unhealthy}, {unhealthy}}) == unhealthy);
    SECTION("more than there are children is never met") {
        CHECK(state_of(three_or_two, {{healthy}, {healthy}}) == degraded);
    }
    SECTION("without a quorum for degraded there is nothing between") {
        const rollup_rule two = at_least(quorum{2, {}}, {});
        CHECK(state_of(two, {{healthy}, {healthy}, {unhealthy}}) == healthy);
        CHECK(state_of(two, {{healthy}, {degraded}, {degraded}}) == unhealthy);
    }
    SECTION("shares are exact: a third of three is one") {
        const rollup_rule third = at_least(quorum{0, whole / 3}, {});
        CHECK(state_of(third, {{healthy}, {unhealthy}, {unhealthy}}) == healthy);
        const rollup_rule above = at_least(quorum{0, whole / 3 + 1}, {});
        CHECK(state_of(above, {{healthy}, {unhealthy}, {unhealthy}}) == unhealthy);
    }
    SECTION("unknown children decide only what is left open") {
        CHECK(state_of(three_or_two, {{healthy}, {healthy}, {healthy}, {unknown}}) == healthy);
        CHECK(state_of(three_or_two, {{healthy}, {healthy}, {unknown}, {unhealthy}}) == degraded);
        CHECK(state_of(three_or_two, {{healthy}, {unknown}, {unhealthy}, {unhealthy}}) == unknown);
    }
    SECTION("dropped children are not counted") {
        CHECK(state_of(three_or_two, {{healthy}, {unknown, weight_one, impact::limited}}) == unhealthy);
    }
    SECTION("the score is the mean, within the band") {
        CHECK(needs(three_or_two, {{healthy}, {healthy}, {healthy}, {unhealthy}}).points == score{9000});
    }
}
