// The rules of the model language by which children combine, as data. Read by config/, applied by rollup.hpp,
// written back by rule_text.hpp. The ladder is the form that all words except `weighted` and `flows` come
// down to: expanded() shows how.
#pragma once

#include "model/ratio.hpp"
#include "model/scale.hpp"

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace hm::model {

// A weight, in thousandths, so that sums are exact: 1 is 1000, 0.5 is 500.
using weight = std::uint32_t;
inline constexpr weight weight_one = 1000;
inline constexpr weight max_weight = 1'000'000 * weight_one;

// How many of the counted children: so many, or that share of them.
struct quorum {
    std::uint32_t count = 0;
    std::optional<parts_per_billion> share;  // instead of the count

    friend bool operator==(const quorum&, const quorum&) = default;
};

// How percentages that are compared, and shares that become a number of children, are rounded. `exact`
// compares n/N with v by integers, and takes a share of children as at least that many.
enum class rounding : std::uint8_t { exact, floor, up };

enum class measure : std::uint8_t { count, percent, weight_sum, weight_percent };

enum class relation : std::uint8_t { at_least, more_than, at_most, less_than, equal };

// `percent(degraded or worse) > 50%`
struct rung_test {
    measure what = measure::count;
    rank_set who = 0;  // the children that are measured, by contributed state
    relation is = relation::at_least;
    std::int64_t value = 0;  // a number of children; thousandths of weight; parts per billion

    friend bool operator==(const rung_test&, const rung_test&) = default;
};

// What a rung, or `else`, says: a state, or the state of the k-th worst or k-th best child (of the last one,
// when there are fewer).
struct resolution {
    enum class kind : std::uint8_t { state, worst, best };

    kind as = kind::worst;
    grade to;                      // kind state
    quorum k = {1, std::nullopt};  // kind worst, best

    friend bool operator==(const resolution&, const resolution&) = default;
};

struct rung {
    std::vector<rung_test> when;  // all of them hold; never empty
    resolution then;

    friend bool operator==(const rung&, const rung&) = default;
};

// The first rung that holds, or with `match: worst` the worst of all that hold and of `else`.
struct ladder {
    std::vector<rung> rungs;
    bool worst_match = false;
    resolution otherwise;
    rounding round = rounding::exact;

    friend bool operator==(const ladder&, const ladder&) = default;
};

// flows: the rule of a region. Worst of its flows, minor ones capped at degraded, unless all known flows are
// unhealthy.
enum class rollup_kind : std::uint8_t { worst, weighted, redundant, best, at_least, ladder, flows };

// From the best state down: enough children in it or better, and that is the state; none is met: the worst.
using at_least_rule = std::vector<std::pair<grade, quorum>>;

struct rollup_rule {
    rollup_kind kind = rollup_kind::worst;
    quorum k = {1, std::nullopt};  // worst, best: which child, counted from that end
    at_least_rule at_least;        // kind at_least
    model::ladder ladder;          // kind ladder

    rollup_rule() = default;
    rollup_rule(rollup_kind word) : kind(word) {}  // implicit: most rules are a word
    explicit rollup_rule(at_least_rule quorums) : kind(rollup_kind::at_least), at_least(std::move(quorums)) {}
    explicit rollup_rule(model::ladder l) : kind(rollup_kind::ladder), ladder(std::move(l)) {}

    friend bool operator==(const rollup_rule&, const rollup_rule&) = default;
};

// The same rule as a ladder; absent for weighted and flows, which are none.
std::optional<ladder> expanded(const rollup_rule& rule, const scale& states);

}  // namespace hm::model
