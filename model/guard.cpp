#include "model/guard.hpp"

#include <algorithm>

namespace hm::model {

using by = guarded::by;

bool keeps_capacity(double left, double all, const traffic_rules& rules) {
    return left * static_cast<double>(whole) >= all * static_cast<double>(rules.capacity);
}

std::span<const ruling> guard::rule(std::span<const guarded> regions, const traffic_rules& rules,
                                    steady_time now) {
    regions_ = regions;
    rulings_.assign(regions.size(), ruling::own);
    due_ = steady_time::max();
    follow_what_is_decided(now);
    const auto voters = std::ranges::count_if(regions, &guarded::votes);
    if (voters >= 2 && must_panic(rules)) {
        panic(rules);
    } else if (voters >= 2 && rules.guard) {
        remove_total_failures(now);
        remove_others(rules, now);
    } else {
        for (std::size_t r = 0; r < regions.size(); ++r)
            if (regions[r].told_by == by::evidence && regions[r].down) remove(r, now);
    }
    return rulings_;
}

// Who recovers is in again. What an operator told to be out or in is so already when the guard has a say
// again.
void guard::follow_what_is_decided(steady_time now) {
    for (std::size_t r = 0; r < regions_.size(); ++r) {
        const guarded& g = regions_[r];
        const bool spoken_for = g.told_by != by::evidence;
        if (!g.down || (spoken_for && g.serves)) removed_at_[r].reset();
        if (g.down && spoken_for && !g.serves && !removed_at_[r]) removed_at_[r] = now;
    }
}

// Without the guard nobody keeps the best of those that are down: then it is enough that all are.
bool guard::must_panic(const traffic_rules& rules) const {
    if (!rules.panic) return false;
    bool any = false;
    for (const guarded& g : regions_) {
        if (!g.votes()) continue;
        const bool out = g.told_by == by::frozen && !g.serves;
        const bool lost = g.failed() || (!rules.guard && g.told_by != by::forced && g.down);
        if (!out && !lost) return false;
        any = any || g.told_by == by::evidence;
    }
    return any;
}

// A total failure only if there is nothing better.
void guard::panic(const traffic_rules& rules) {
    const auto in_hand = [](const guarded& g) { return g.told_by == by::evidence; };
    const bool all_failed = std::ranges::none_of(
        regions_, [&](const guarded& g) { return (in_hand(g) || (g.votes() && g.serves)) && !g.failed(); });
    for (std::size_t r = 0; r < regions_.size(); ++r) {
        if (!in_hand(regions_[r])) continue;
        if (!rules.guard && !all_failed && regions_[r].failed()) continue;
        rulings_[r] = ruling::panic;
        removed_at_[r].reset();
    }
}

void guard::remove(std::size_t region, steady_time now) {
    if (removed_at_[region]) return;
    removed_at_[region] = last_removal_ = now;
}

void guard::remove_total_failures(steady_time now) {
    for (std::size_t r = 0; r < regions_.size(); ++r)
        if (regions_[r].told_by == by::evidence && regions_[r].failed()) remove(r, now);
}

bool guard::is_candidate(std::size_t region) const {
    const guarded& g = regions_[region];
    return g.told_by == by::evidence && g.down && !g.total_failure;
}

// Those that are out come first, then the worst.
std::vector<std::size_t> guard::candidates() const {
    std::vector<std::size_t> all;
    for (std::size_t r = 0; r < regions_.size(); ++r)
        if (is_candidate(r)) all.push_back(r);
    std::ranges::stable_sort(all, [&](std::size_t a, std::size_t b) {
        if (removed_at_[a].has_value() != removed_at_[b].has_value()) return removed_at_[a].has_value();
        return regions_[a].value < regions_[b].value;
    });
    return all;
}

// Voters that take no traffic, or should not: a frozen region that is down by evidence is nobody's refuge.
std::size_t guard::out_already() const {
    return static_cast<std::size_t>(std::ranges::count_if(regions_, [](const guarded& g) {
        if (g.told_by == by::frozen) return !g.serves || g.down;
        return g.told_by == by::evidence && g.failed();
    }));
}

// The shares of all that are published if no candidate is taken out.
double guard::published() const {
    double sum = 0;
    for (std::size_t r = 0; r < regions_.size(); ++r) {
        const guarded& g = regions_[r];
        const bool in = g.told_by == by::evidence ? !g.failed() : g.told_by == by::forced || g.serves;
        if (in) sum += static_cast<double>(g.share);
    }
    return sum;
}

void guard::remove_others(const traffic_rules& rules, steady_time now) {
    const auto limit = static_cast<std::size_t>(std::ranges::count_if(regions_, &guarded::votes)) / 2;
    double all = 0;
    for (const guarded& g : regions_) all += static_cast<double>(g.share);

    std::size_t out = out_already();
    double left = published();
    for (const std::size_t r : candidates()) {
        const double without = left - static_cast<double>(regions_[r].share);
        const bool may_go = regions_[r].unhealthy || removed_at_[r];
        const bool room = may_go && out < limit && keeps_capacity(without, all, rules);
        const bool paced = last_removal_ && now - *last_removal_ < rules.removal_pace;
        if (room && !paced) remove(r, now);
        if (!room) removed_at_[r].reset();
        if (removed_at_[r]) {
            ++out;
            left = without;
            continue;
        }
        if (room) due_ = std::min(due_, *last_removal_ + rules.removal_pace);
        rulings_[r] = ruling::kept;
    }
}

}  // namespace hm::model
