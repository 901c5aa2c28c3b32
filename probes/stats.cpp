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

std::string_view to_string(phase p) {
    constexpr std::array<std::string_view, phase_count> names{"resolve",    "connect",  "tls",
                                                              "first_byte", "transfer", "total"};
    return names[static_cast<std::size_t>(p)];
}

void signal_stats::count(const model::observation& seen, model::wall_time now) {
    results[static_cast<std::size_t>(seen.why)].add();
    last_result_ms.set(now.time_since_epoch().count());
    last_duration_ns.set(seen.latency.count());
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
