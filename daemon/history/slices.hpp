// Time slices of objectives in the history file. A run of slices that were nothing but healthy, or nothing
// but unknown, is one row: sums over it are the same. Within a transaction.
#pragma once

#include "daemon/history/interned.hpp"
#include "daemon/store/sqlite.hpp"
#include "model/slo/slice.hpp"

#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

namespace hm::daemon {

// The shortest windows of burn rates should not see an hour as one.
inline constexpr std::chrono::minutes longest_plain_run{10};
// As long as the longest window of an objective, whatever else is kept; size does not cut them: they are the
// budget. After some days those of an hour become one, which costs some 9,000 rows a key in a year.
inline constexpr std::chrono::hours slices_kept{24 * 366};
inline constexpr std::chrono::hours slices_kept_apart{24 * 4};  // longer than the usual windows of burn rates
inline constexpr std::chrono::hours merged_slice{1};
inline constexpr std::int64_t bytes_of_a_slice = 64;       // in the file, with room
inline constexpr std::size_t max_slices_at_once = 10'000;  // of one reading

class slice_writer {
public:
    void forget() { runs_.clear(); }  // the file is another one

    void write(database& db, interned& ids, std::span<const model::slo::slice> closed, std::int64_t today);

private:
    std::unordered_map<std::string, model::slo::slice>
        runs_;  // by key: the last row, as this process wrote it
};

// Oldest first; `after`: the last one of those before, and where it begins.
struct slice_place {
    std::int64_t begin = 0, key = 0;
};
std::vector<model::slo::slice> slices_after(database& db, slice_place& after);

// Those of every hour that ended before `horizon` become one for each key, some hours at a time from `from`
// on, which moves. True when there may be more.
bool merge_slices(database& db, std::int64_t& from, std::int64_t horizon_ms);
std::int64_t count_slices(database& db);

// True when there may be more.
bool drop_slices_before(database& db, std::int64_t horizon_ms);

}  // namespace hm::daemon
