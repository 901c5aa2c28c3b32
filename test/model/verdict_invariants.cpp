// What must hold after every step.
#include "test/model/verdict_world.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace hm::model::test {

using namespace std::chrono_literals;
using enum verdict_source;

namespace {

int in_whole_steps(double percent, int step) {
    int weight = step;
    while (weight + step <= 100 && weight + step <= percent + 1e-11) weight += step;
    return weight;
}

}  // namespace

std::string verdict_world::invariants() const {
    std::string wrong;
    for (std::size_t r = 0; r < regions_.size() && wrong.empty(); ++r) wrong = of_region(r);
    if (wrong.empty()) wrong = of_pool();
    if (wrong.empty()) wrong = of_guard();
    return wrong;
}

std::string verdict_world::of_region(std::size_t r) const {
    const region_verdict& v = lazy_.verdicts()[r];
    const watched& w = regions_[r];
    const auto wrong = [&](std::string_view what) {
        return fmt::format("region {}: {}: {}", w.name, what, text_of(v));
    };
    if (w.warm && v.computed != w.computed)
        return wrong(fmt::format("by counting seconds it is computed {}", to_string(w.computed)));
    if (v.serves() != (v.weight_percent > 0)) return wrong("the weight belies the verdict");
    if (v.weight_percent > 100 || v.weight_percent % rules_.weight_step != 0) return wrong("no whole steps");
    if (v.stays_until != steady_time::min() && !w.down)
        return wrong("a promise for a region that is not down");
    const std::string of = w.unspoken() ? of_evidence(r) : of_word(r);
    return of.empty() ? of : wrong(of);
}

// An operator's word holds, the strongest first.
std::string verdict_world::of_word(std::size_t r) const {
    const region_verdict& v = lazy_.verdicts()[r];
    const watched& w = regions_[r];
    if (w.words[0]) {
        if (v.source != drain || v.said != w.words[0]) return "a drain is not obeyed";
        const bool at_once = !w.words[0]->rate_percent_per_minute;
        if (at_once && v.serves()) return "a drained region serves";
        return {};
    }
    if (w.words[1]) {
        const bool up = v.source == force_up && v.said == w.words[1] && v.effective == verdict::up;
        return up && v.weight_percent == 100 ? "" : "a force_up is not obeyed";
    }
    if (v.source != freeze || v.said != w.words[2]) return "a freeze is not obeyed";
    // Only what an operator told instead is not frozen.
    const bool told_otherwise = before_[r].source == drain || before_[r].source == force_up;
    const bool moved = v.effective != before_[r].effective || v.weight_percent != before_[r].weight_percent;
    if (moved && !told_otherwise) return "a frozen verdict moves";
    const bool another = v.effective != w.frozen || v.weight_percent != w.frozen_weight;
    if (w.frozen_by == w.words[2] && another) return "a frozen verdict is another after a while";
    return {};
}

// Each source tells what it may, and why it may.
std::string verdict_world::of_evidence(std::size_t r) const {
    const region_verdict& v = lazy_.verdicts()[r];
    const watched& w = regions_[r];
    const auto voters = std::ranges::count_if(regions_, &watched::votes);
    if (v.said) return "nobody said so";
    if (!w.warm) return v.source == warming && v.effective == verdict::up ? "" : "it knows too much";
    switch (v.source) {
        case computed:
        case ramp:
            if (!is_known(w.shows.routing)) return "nothing is known";
            if (v.source == ramp && !v.serves()) return "a ramp that leads nowhere";
            return v.effective == v.computed ? "" : "told is not what is computed";
        case held:
            if (is_known(w.shows.routing)) return "held although it is known";
            return v.effective == v.computed ? "" : "told is not what is computed";
        case verdict_source::guard:
            if (!rules_.guard || voters < 2) return "no guard is needed";
            if (v.computed != verdict::down || w.last_total) return "it is not the guard's";
            return v.effective == verdict::degraded ? "" : "kept, and not degraded";
        case panic:
            if (!rules_.panic || voters < 2) return "no reason to panic";
            if (v.computed != verdict::down) return "panic about a region that is not down";
            if (rules_.guard && !w.last_total) return "panic about a partial failure";
            return v.effective == verdict::degraded && v.weight_percent == 100 ? "" : "panic tells degraded";
        default:
            return "its source is nobody's word";
    }
}

std::string verdict_world::of_pool() const {
    std::size_t serving = 0, voters = 0, at_hand = 0, well = 0;
    for (std::size_t r = 0; r < regions_.size(); ++r) {
        const region_verdict& v = lazy_.verdicts()[r];
        const watched& w = regions_[r];
        serving += v.serves();
        voters += w.votes();
        if (w.votes() && (v.source != freeze || v.serves())) ++at_hand;
        well +=
            w.votes() && v.serves() && !(v.computed == verdict::down && w.last_total) && v.source != panic;
    }
    if (serving == 0 && voters >= 2 && at_hand > 0 && rules_.panic) return "the pool is empty";
    for (std::size_t r = 0; r < regions_.size(); ++r) {
        const region_verdict& v = lazy_.verdicts()[r];
        const bool failed = v.computed == verdict::down && regions_[r].last_total;
        if (failed && v.serves() && regions_[r].unspoken() && regions_[r].warm && well > 0)
            return fmt::format("region {} failed totally and is told to serve while another does",
                               regions_[r].name);
    }
    return {};
}

