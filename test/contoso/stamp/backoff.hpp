// How long to wait after the first, second, … failure in a row: doubling up to a limit.
#pragma once

#include <algorithm>
#include <chrono>

namespace contoso {

class backoff {
public:
    static constexpr std::chrono::milliseconds first{100};
    static constexpr std::chrono::milliseconds limit{2'000};

    std::chrono::milliseconds next() {
        const auto wait = next_;
        next_ = std::min(next_ * 2, limit);
        return wait;
    }
    void reset() { next_ = first; }

private:
    std::chrono::milliseconds next_ = first;
};

}  // namespace contoso
