#include "model/slo/traffic_shares.hpp"

#include "model/slo/tally.hpp"

#include <algorithm>

namespace hm::model::slo {

namespace {

// What the weights of one kind add up to.
struct weights {
    std::int64_t unhealthy = 0, degraded = 0, unknown = 0, maintenance = 0, all = 0;

    void add(const vertex_health& h, std::int64_t weight) {
        all += weight;
        if (h.in_maintenance())
            maintenance += weight;
        else if (h.health.now == state::unhealthy)
            unhealthy += weight;
        else if (h.health.now == state::degraded)
            degraded += weight;
        else if (h.health.now == state::unknown)
            unknown += weight;
    }
    traffic_shares shares() const {
        if (all == 0) return {0, 0, whole, 0};
        return {share_of(whole, unhealthy, all), share_of(whole, degraded, all),
                share_of(whole, unknown, all), share_of(whole, maintenance, all)};
    }
};

}  // namespace

traffic_shares shares_of(const vertex_health& h) {
    weights w;
    w.add(h, 1);
    return w.shares();
}

traffic_shares shares_of(std::span<const place_share> places) {
    const bool any =
        std::any_of(places.begin(), places.end(), [](const place_share& p) { return p.weight > 0; });
    weights w;
    for (const place_share& p : places) w.add(*p.health, any ? p.weight : p.configured);
    return w.shares();
}

}  // namespace hm::model::slo
