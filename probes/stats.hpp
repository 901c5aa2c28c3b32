// Counters that probe shards write and /metrics reads from another thread: every cell has one writer and is a
// relaxed atomic. Per signal and per shard; nothing here is needed to judge health.
#pragma once

#include "model/latency_digest.hpp"
#include "model/observation.hpp"
#include "model/probe_spec.hpp"
#include "model/reason.hpp"

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>

namespace hm::probes {

class counter {
public:
    void add(std::uint64_t n = 1) {
        value_.store(value_.load(std::memory_order_relaxed) + n, std::memory_order_relaxed);
    }
    std::uint64_t get() const { return value_.load(std::memory_order_relaxed); }

private:
    std::atomic<std::uint64_t> value_{0};
};

class gauge {
public:
    void set(std::int64_t v) { value_.store(v, std::memory_order_relaxed); }
    std::int64_t get() const { return value_.load(std::memory_order_relaxed); }

private:
    std::atomic<std::int64_t> value_{0};
};

// Cumulative when rendered; here each cell counts its own bucket.
class histogram {
public:
    static constexpr std::array<double, 14> bounds{0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1,
                                                   0.25,   0.5,   1.0,    2.5,   5.0,  10.0};  // seconds
    void observe(model::duration value);
    std::uint64_t bucket(std::size_t i) const { return buckets_[i].get(); }  // i == bounds.size(): above all
    std::uint64_t count() const;
    double sum_seconds() const { return static_cast<double>(sum_ns_.get()) * 1e-9; }

private:
    std::array<counter, bounds.size() + 1> buckets_;
    counter sum_ns_;
};

// How long runs took since they were last taken. Unlike the others the reader empties it, so that no while is
// told twice; one thread writes, one takes.
class latency_cells {
public:
    void observe(model::duration latency);
    model::latency_digest take();

private:
    static constexpr std::uint32_t none = ~std::uint32_t{0};

    std::array<std::atomic<std::uint32_t>, model::latency_digest::bucket_count> buckets_{};
    std::atomic<std::uint64_t> sum_us_{0};
    std::atomic<std::uint32_t> min_us_{none}, max_us_{0};
};

enum class phase : std::uint8_t { resolve, connect, tls, first_byte, transfer, total };
inline constexpr std::size_t phase_count = 6;
std::string_view to_string(phase p);

struct signal_stats {
    std::array<counter, model::reason_count> results;  // by reason
    gauge last_result_ms;                              // wall clock, ms since the epoch; 0 before the first
    gauge last_duration_ns;                            // of the whole run
    // The newest handshake's facts (model::tls_facts), ms since the epoch; 0: none.
    gauge tls_expires_ms, tls_client_expires_ms;

    latency_cells latency;  // of runs that had an answer

    void count(const model::observation& seen, model::wall_time now);

private:
    void note_tls(const model::observation& seen);
};

// Of model::probe_spec's alternatives, those that are run: all but the last, push.
inline constexpr std::size_t kind_count = std::variant_size_v<model::probe_spec> - 1;

struct shard_stats {
    std::array<std::array<histogram, phase_count>, kind_count>
        duration;         // by kind (index of the variant) and phase
    histogram lag;        // a run's start after its due time
    counter runs_missed;  // due runs that were skipped: no place was free to run, or the shard was stalled
    counter runs_overlapped;  // likewise, because the one before was still under way
    gauge in_flight, queued;
    counter dns_queries, dns_cache_hits, dns_failures;
};

}  // namespace hm::probes