void verdict_world::remember_removals() {
    removed_now_.clear();
    for (std::size_t r = 0; r < regions_.size(); ++r) {
        const region_verdict& v = lazy_.verdicts()[r];
        if (v.serves() || !is_automatic(v.source)) continue;
        if (before_[r].serves()) removed_now_.push_back(r);
        if (before_[r].serves() || !is_automatic(before_[r].source)) last_taken_out_ = now_.steady;
    }
}

std::string verdict_world::of_guard() const {
    auto* self = const_cast<verdict_world*>(this);
    const auto voters = static_cast<std::size_t>(std::ranges::count_if(regions_, &watched::votes));
    const auto then = last_removal_;
    if (!removed_now_.empty()) self->last_removal_ = now_.steady;
    if (voters < 2 || !rules_.guard) return {};

    std::size_t out = 0, failed = 0, lost = 0;
    double left = 0, all = 0;
    for (std::size_t r = 0; r < regions_.size(); ++r) {
        const region_verdict& v = lazy_.verdicts()[r];
        const watched& w = regions_[r];
        all += w.share;
        if (v.serves() && (v.source != drain)) left += w.share;
        out += w.votes() && !v.serves() && is_automatic(v.source);
        failed += w.votes() && w.unspoken() && v.computed == verdict::down && w.last_total;
        const bool frozen_out = v.source == freeze && (!v.serves() || v.computed == verdict::down);
        lost += w.votes() && frozen_out;
    }
    if (out > std::max(failed, voters / 2)) return fmt::format("{} of {} regions are taken out", out, voters);
    for (const std::size_t r : removed_now_)
        if (!regions_[r].last_bad)
            return fmt::format("region {} is taken out although it is well", regions_[r].name);
    std::size_t partial_now = 0;
    for (const std::size_t r : removed_now_) partial_now += !regions_[r].last_total;
    if (partial_now > 1 && rules_.removal_pace > 0s) return "two regions are taken out at once";
    if (partial_now > 0 && then && now_.steady - *then < rules_.removal_pace)
        return "a region is taken out before its time";
    for (const std::size_t r : removed_now_)
        if (!regions_[r].last_total && left * 1e9 + 1 < all * static_cast<double>(rules_.capacity))
            return "less than the capacity is left";
    for (std::size_t r = 0; r < regions_.size(); ++r) {
        const region_verdict& v = lazy_.verdicts()[r];
        if (v.source != verdict_source::guard) continue;
        if (!kept_for_good_reason(r, out + lost))
            return fmt::format("region {} is kept for no reason", regions_[r].name);
        for (const std::size_t gone : removed_now_)
            if (!regions_[gone].last_total && rules_.capacity == 0 && regions_[r].last_bad &&
                regions_[gone].last_score > regions_[r].last_score)
                return fmt::format("region {} is worse than {}, which is taken out", regions_[r].name,
                                   regions_[gone].name);
    }
    return {};
}

bool verdict_world::kept_for_good_reason(std::size_t r, std::size_t out) const {
    const auto voters = static_cast<std::size_t>(std::ranges::count_if(regions_, &watched::votes));
    const bool paced = last_taken_out_ && now_.steady - *last_taken_out_ < rules_.removal_pace;
    return rules_.capacity > 0 || !regions_[r].last_bad || paced || out >= voters / 2;
}

std::string verdict_world::of_weight(std::size_t r) const {
    const region_verdict& v = lazy_.verdicts()[r];
    const watched& w = regions_[r];
    if (!v.serves() || !w.warm) return {};
    const auto wrong = [&](double expected) {
        return fmt::format("region {}: its weight should be {}: {}", w.name, expected, text_of(v));
    };
    const auto by_score = [&](score s) {
        return s.known() ? in_whole_steps(s.ratio() * rules_.weight_factor_percent, rules_.weight_step) : 100;
    };
    const auto seconds = [](duration d) { return std::chrono::duration<double>(d).count(); };
    double ramped = 100;
    if (w.back_at && now_.steady - *w.back_at < rules_.ramp)
        ramped = in_whole_steps(10 + 90 * seconds(now_.steady - *w.back_at) / seconds(rules_.ramp),
                                rules_.weight_step);
    const double normal = std::min<double>(by_score(w.last_well_score), ramped);
    if (is_automatic(v.source) && v.weight_percent != normal) return wrong(normal);
    if (v.source == ramp && by_score(w.last_well_score) <= ramped) return wrong(normal);
    if (v.source == verdict_source::guard && v.weight_percent != by_score(w.last_score))
        return wrong(by_score(w.last_score));
    if (v.source != drain || clock_was_set_ || v.computed == verdict::down) return {};
    const double drained =
        w.drained_from - *w.words[0]->rate_percent_per_minute * seconds(now_.steady - w.drain_began) / 60;
    const double expected = std::min(normal, drained);
    if (v.weight_percent < expected - 0.01 || v.weight_percent > expected + rules_.weight_step + 0.01)
        return wrong(expected);
    return {};
}

}  // namespace hm::model::test
