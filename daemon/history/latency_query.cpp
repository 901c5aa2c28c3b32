// Latencies of a signal over a while, as coarse as it takes to be few.
#include "daemon/history/history_file.hpp"
#include "daemon/history/interned.hpp"
#include "daemon/history/queries.hpp"
#include "daemon/history/tidy.hpp"

namespace hm::daemon {

namespace {

class digest_finder {
public:
    digest_finder(database& db, std::int64_t signal, std::int64_t now)
        : signal_(signal),
          now_(now),
          find_(db,
                "select count, sum_us, min_us, max_us, buckets from digest where tier = ? and at = ? and "
                "signal = ?") {}

    // What the tier does not have may not be merged yet; of what is old, it is.
    model::latency_digest at(std::size_t tier, std::int64_t begin) {
        find_.reset();
        find_.bind(static_cast<std::int64_t>(tier)).bind(begin).bind(signal_);
        if (find_.step()) return read_digest(find_);
        model::latency_digest d;
        if (tier == 0 || begin < now_ - latency_tiers[tier - 1].keep.count()) return d;
        const std::int64_t end = begin + latency_tiers[tier].length.count();
        for (std::int64_t t = begin; t < end; t += latency_tiers[tier - 1].length.count())
            d.merge(at(tier - 1, t));
        return d;
    }

private:
    std::int64_t signal_, now_;
    statement find_;
};

// The finest that has all of it, in few enough points.
std::size_t tier_for(std::int64_t from, std::int64_t to, std::int64_t now) {
    for (std::size_t tier = 0; tier + 1 < latency_tiers.size(); ++tier) {
        const auto& [length, keep] = latency_tiers[tier];
        if ((to - from) / length.count() <= max_latency_points && from >= now - keep.count()) return tier;
    }
    return latency_tiers.size() - 1;
}

}  // namespace

latency_points latencies(database& db, std::string_view signal, model::wall_time from, model::wall_time to,
                         model::wall_time now) {
    const std::int64_t end = std::min(number_of(to), number_of(now) + 1);
    const std::size_t tier = tier_for(number_of(from), end, number_of(now));
    const std::int64_t length = latency_tiers[tier].length.count();
    latency_points found{latency_tiers[tier].length, {}};
    const auto id = id_of_name(db, signal);
    if (!id) return found;
    digest_finder finder{db, *id, number_of(now)};
    const std::int64_t first = std::max(number_of(from), end - max_latency_points * length);
    for (std::int64_t begin = first / length * length; begin < end; begin += length)
        if (auto d = finder.at(tier, begin); d.count > 0)
            found.points.push_back({{std::string{signal}, "signal", {}}, time_of(begin), d});
    return found;
}

}  // namespace hm::daemon
