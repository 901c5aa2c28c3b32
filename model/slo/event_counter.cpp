#include "model/slo/event_counter.hpp"

#include <algorithm>
#include <utility>

namespace hm::model::slo {

event_counter::event_counter(std::vector<signal_id> good, std::vector<signal_id> total,
                             const is_sum_of_many& is_sum) {
    for (const signal_id s : good) good_.push_back({s, is_sum(s), {}});
    for (const signal_id s : total) total_.push_back({s, is_sum(s), {}});
}

event_counts event_counter::take(const counter_values& values) {
    good_ahead_ += growth(good_, values);
    const std::int64_t total = growth(total_, values);
    const std::int64_t good = std::min(good_ahead_, total);
    good_ahead_ -= good;
    return {good, total};
}

std::int64_t event_counter::growth(std::vector<reading>& all, const counter_values& values) {
    std::int64_t grown = 0;
    for (reading& r : all) {
        const std::optional<std::int64_t> now = values(r.from);
        if (!now) continue;
        if (r.last && *now >= *r.last) grown += risen(r, *now - *r.last);
        if (r.last && *now < *r.last && !r.is_sum) grown += *now;
        if (r.last && *now < *r.last && r.is_sum) r.gone += *r.last - *now;
        r.last = now;
    }
    return grown;
}

// Of a sum: what a series had when it went, and has again, was counted already.
std::int64_t event_counter::risen(reading& r, std::int64_t by) {
    if (r.gone == 0 || by < r.gone) return by;
    return by - std::exchange(r.gone, 0);
}

void event_counter::adopt(const event_counter& before, const same_signal& same) {
    const auto go_on = [&](std::vector<reading>& ours, const std::vector<reading>& theirs) {
        for (reading& r : ours) {
            const auto then = std::find_if(theirs.begin(), theirs.end(),
                                           [&](const reading& t) { return same(r.from, t.from); });
            if (then == theirs.end()) continue;
            r.last = then->last;
            r.gone = then->gone;
        }
    };
    go_on(good_, before.good_);
    go_on(total_, before.total_);
    good_ahead_ = before.good_ahead_;
}

}  // namespace hm::model::slo
