// Says in the log how runs went: the first that failed and the first good one after it, or every one. What a
// run means for a signal's state is announced by transitions.
#pragma once

#include "config/settings.hpp"
#include "model/observation.hpp"

#include <string>
#include <unordered_set>

namespace hm::daemon {

class check_log {
public:
    explicit check_log(config::log_settings::checks wanted) : wanted_(wanted) {}

    // Whether it could have something to say: asked for every run.
    bool minds(const model::observation& seen) const {
        return wanted_ != config::log_settings::checks::none &&
               (seen.judged != model::state::healthy || !failing_.empty() ||
                wanted_ == config::log_settings::checks::all);
    }
    void ran(const std::string& signal, const model::observation& seen);

private:
    config::log_settings::checks wanted_;
    std::unordered_set<std::string> failing_;
};

}  // namespace hm::daemon
