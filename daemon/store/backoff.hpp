// When to try again what failed: after 1, 2, 4 … 60 s. Pure: the time is a parameter.
#pragma once

#include "model/time.hpp"

#include <algorithm>
#include <chrono>
#include <optional>

namespace hm::daemon {

class backoff {
public:
    static constexpr std::chrono::seconds first{1};
    static constexpr std::chrono::seconds last{60};  // doubling until then

    void failed(model::steady_time now) {
        next_try_ = now + pause_;
        pause_ = std::min(pause_ * 2, last);
    }
    void succeeded() {
        next_try_.reset();
        pause_ = first;
    }
    // While the last try failed.
    std::optional<model::steady_time> next_try() const { return next_try_; }

private:
    std::chrono::seconds pause_{first};
    std::optional<model::steady_time> next_try_;
};

}  // namespace hm::daemon
