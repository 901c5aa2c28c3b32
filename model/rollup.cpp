#include "model/rollup.hpp"

#include <algorithm>
#include <bit>

namespace hm::model {

namespace {

grade worst_in(rank_set present, const scale& s) {
    return s.at(static_cast<std::size_t>(std::bit_width(present)) - 1);
}

grade best_in(rank_set present, const scale& s) {
    return s.at(static_cast<std::size_t>(std::countr_zero(present)));
}

decision redundant(rank_set present, const scale& s) {
    if ((present & ~s.of_class(state::healthy)) == 0) return {s.of(state::healthy), 0};
    const int alive = s.of_class(state::healthy) | s.of_class(state::degraded);
    if ((present & alive) != 0) return {s.of(state::degraded), 1};
    return {s.worst(), {}};
}

// By their order, in which unknown has its place, too.
grade worse(grade a, grade b) {
    return std::max(a, b);
}

// What lies between two bounds. A rule that is not monotone, or an output map, may have turned them round.
grade between(grade a, grade b, const scale& s) {
    if (a == b) return a;
    const grade worst = worse(a, b);
    return worst == state::degraded ? worst : s.unknown();
}

}  // namespace

void mean_score::add(score points, weight share) {
    weight_sum += share;
    weighted_score += std::uint64_t{share} * static_cast<std::uint64_t>(points.value());
}

score mean_score::value() const {
    return weight_sum == 0 ? score{} : score{static_cast<int>(weighted_score / weight_sum)};
}

group_tally::group_tally(const group_rule& rule, const scale& states, unknown_policy unknown)
    : rule_(rule), states_(states), unknown_(unknown) {
    if (rule.kind != group_rule::ladder) return;
    for (tally* t : {&best_, &worst_}) {
        std::fill_n(t->count.begin(), states.size(), 0);
        std::fill_n(t->weight.begin(), states.size(), 0);
    }
}

void group_tally::add(const edge_spec& e, const standing& child) {
    const mapped contributed = e.table(child);
    if (contributed.dropped()) return;
    const grade g = contributed.to();
    if (!is_known(g) && unknown_ == unknown_policy::drop) return;
    ++counted_;
    if (is_known(child.now)) {
        ++raw_known_;
        raw_unhealthy_ += child.now == state::unhealthy;
        raw_.add(child.points, e.share);
    }
    if (!is_known(g) && unknown_ == unknown_policy::bounds) {
        assume(best_, e, child, states_.best());
        assume(worst_, e, child, states_.worst());
        return;
    }
    const score points = g == child.now ? child.points : states_.nominal(g);
    count(best_, e, g, points);
    count(worst_, e, g, points);
    if (!is_known(g)) return;
    ++known_;
    known_mean_.add(points, e.share);
    if (!lowest_.known() || points < lowest_) lowest_ = points;
    highest_ = std::max(highest_, points);  // an absent score is below all others
}

void group_tally::count(tally& t, const edge_spec& e, grade g, score points) const {
    t.present = static_cast<rank_set>(t.present | 1u << g.rank());
    ++t.total;
    if (points.known()) t.mean.add(points, e.share);
    if (e.essential) t.essential = worse(t.essential, g);
    if (rule_.kind != group_rule::ladder) return;
    ++t.count[g.rank()];
    t.weight[g.rank()] += e.share;
}

// A child that is unknown is assumed to be as good or bad as its edge lets through; a known one that the edge
// makes unknown may stand for anything.
void group_tally::assume(tally& t, const edge_spec& e, const standing& child, grade assumed) const {
    const mapped m = is_known(child.now) ? mapped{assumed} : e.table(assumed, {});
    if (m.dropped() || !is_known(m.to())) return;
    count(t, e, m.to(), states_.nominal(m.to()));
}

// Every counted flow that is known is unhealthy: then the caps of minor flows do not hold.
bool group_tally::total_failure() const {
    return rule_.kind == group_rule::flows && raw_known_ > 0 && raw_unhealthy_ == raw_known_;
}

decision group_tally::apply(const tally& t) const {
    decision d;
    switch (rule_.kind) {
        case group_rule::worst:
        case group_rule::flows:
            d.now = worst_in(t.present, states_);
            break;
        case group_rule::best:
            d.now = best_in(t.present, states_);
            break;
        case group_rule::redundant:
            d = redundant(t.present, states_);
            break;
        case group_rule::weighted:
            d.now = states_.band(t.mean.value());
            break;
        case group_rule::ladder:
            d = climb(*rule_.rungs, t, states_);
            break;
    }
    d.now = worse(d.now, t.essential);
    return d;
}

std::optional<bounds> group_tally::decide(bool empty_too) const {
    const bool nobody = best_.total == 0 || worst_.total == 0;
    // Of nobody the others have nothing to say but unknown.
    const bool speaks_of_nobody = rule_.kind == group_rule::ladder || rule_.kind == group_rule::redundant;
    if (nobody && !(empty_too && speaks_of_nobody)) return std::nullopt;
    const bool weightless = best_.mean.weight_sum == 0 || worst_.mean.weight_sum == 0;
    if (rule_.kind == group_rule::weighted && weightless) return std::nullopt;
    if (total_failure()) return bounds{{states_.worst(), {}}, {states_.worst(), {}}};
    bounds b{apply(best_), apply(worst_)};
    // Of a region of which nothing is known, every flow may turn out to be dead: then no cap would hold.
    if (rule_.kind == group_rule::flows && raw_known_ == 0) b.worst.now = states_.worst();
    return b;
}

score group_tally::points() const {
    if (total_failure()) return raw_.value();
    if (rule_.kind == group_rule::worst) return lowest_;
    return rule_.kind == group_rule::best ? highest_ : known_mean_.value();
}

outcome roll_up(const node_rules& rules, const scale& states, const group_tally& signals,
                const group_tally& needs) {
    outcome o;
    o.signals = signals.decide();
    o.needs = needs.decide();
    const empty_policy& empty = rules.policy.empty;
    if (!o.signals && !o.needs) {
        if (empty.as == empty_policy::kind::evaluate) o.needs = needs.decide(true);
        o.absent = empty.as == empty_policy::kind::drop;
        o.now = empty.as == empty_policy::kind::state ? empty.to : states.unknown();
        o.points = states.nominal(o.now);
        if (!o.needs) return o;
    }
    grade best = states.at(0), worst = states.at(0);
    score lowest;
    const auto join = [&](const std::optional<bounds>& b, score points) {
        if (!b) return;
        best = worse(best, b->best.now);
        worst = worse(worst, b->worst.now);
        if (points.known() && (!lowest.known() || points < lowest)) lowest = points;
    };
    join(o.signals, signals.points());
    join(o.needs, needs.points());

    const grade before = between(best, worst, states);
    best = rules.output[best.rank()];
    worst = rules.output[worst.rank()];
    o.now = between(best, worst, states);
    const bool left_open = best != worst && o.now == states.unknown();  // unknown, which was not mapped yet
    if (left_open) o.now = rules.output[states.unknown().rank()];
    const std::int64_t counted = signals.counted() + needs.counted();
    const std::int64_t known = signals.known() + needs.known();
    const bool surely_bad = best == state::unhealthy && worst == state::unhealthy;
    if (known * whole < rules.policy.min_known * counted && !surely_bad) o.now = states.unknown();
    o.points = o.now == before ? states.clamp(lowest, o.now) : states.nominal(o.now);
    return o;
}

}  // namespace hm::model
