#include "model/rollup_rule.hpp"

namespace hm::model {

namespace {

rung_test enough(rank_set who, const quorum& q) {
    if (q.share) return {measure::percent, who, relation::at_least, *q.share};
    return {measure::count, who, relation::at_least, q.count};
}

resolution just(grade g) {
    return {resolution::kind::state, g, {1, std::nullopt}};
}

ladder redundant(const scale& s) {
    const grade good = s.of(state::healthy), warn = s.of(state::degraded);
    const rank_set not_good = s.all() & static_cast<rank_set>(~s.of_class(state::healthy));
    const rank_set alive = s.of_class(state::healthy) | s.of_class(state::degraded);
    ladder l;
    l.rungs.push_back({{{measure::count, not_good, relation::equal, 0}}, just(good)});
    l.rungs.push_back({{{measure::count, alive, relation::at_least, 1}}, just(warn)});
    l.otherwise = just(s.worst());
    return l;
}

ladder at_least(const at_least_rule& quorums, const scale& s) {
    ladder l;
    for (const auto& [g, q] : quorums) l.rungs.push_back({{enough(s.not_worse_than(g), q)}, just(g)});
    l.otherwise = just(s.worst());
    return l;
}

}  // namespace

std::optional<ladder> expanded(const rollup_rule& rule, const scale& states) {
    switch (rule.kind) {
        case rollup_kind::worst:
            return ladder{{}, false, {resolution::kind::worst, {}, rule.k}, rounding::exact};
        case rollup_kind::best:
            return ladder{{}, false, {resolution::kind::best, {}, rule.k}, rounding::exact};
        case rollup_kind::redundant:
            return redundant(states);
        case rollup_kind::at_least:
            return at_least(rule.at_least, states);
        case rollup_kind::ladder:
            return rule.ladder;
        case rollup_kind::weighted:
        case rollup_kind::flows:
            return std::nullopt;
    }
    return std::nullopt;
}

}  // namespace hm::model
