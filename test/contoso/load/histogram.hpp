// Latencies as counts in buckets that each are 2 % wider than the one before: percentiles to that accuracy,
// in the same memory for a minute and for a week. Pure.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>

namespace contoso {

class histogram {
public:
    void add(std::chrono::microseconds latency);

    // The latency that `share` (0…1) of all are not above, as the upper end of its bucket, but never more
    // than the longest; 0 when there are none.
    std::chrono::microseconds percentile(double share) const;
    std::chrono::microseconds longest() const { return longest_; }

private:
    static constexpr std::size_t buckets = 1'000;  // up to 400 s; what is longer counts in the last
    std::array<std::uint64_t, buckets> counts_{};
    std::uint64_t total_ = 0;
    std::chrono::microseconds longest_{0};
};

}  // namespace contoso
