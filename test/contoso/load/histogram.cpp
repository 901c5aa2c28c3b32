#include "test/contoso/load/histogram.hpp"

#include <algorithm>
#include <cmath>

namespace contoso {

using std::chrono::microseconds;

namespace {

constexpr double growth = 1.02;

std::size_t bucket_of(microseconds latency) {
    const double us = std::max(1.0, static_cast<double>(latency.count()));
    return static_cast<std::size_t>(std::ceil(std::log(us) / std::log(growth)));
}

microseconds upper_end(std::size_t bucket) {
    return microseconds{std::llround(std::pow(growth, static_cast<double>(bucket)))};
}

}  // namespace

void histogram::add(microseconds latency) {
    ++counts_[std::min(bucket_of(latency), buckets - 1)];
    ++total_;
    longest_ = std::max(longest_, latency);
}

microseconds histogram::percentile(double share) const {
    const auto wanted = static_cast<std::uint64_t>(std::ceil(share * static_cast<double>(total_)));
    std::uint64_t seen = 0;
    for (std::size_t bucket = 0; bucket < buckets; ++bucket) {
        seen += counts_[bucket];
        if (seen >= wanted && seen > 0) return std::min(upper_end(bucket), longest_);
    }
    return longest_;
}

}  // namespace contoso
