// Keeping the history within its bounds, a step at a time, so that batches and questions get their turn
// between: latencies are merged into ever longer whiles, and the old end is cut off by age and by bytes.
#pragma once

#include "daemon/store/sqlite.hpp"
#include "model/latency_digest.hpp"

#include <array>
#include <chrono>
#include <cstdint>

namespace hm::daemon {

// A tier of digests: how long a while each is about, and how long they are kept once the next tier has them;
// the last, as long as the history is.
struct latency_tier {
    std::chrono::milliseconds length, keep;
};
inline constexpr std::array<latency_tier, 3> latency_tiers{{
    {std::chrono::minutes{1}, std::chrono::hours{2}},
    {std::chrono::minutes{10}, std::chrono::hours{48}},
    {std::chrono::hours{1}, std::chrono::milliseconds::max()},
}};

// Digests of a while may come so late.
inline constexpr std::chrono::minutes late_digests{2};

// Rows of one step.
inline constexpr std::int64_t max_tidy_rows = 5'000;

// Columns count, sum_us, min_us, max_us, buckets.
model::latency_digest read_digest(statement& row);
void write_digest(database& db, std::size_t tier, std::int64_t at, std::int64_t signal,
                  const model::latency_digest& d);

// Within a transaction, each: true when something was done, and there may be more.
bool merge_latencies(database& db, std::int64_t now);
bool drop_merged_latencies(database& db, std::int64_t now);
bool drop_latencies_before(database& db, std::int64_t horizon);
bool drop_transitions_before(database& db, std::int64_t horizon);
bool drop_verdicts_before(database& db, std::int64_t horizon);
void drop_spans_before(database& db, std::int64_t horizon);

// Of names after `after` that nobody used since that day: those of which nothing is left are taken out.
// Returns the last one looked at; 0 at the end.
std::int64_t drop_names_unused_since(database& db, std::int64_t day, std::int64_t after, bool& dropped);

// The time of the oldest row but for verdicts, of which the last stay; `otherwise` when there is none.
std::int64_t oldest_row(database& db, std::int64_t otherwise);

}  // namespace hm::daemon
