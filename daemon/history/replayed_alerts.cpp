#include "daemon/history/replayed_alerts.hpp"

#include <chrono>

namespace hm::daemon {

namespace {

using model::wall_time;
using model::alerts::truth;

wall_time after(wall_time t, model::duration d) {
    return t + std::chrono::ceil<std::chrono::milliseconds>(d);
}

class alert_clock {
public:
    explicit alert_clock(const model::alerts::rule& by) : by_(by) {}

    void live_through(wall_time from, wall_time to, std::optional<truth> t) {
        if (out_.empty()) out_.note(from, false);
        if (!t)
            be_well(from, to);
        else if (*t == truth::holds)
            be_bad(from, to);
    }
    timeline<bool> take() { return std::move(out_); }

private:
    void be_bad(wall_time from, wall_time to) {
        well_since_.reset();
        if (!since_) since_ = from;
        const wall_time fires = std::max(from, after(*since_, by_.lasting));
        if (!fires_ && fires < to) turn(true, fires);
    }

    void be_well(wall_time from, wall_time to) {
        if (!fires_) {
            since_.reset();
            return;
        }
        if (!well_since_) well_since_ = from;
        const wall_time over = std::max(from, after(*well_since_, by_.clear_for));
        if (over >= to) return;
        turn(false, over);
        since_.reset();
    }

    void turn(bool fires, wall_time at) {
        fires_ = fires;
        out_.note(at, fires);
    }

    const model::alerts::rule& by_;
    std::optional<wall_time> since_, well_since_;
    bool fires_ = false;
    timeline<bool> out_;
};

}  // namespace

timeline<bool> firing(const truth_line& found, const model::alerts::rule& by, wall_time end) {
    alert_clock clock{by};
    found.each(
        end, [&](wall_time from, wall_time to, std::optional<truth> t) { clock.live_through(from, to, t); });
    return clock.take();
}

}  // namespace hm::daemon
