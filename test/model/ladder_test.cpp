#include "model/rollup.hpp"

#include <catch2/catch.hpp>

#include <vector>

using namespace hm::model;

namespace {

const scale& s = scale::standard();
const grade good = s.of(state::healthy), warn = s.of(state::degraded), bad = s.of(state::unhealthy);

tally of(const std::vector<grade>& children, weight each = weight_one) {
    tally t;
    t.count.fill(0);
    t.weight.fill(0);
    for (const grade g : children) {
        ++t.total;
        ++t.count[g.rank()];
        t.weight[g.rank()] += each;
    }
    return t;
}

resolution just(grade g) {
    return {resolution::kind::state, g, {}};
}

// A ladder of one rung: bad when the test holds, else good.
bool holds(rung_test t, const std::vector<grade>& children, rounding round = rounding::exact,
           weight each = weight_one) {
    const ladder l{{{{t}, just(bad)}}, false, just(good), round};
    return climb(l, of(children, each), s).now == bad;
}

rank_set only(grade g) {
    return static_cast<rank_set>(1U << g.rank());
}

}  // namespace

TEST_CASE("counts and weights compare as they are written", "[model][ladder]") {
    const std::vector<grade> children{good, good, warn, bad};
    CHECK(holds({measure::count, only(good), relation::at_least, 2}, children));
    CHECK_FALSE(holds({measure::count, only(good), relation::more_than, 2}, children));
    CHECK(holds({measure::count, only(good), relation::at_most, 2}, children));
    CHECK_FALSE(holds({measure::count, only(good), relation::less_than, 2}, children));
    CHECK(holds({measure::count, only(good), relation::equal, 2}, children));
    CHECK(holds({measure::weight_sum, only(bad), relation::equal, 2500}, children, rounding::exact, 2500));
}

TEST_CASE("percentages are exact, or rounded when other systems do", "[model][ladder]") {
    const rung_test two_thirds{measure::percent, only(good), relation::at_least, 666'666'666};
    const rung_test at_least_67{measure::percent, only(good), relation::at_least, 670'000'000};
    const std::vector<grade> two_of_three{good, good, bad};
    CHECK(holds(two_thirds, two_of_three));
    CHECK_FALSE(holds({measure::percent, only(good), relation::at_least, 666'666'667}, two_of_three));
    CHECK_FALSE(holds(at_least_67, two_of_three));
    CHECK_FALSE(holds(at_least_67, two_of_three, rounding::floor));  // 66 %
    CHECK(holds(at_least_67, two_of_three, rounding::up));           // 67 %
}

TEST_CASE("a share of the largest weights does not overflow", "[model][ladder]") {
    const std::vector<grade> many(100'000, good);
    CHECK(holds({measure::weight_percent, only(good), relation::at_least, whole}, many, rounding::exact,
                max_weight));
}

TEST_CASE("of nobody, and of nothing of weight, no share holds", "[model][ladder]") {
    for (const relation is : {relation::at_least, relation::at_most, relation::equal}) {
        CHECK_FALSE(holds({measure::percent, s.all(), is, 0}, {}));
        CHECK_FALSE(holds({measure::weight_percent, s.all(), is, 0}, {good, bad}, rounding::exact, 0));
    }
    CHECK(holds({measure::count, s.all(), relation::equal, 0}, {}));
}

TEST_CASE("the first rung that holds, or the worst of all that hold", "[model][ladder]") {
    const rung_test always{measure::count, s.all(), relation::at_least, 0};
    ladder l{{{{always}, just(warn)}, {{always}, just(bad)}}, false, just(good), rounding::exact};
    CHECK(climb(l, of({good}), s).now == warn);
    CHECK(climb(l, of({good}), s).rung == 0U);
    l.worst_match = true;
    CHECK(climb(l, of({good}), s).now == bad);
    CHECK(climb(l, of({good}), s).rung == 1U);
    l.rungs.clear();
    CHECK(climb(l, of({good}), s).now == good);
    CHECK_FALSE(climb(l, of({good}), s).rung);
}

TEST_CASE("the k-th worst and best child; the last one when there are fewer", "[model][ladder]") {
    const auto of_kth = [](resolution::kind from, quorum k, const std::vector<grade>& children,
                           rounding round = rounding::exact) {
        return climb(ladder{{}, false, {from, {}, k}, round}, of(children), s).now;
    };
    using enum resolution::kind;
    const std::vector<grade> children{good, good, warn, bad, bad};
    CHECK(of_kth(worst, {1, {}}, children) == bad);
    CHECK(of_kth(worst, {3, {}}, children) == warn);
    CHECK(of_kth(worst, {9, {}}, children) == good);
    CHECK(of_kth(best, {2, {}}, children) == good);
    CHECK(of_kth(best, {3, {}}, children) == warn);
    CHECK(of_kth(best, {9, {}}, children) == bad);
    CHECK(of_kth(best, {0, whole * 6 / 10}, children) == warn);                   // 60 % of five: three
    CHECK(of_kth(best, {0, whole * 5 / 10}, children) == warn);                   // two and a half: three
    CHECK(of_kth(best, {0, whole * 5 / 10}, children, rounding::floor) == good);  // two
    CHECK(of_kth(worst, {1, {}}, {}) == s.unknown());
}
