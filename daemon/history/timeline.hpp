// What something was, over a while: values with the times since when, oldest first.
#pragma once

#include "model/time.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace hm::daemon {

template <class Value>
class timeline {
public:
    void note(model::wall_time since, Value v) {
        if (!steps_.empty() && steps_.back().second == v) return;
        if (!steps_.empty() && steps_.back().first == since)
            steps_.back().second = std::move(v);
        else
            steps_.emplace_back(since, std::move(v));
    }
    bool empty() const { return steps_.empty(); }
    const auto& steps() const { return steps_; }

    // Calls visit(from, to, value) for every step up to `end`.
    template <class Visit>
    void each(model::wall_time end, Visit&& visit) const {
        for (std::size_t i = 0; i < steps_.size(); ++i) {
            const model::wall_time to = i + 1 < steps_.size() ? std::min(steps_[i + 1].first, end) : end;
            if (steps_[i].first < to) visit(steps_[i].first, to, steps_[i].second);
        }
    }

private:
    std::vector<std::pair<model::wall_time, Value>> steps_;
};

// Calls visit(from, to, a, b) for every while in which both have a value.
template <class A, class B, class Visit>
void each_of_both(const timeline<A>& a, const timeline<B>& b, model::wall_time end, Visit&& visit) {
    const auto& x = a.steps();
    const auto& y = b.steps();
    if (x.empty() || y.empty()) return;
    const auto end_of = [&](const auto& steps, std::size_t i) {
        return i + 1 < steps.size() ? steps[i + 1].first : end;
    };
    model::wall_time at = std::max(x.front().first, y.front().first);
    std::size_t i = 0, j = 0;
    while (at < end) {
        while (i + 1 < x.size() && x[i + 1].first <= at) ++i;
        while (j + 1 < y.size() && y[j + 1].first <= at) ++j;
        const model::wall_time to = std::min({end_of(x, i), end_of(y, j), end});
        visit(at, to, x[i].second, y[j].second);
        at = to;
    }
}

}  // namespace hm::daemon
