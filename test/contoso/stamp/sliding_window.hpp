// What happened within the last seconds: how often, and how long it took. Exact, not in steps: each event is
// kept until it leaves the window. Pure: time comes in as a parameter, and never runs backwards.
#pragma once

#include "test/contoso/common/clock.hpp"

#include <deque>

namespace contoso {

class sliding_window {
public:
    static constexpr std::size_t max_events = 65'536;  // beyond, the oldest are forgotten early

    explicit sliding_window(clock::duration length) : length_(length) {}

    void add(time_point now, clock::duration took = {});
    void clear() { events_.clear(); }

    double per_second(time_point now) const;
    double per_minute(time_point now) const { return per_second(now) * 60; }
    double average_ms(time_point now) const;  // 0 when nothing was measured
    clock::duration total(time_point now) const;
    clock::duration length() const { return length_; }

private:
    struct event {
        time_point at;
        clock::duration took;
    };
    std::size_t first_inside(time_point now) const;

    clock::duration length_;
    std::deque<event> events_;
};

}  // namespace contoso
