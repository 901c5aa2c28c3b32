#include "model/latency_digest.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

namespace hm::model {

namespace {

constexpr std::size_t octaves_below = 4;  // the first bucket begins at 2⁴ µs

// Counts that are merged for years stay at the top rather than begin anew.
std::uint32_t sum_of(std::uint32_t a, std::uint32_t b) {
    constexpr std::uint64_t most = std::numeric_limits<std::uint32_t>::max();
    return static_cast<std::uint32_t>(std::min<std::uint64_t>(std::uint64_t{a} + b, most));
}

}  // namespace

std::uint64_t whole_us(duration latency) {
    const auto us = std::chrono::duration_cast<std::chrono::microseconds>(latency).count();
    return static_cast<std::uint64_t>(std::max<std::int64_t>(us, 0));
}

std::size_t latency_digest::bucket_of(std::uint64_t us) {
    if (us < 1U << octaves_below) return 0;
    const std::uint64_t capped = std::min<std::uint64_t>(us, std::uint64_t{1} << 30);  // its square fits
    const auto octave = static_cast<std::size_t>(std::bit_width(capped)) - 1;
    const bool upper_half = capped * capped >= std::uint64_t{2} << (2 * octave);
    return std::min(2 * (octave - octaves_below) + (upper_half ? 1 : 0), bucket_count - 1);
}

double latency_digest::lower_us(std::size_t bucket) {
    return std::exp2(static_cast<double>(bucket + 2 * octaves_below) / 2);
}

void latency_digest::add(duration latency) {
    latency_digest one;
    one.count = 1;
    one.sum_us = one.min_us = one.max_us = whole_us(latency);
    one.buckets[bucket_of(one.sum_us)] = 1;
    merge(one);
}

void latency_digest::merge(const latency_digest& other) {
    if (other.count == 0) return;
    min_us = count == 0 ? other.min_us : std::min(min_us, other.min_us);
    max_us = std::max(max_us, other.max_us);
    count += other.count;
    sum_us += other.sum_us;
    for (std::size_t i = 0; i < bucket_count; ++i) buckets[i] = sum_of(buckets[i], other.buckets[i]);
}

double latency_digest::mean_us() const {
    return count == 0 ? 0 : static_cast<double>(sum_us) / static_cast<double>(count);
}

// Within a bucket as if all in it were spread evenly on the logarithmic scale.
double latency_digest::quantile_us(double q) const {
    std::uint64_t all = 0;
    for (const std::uint32_t n : buckets) all += n;
    if (all == 0) return 0;
    const double wanted = std::clamp(q, 0.0, 1.0) * static_cast<double>(all);
    const auto within = [&](double us) {
        return std::clamp(us, static_cast<double>(min_us), static_cast<double>(max_us));
    };
    double below = 0;
    for (std::size_t i = 0; i < bucket_count; ++i) {
        const auto here = static_cast<double>(buckets[i]);
        if (here > 0 && below + here >= wanted)
            return within(lower_us(i) * std::exp2((wanted - below) / here / 2));
        below += here;
    }
    return within(lower_us(bucket_count));
}

}  // namespace hm::model
