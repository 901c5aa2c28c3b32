#include "model/slo/window_sums.hpp"

#include <algorithm>
#include <array>
#include <map>

namespace hm::model::slo {

using namespace std::chrono_literals;
using std::chrono::seconds;
using std::chrono::sys_seconds;

namespace {

constexpr std::array<seconds, 5> steps{10s, 1min, 5min, 15min, 1h};
constexpr int steps_of_a_window = 30;

std::int64_t floor_of(sys_seconds at, seconds step) {
    return at.time_since_epoch() / step;
}

std::int64_t ceiling_of(sys_seconds at, seconds step) {
    return (at.time_since_epoch() + step - 1s) / step;
}

sys_seconds time_of(std::int64_t boundary, seconds step) {
    return sys_seconds{boundary * step};
}

}  // namespace

seconds window_sums::step_of(seconds window) {
    const auto fits = [&](seconds step) { return window / step >= steps_of_a_window; };
    const auto found = std::find_if(steps.rbegin(), steps.rend(), fits);
    return found == steps.rend() ? steps.front() : *found;
}

window_sums::window_sums(std::span<const seconds> windows) {
    std::map<seconds, seconds> longest;  // by step
    for (const seconds w : windows) longest[step_of(w)] = std::max(longest[step_of(w)], w);
    if (longest.empty()) longest[steps.front()] = steps.front();
    for (const auto& [step, window] : longest)
        rings_.push_back({step, std::vector<tally>(static_cast<std::size_t>(window / step + 2)), 0, 0});
}

void window_sums::begin_at(sys_seconds begin) {
    begun_ = true;
    begin_ = end_ = begin;
    for (ring& r : rings_) r.first = r.next = ceiling_of(begin, r.step);
}

void window_sums::add(const stretch& s) {
    if (!begun_) begin_at(s.begin);
    for (ring& r : rings_) note(r, s);
    total_ += s.what;
    end_ = s.end;
}

void window_sums::note(ring& r, const stretch& s) const {
    const std::int64_t last = floor_of(s.end, r.step);
    // After a long gap, only those that will not be overwritten at once.
    const std::int64_t needed = last + 1 - static_cast<std::int64_t>(r.totals.size());
    if (r.next < needed) r.first = r.next = needed;
    for (; r.next <= last; ++r.next) {
        const sys_seconds at = time_of(r.next, r.step);
        r.at(r.next) = total_;
        if (at > s.begin) r.at(r.next) += share_of(s.what, (at - s.begin).count(), (s.end - s.begin).count());
    }
    r.keep_last();
}

void window_sums::ring::keep_last() {
    first = std::max(first, next - static_cast<std::int64_t>(totals.size()));
}

void window_sums::rewind(sys_seconds to) {
    if (!begun_ || to >= end_) return;
    if (to <= begin_) {
        total_ = {};
        begun_ = false;
        return;
    }
    total_ = total_at(to);
    end_ = to;
    for (ring& r : rings_) {
        r.next = std::min(r.next, floor_of(to, r.step) + 1);
        if (r.next < r.first) r.first = r.next;
    }
}

tally window_sums::total_at(sys_seconds at) const {
    if (!begun_ || at <= begin_) return {};
    if (at >= end_) return total_;
    for (const ring& r : rings_)
        if (const std::int64_t b = floor_of(at, r.step); r.has(b)) return r.at(b);
    const ring& coarsest = rings_.back();  // all that is noted is later
    return coarsest.first < coarsest.next && coarsest.first > ceiling_of(begin_, coarsest.step)
               ? coarsest.at(coarsest.first)
               : tally{};
}

tally window_sums::over(seconds window) const {
    if (!begun_) return {};
    const ring& r = ring_for(window);
    const std::int64_t from = floor_of(end_ - window, r.step);
    return total_ - (r.has(from) ? r.at(from) : total_at(time_of(from, r.step)));
}

const window_sums::ring& window_sums::ring_for(seconds window) const {
    const seconds step = step_of(window);
    const auto found =
        std::find_if(rings_.begin(), rings_.end(), [&](const ring& r) { return r.step == step; });
    return found == rings_.end() ? rings_.back() : *found;
}

std::vector<stretch> window_sums::stretches() const {
    std::map<sys_seconds, tally> noted;
    if (!begun_) return {};
    for (const ring& r : rings_)
        for (std::int64_t b = r.first; b < r.next; ++b) noted[time_of(b, r.step)] = r.at(b);
    const ring& coarsest = rings_.back();
    if (coarsest.first <= ceiling_of(begin_, coarsest.step)) noted[begin_] = {};
    noted[end_] = total_;
    std::vector<stretch> all;
    for (auto a = noted.begin(), b = std::next(a); b != noted.end(); ++a, ++b)
        all.push_back({a->first, b->first, b->second - a->second});
    return all;
}

}  // namespace hm::model::slo
