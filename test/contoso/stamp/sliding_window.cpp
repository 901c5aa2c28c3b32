#include "test/contoso/stamp/sliding_window.hpp"

#include <algorithm>
#include <numeric>

namespace contoso {

void sliding_window::add(time_point now, clock::duration took) {
    const auto outside = static_cast<std::ptrdiff_t>(first_inside(now));
    events_.erase(events_.begin(), events_.begin() + outside);
    if (events_.size() == max_events) events_.pop_front();
    events_.push_back({now, took});
}

// An event is inside for exactly `length` after it happened.
std::size_t sliding_window::first_inside(time_point now) const {
    const auto inside = [&](const event& e) { return now - e.at < length_; };
    const auto first = std::find_if(events_.begin(), events_.end(), inside);
    return static_cast<std::size_t>(first - events_.begin());
}

double sliding_window::per_second(time_point now) const {
    const auto count = events_.size() - first_inside(now);
    return static_cast<double>(count) / std::chrono::duration<double>(length_).count();
}

clock::duration sliding_window::total(time_point now) const {
    const auto first = events_.begin() + static_cast<std::ptrdiff_t>(first_inside(now));
    return std::accumulate(first, events_.end(), clock::duration{},
                           [](clock::duration sum, const event& e) { return sum + e.took; });
}

double sliding_window::average_ms(time_point now) const {
    const auto count = events_.size() - first_inside(now);
    return count == 0 ? 0.0 : in_ms(total(now)) / static_cast<double>(count);
}

}  // namespace contoso
