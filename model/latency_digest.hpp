// How long the runs of a signal took within a while: count, sum, least, most, and a small histogram on a
// logarithmic scale, from which quantiles follow to within a factor of √2. Digests of two whiles make one of
// both, so that history can be kept ever coarser. Pure.
#pragma once

#include "model/time.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

namespace hm::model {

struct latency_digest {
    // Two to an octave, from 16 µs to 134 s; what is below or above counts in the first or last.
    static constexpr std::size_t bucket_count = 46;
    static std::size_t bucket_of(std::uint64_t us);
    static double lower_us(std::size_t bucket);  // of bucket_count: the end of the last

    std::uint64_t count = 0;
    std::uint64_t sum_us = 0;
    std::uint64_t min_us = 0, max_us = 0;  // of nothing: 0
    std::array<std::uint32_t, bucket_count> buckets{};

    void add(duration latency);
    void merge(const latency_digest& other);

    double mean_us() const;              // 0 of nothing
    double quantile_us(double q) const;  // 0…1; within [min_us, max_us]

    friend bool operator==(const latency_digest&, const latency_digest&) = default;
};

// Whole microseconds; 0 for what is negative.
std::uint64_t whole_us(duration latency);

}  // namespace hm::model
