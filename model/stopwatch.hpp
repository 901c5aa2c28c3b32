// How long the evidence has been saying something: runs while it says so, stands still while there is none,
// and begins anew when it says otherwise.
#pragma once

#include "model/time.hpp"

#include <optional>

namespace hm::model {

class stopwatch {
public:
    void run(steady_time now) {
        if (!since_) since_ = now - std::chrono::duration_cast<steady_time::duration>(shown_);
    }
    void stand(steady_time now) {
        shown_ = shown(now);
        since_.reset();
    }
    void reset() {
        since_.reset();
        shown_ = {};
    }

    bool runs() const { return since_.has_value(); }
    duration shown(steady_time now) const { return since_ ? now - *since_ : shown_; }
    // When it will show so much; max() while it stands.
    steady_time at(duration d) const { return since_ ? *since_ + d : steady_time::max(); }

private:
    std::optional<steady_time> since_;
    duration shown_{};  // while it stands
};

}  // namespace hm::model
