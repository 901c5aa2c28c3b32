// The part of history_file that keeps it within its bounds.
#include "daemon/history/history_file.hpp"
#include "daemon/history/tidy.hpp"

#include <algorithm>

namespace hm::daemon {

namespace {

// Above its bytes, this part of the time that is kept goes at once, the oldest; at least a minute.
constexpr std::int64_t cut_at_once = 50;
constexpr std::int64_t least_cut_ms = 60'000;

}  // namespace

bool history_file::tidy(model::wall_time now_wall, const history_bounds& bounds) {
    const std::int64_t now = number_of(now_wall);
    const std::int64_t in_use = bytes();
    bool more = false;
    file_.write([&](database& db) {
        const std::int64_t horizon = std::max(now - bounds.keep.count(), std::min(cut_, now));
        more = drop_transitions_before(db, horizon);
        more = drop_verdicts_before(db, horizon) || more;
        more = drop_latencies_before(db, horizon) || more;
        drop_spans_before(db, horizon);
        const std::int64_t budgets = std::chrono::milliseconds{slices_kept}.count();
        more = drop_slices_before(db, now - std::max(budgets, bounds.keep.count())) || more;
        const std::int64_t apart = std::chrono::milliseconds{slices_kept_apart}.count();
        more = merge_slices(db, slices_merged_until_, now - apart) || more;
        const auto too_large = [&] {  // slices are not what is cut, and nothing goes for their sake
            return in_use > bounds.max_bytes &&
                   in_use - count_slices(db) * bytes_of_a_slice > bounds.max_bytes;
        };
        if (!more && cut_ < now && too_large()) {
            const std::int64_t oldest = oldest_row(db, now);
            cut_ = oldest + std::max((now - oldest) / cut_at_once, least_cut_ms);
            more = true;
        }
        if (!more) more = drop_merged_latencies(db, now) || merge_latencies(db, now);
        if (more) return;
        const std::int64_t unused_since = day_of(time_of(horizon)) - 1;
        bool dropped = false;
        last_name_looked_at_ = drop_names_unused_since(db, unused_since, last_name_looked_at_, dropped);
        if (dropped) ids_.forget();
    });
    return more;
}

}  // namespace hm::daemon
