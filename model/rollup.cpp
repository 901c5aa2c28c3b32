#include "model/rollup.hpp"

#include <algorithm>

namespace hm::model {

namespace {

state state_of(mapped m) {
    return static_cast<state>(m);
}  // not for drop

mapped through(const edge& e, state s) {
    return e.map[static_cast<std::size_t>(s)];
}

// Every counted flow that is known is unhealthy: then the caps of minor flows do not hold.
bool total_failure(group_rule rule, const group_tally& g) {
    return rule == group_rule::flows && g.raw_known > 0 && g.raw_unhealthy == g.raw_known;
}

state enough(const at_least_rule& quorums, const tally& t) {
    const std::uint32_t healthy = t.of(state::healthy);
    if (quorums.healthy && quorums.healthy->met_by(healthy, t.total())) return state::healthy;
    const std::uint32_t degraded_or_better = healthy + t.of(state::degraded);
    if (quorums.degraded && quorums.degraded->met_by(degraded_or_better, t.total())) return state::degraded;
    return state::unhealthy;
}

}  // namespace

void tally::add(state s, score points, weight share, bool essential) {
    ++count[static_cast<std::size_t>(s)];
    weight_sum += share;
    weighted_score += std::uint64_t{share} * static_cast<std::uint64_t>(points.value());
    if (essential) essential_floor = worse_of(essential_floor, s);
}

void mean_score::add(score points, weight share) {
    weight_sum += share;
    weighted_score += std::uint64_t{share} * static_cast<std::uint64_t>(points.value());
}

score mean_score::value() const {
    return weight_sum == 0 ? score{} : score{static_cast<int>(weighted_score / weight_sum)};
}

void group_tally::add(const edge& e, state child, score points, bool ever_known) {
    if (e.drop_never_known && !ever_known) return;
    const mapped contributed = through(e, child);
    if (contributed == mapped::drop) return;

    if (is_known(child)) {
        ++raw_known;
        raw_unhealthy += child == state::unhealthy;
        raw.add(points, e.share);
    }
    if (contributed == mapped::unknown) {
        const auto assume = [&](tally& t, state assumed) {
            const mapped m = is_known(child) ? static_cast<mapped>(assumed) : through(e, assumed);
            if (m == mapped::drop || m == mapped::unknown) return;
            t.add(state_of(m), nominal_score(state_of(m)), e.share, e.essential);
        };
        assume(best, state::healthy);
        assume(worst, state::unhealthy);
        return;
    }
    const state s = state_of(contributed);
    const score contributed_score = s == child ? points : nominal_score(s);
    best.add(s, contributed_score, e.share, e.essential);
    worst.add(s, contributed_score, e.share, e.essential);
    known.add(contributed_score, e.share);
    if (!lowest.known() || contributed_score < lowest) lowest = contributed_score;
    highest = std::max(highest, contributed_score);  // an absent score is below all others
}

state apply(group_rule rule, const tally& t) {
    state s = state::healthy;
    switch (rule.kind) {
        case group_rule::worst:
        case group_rule::flows:
            s = t.of(state::unhealthy) > 0  ? state::unhealthy
                : t.of(state::degraded) > 0 ? state::degraded
                                            : state::healthy;
            break;
        case group_rule::weighted:
            s = band(score{static_cast<int>(t.weighted_score / t.weight_sum)});
            break;
        case group_rule::redundant:
            s = t.of(state::healthy) == t.total()     ? state::healthy
                : t.of(state::unhealthy) == t.total() ? state::unhealthy
                                                      : state::degraded;
            break;
        case group_rule::best:
            s = t.of(state::healthy) > 0    ? state::healthy
                : t.of(state::degraded) > 0 ? state::degraded
                                            : state::unhealthy;
            break;
        case group_rule::at_least:
            s = enough(*rule.quorums, t);
            break;
    }
    return worse_of(s, t.essential_floor);
}

std::optional<bounds> bounds_of(group_rule rule, const group_tally& g) {
    if (g.best.total() == 0 || g.worst.total() == 0) return std::nullopt;
    if (rule == group_rule::weighted && (g.best.weight_sum == 0 || g.worst.weight_sum == 0))
        return std::nullopt;
    if (total_failure(rule, g)) return bounds{state::unhealthy, state::unhealthy};
    bounds b{apply(rule, g.best), apply(rule, g.worst)};
    // Of a region of which nothing is known, every flow may turn out to be dead: then no cap would hold.
    if (rule == group_rule::flows && g.raw_known == 0) b.worst = state::unhealthy;
    return b;
}

score score_of(group_rule rule, const group_tally& g) {
    if (total_failure(rule, g)) return g.raw.value();
    if (rule == group_rule::worst) return g.lowest;
    return rule == group_rule::best ? g.highest : g.known.value();
}

state resolve(bounds b) {
    if (b.best == b.worst) return b.best;
    return b.worst == state::degraded ? state::degraded : state::unknown;
}

outcome roll_up(group_rule signals_rule, const group_tally& signals, group_rule needs_rule,
                const group_tally& needs) {
    const std::optional<bounds> own = bounds_of(signals_rule, signals);
    const std::optional<bounds> theirs = bounds_of(needs_rule, needs);
    if (!own && !theirs) return {};

    bounds both;
    score lowest;
    const auto join = [&](const std::optional<bounds>& b, score points) {
        if (!b) return;
        both.best = worse_of(both.best, b->best);
        both.worst = worse_of(both.worst, b->worst);
        if (points.known() && (!lowest.known() || points < lowest)) lowest = points;
    };
    join(own, score_of(signals_rule, signals));
    join(theirs, score_of(needs_rule, needs));

    const state s = resolve(both);
    return {s, clamp_into_band(lowest, s)};
}

}  // namespace hm::model
