#include "probes/stats.hpp"

#include <algorithm>

namespace hm::probes {

void histogram::observe(model::duration value) {
    const double seconds = std::chrono::duration<double>(value).count();
    const auto place = std::lower_bound(bounds.begin(), bounds.end(), seconds);
    buckets_[static_cast<std::size_t>(place - bounds.begin())].add();
    sum_ns_.add(static_cast<std::uint64_t>(std::max<std::int64_t>(value.count(), 0)));
}

std::uint64_t histogram::count() const {
    std::uint64_t all = 0;
    for (const counter& bucket : buckets_) all += bucket.get();
    return all;
}

void latency_cells::observe(model::duration latency) {
    const std::uint64_t us = model::whole_us(latency);
    const auto bounded = static_cast<std::uint32_t>(std::min<std::uint64_t>(us, none - 1));
    constexpr auto relaxed = std::memory_order_relaxed;
    for (auto least = min_us_.load(relaxed); bounded < least;)
        if (min_us_.compare_exchange_weak(least, bounded, relaxed)) break;
    for (auto most = max_us_.load(relaxed); bounded > most;)
        if (max_us_.compare_exchange_weak(most, bounded, relaxed)) break;
    sum_us_.fetch_add(us, relaxed);
    buckets_[model::latency_digest::bucket_of(us)].fetch_add(1, relaxed);
}

// A run that is observed meanwhile may have its count in this while and its extremes in the next: then the
// edges of the buckets stand for them.
model::latency_digest latency_cells::take() {
    model::latency_digest d;
    std::size_t first = d.bucket_count, last = 0;
    for (std::size_t i = 0; i < d.bucket_count; ++i) {
        if (buckets_[i].load(std::memory_order_relaxed) == 0) continue;
        d.buckets[i] = buckets_[i].exchange(0, std::memory_order_relaxed);
        d.count += d.buckets[i];
        first = std::min(first, i);
        last = i;
    }
    if (d.count == 0) return d;
    d.sum_us = sum_us_.exchange(0, std::memory_order_relaxed);
    const std::uint32_t least = min_us_.exchange(none, std::memory_order_relaxed);
    const std::uint32_t most = max_us_.exchange(0, std::memory_order_relaxed);
    d.min_us = least == none ? static_cast<std::uint64_t>(d.lower_us(first)) : least;
    d.max_us = most == 0 ? static_cast<std::uint64_t>(d.lower_us(last + 1)) : most;
    d.max_us = std::max(d.max_us, d.min_us);
    return d;
}

std::string_view to_string(phase p) {
    constexpr std::array<std::string_view, phase_count> names{"resolve",    "connect",  "tls",
                                                              "first_byte", "transfer", "total"};
    return names[static_cast<std::size_t>(p)];
}

void signal_stats::count(const model::observation& seen, model::wall_time now) {
    results[static_cast<std::size_t>(seen.why)].add();
    last_result_ms.set(now.time_since_epoch().count());
    last_duration_ns.set(seen.latency.count());
    if (!seen.failed() && seen.latency > model::duration{0}) latency.observe(seen.latency);
    note_tls(seen);
}

// A run that failed before it saw a certificate says nothing about those seen before; one that was good
// without any says that there are none any more.
void signal_stats::note_tls(const model::observation& seen) {
    const auto set = [](gauge& g, const std::optional<model::wall_time>& until) {
        g.set(until ? until->time_since_epoch().count() : 0);
    };
    if (seen.tls && seen.tls->expires) {
        set(tls_expires_ms, seen.tls->expires);
        set(tls_client_expires_ms, seen.tls->client_expires);
    } else if (!seen.tls && !seen.failed() && tls_expires_ms.get() != 0) {
        set(tls_expires_ms, {});
        set(tls_client_expires_ms, {});
    }
}

}  // namespace hm::probes
