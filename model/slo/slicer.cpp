#include "model/slo/slicer.hpp"

#include <algorithm>

namespace hm::model::slo {

using std::chrono::seconds;
using std::chrono::sys_seconds;

namespace {

sys_seconds begin_of(wall_time at, seconds length) {
    return sys_seconds{std::chrono::floor<seconds>(at).time_since_epoch() / length * length};
}

// A share of so much time: parts per billion of milliseconds are thousandths of nanoseconds.
duration part_of(std::chrono::milliseconds time, parts_per_billion share) {
    return duration{time.count() * share / (whole / 1'000'000)};
}

}  // namespace

std::size_t slicer::add_subject(seconds slice_length) {
    open_slice s{};
    s.length = slice_length;
    if (last_) {
        s.since = last_->wall;
        s.begin = begin_of(last_->wall, slice_length);
    }
    open_.push_back(s);
    next_end_ = last_ ? std::min<wall_time>(next_end_, s.begin + s.length) : next_end_;
    return open_.size() - 1;
}

const std::vector<slicer::closed_slice>& slicer::step(moment now) {
    closed_.clear();
    rewound_.reset();
    if (!last_ || nobody_looked(now)) {
        for (std::size_t i = 0; i < open_.size(); ++i) skip(i, now.wall);
        find_next_end();
    } else if (now.wall >= next_end_) {
        for (std::size_t i = 0; i < open_.size(); ++i) run(i, now.wall);
        find_next_end();
    }
    last_ = now;
    return closed_;
}

bool slicer::nobody_looked(moment now) const {
    const duration by_stopwatch = now.steady - last_->steady;
    const duration by_clock = now.wall - last_->wall;
    return by_stopwatch > limits_.stall || std::chrono::abs(by_clock - by_stopwatch) > limits_.clock_step;
}

void slicer::tell(std::size_t subject, const traffic_shares& shares) {
    open_slice& s = open_[subject];
    if (s.now == shares) return;
    settle(s, last_->wall);
    s.now = shares;
}

void slicer::settle(open_slice& s, wall_time until) {
    if (until <= s.since) return;  // a clock that is set back by little by little
    const auto time = until - s.since;
    s.unhealthy += part_of(time, s.now.unhealthy);
    s.degraded += part_of(time, s.now.degraded);
    s.maintenance += part_of(time, s.now.maintenance);
    s.known += part_of(time, whole - s.now.unknown);
    s.looked += time;
    s.since = until;
}

void slicer::run(std::size_t subject, wall_time until) {
    open_slice& s = open_[subject];
    while (s.begin + s.length <= until) {
        settle(s, s.begin + s.length);
        close(subject);
        s.begin += s.length;
    }
}

// What was told held until the last step; nothing is known of the time since then.
void slicer::skip(std::size_t subject, wall_time to) {
    open_slice& s = open_[subject];
    const sys_seconds begin = begin_of(to, s.length);
    if (last_) {
        settle(s, last_->wall);
        if (s.begin != begin) close(subject);
    }
    if (s.closed_until - begin > limits_.repeat) {
        s.closed_until = begin;
        rewound_ = rewound_ ? std::min(*rewound_, begin) : begin;
    }
    // Set back within one slice, what was counted of it is not counted twice.
    s.since = s.begin == begin ? std::max(s.since, to) : to;
    s.begin = begin;
}

void slicer::close(std::size_t subject) {
    open_slice& s = open_[subject];
    if (s.begin >= s.closed_until && s.looked > duration{0}) {
        slice what;
        what.begin = s.begin;
        what.length = s.length;
        what.unhealthy = s.unhealthy;
        what.degraded = s.degraded;
        what.maintenance = s.maintenance;
        what.unknown = s.length - s.known;
        closed_.push_back({subject, std::move(what)});
    }
    s.closed_until = std::max(s.closed_until, s.begin + s.length);
    s.unhealthy = s.degraded = s.maintenance = s.known = s.looked = duration{0};
}

void slicer::find_next_end() {
    next_end_ = wall_time::max();
    for (const open_slice& s : open_) next_end_ = std::min<wall_time>(next_end_, s.begin + s.length);
}

void slicer::adopt(std::size_t subject, const slicer& before, std::size_t subject_before) {
    const open_slice& then = before.open_[subject_before];
    if (then.length != open_[subject].length) return;
    open_[subject] = then;
}

void slicer::adopt_time(const slicer& before) {
    last_ = before.last_;
    if (!last_) return;
    for (open_slice& s : open_) {
        s.since = last_->wall;
        s.begin = begin_of(last_->wall, s.length);
    }
    find_next_end();
}

}  // namespace hm::model::slo
