// How an entity stands at one instant, as its users feel it: by the traffic that its regions get. A region
// that is evicted counts no more, so that a failover costs what it cost them.
#pragma once

#include "model/health.hpp"
#include "model/ratio.hpp"

#include <span>

namespace hm::model::slo {

// Of the traffic; what is left goes to where it is healthy. Together at most `whole`.
struct traffic_shares {
    parts_per_billion unhealthy = 0;
    parts_per_billion degraded = 0;
    parts_per_billion unknown = 0;
    parts_per_billion maintenance = 0;

    friend bool operator==(const traffic_shares&, const traffic_shares&) = default;
};

// One place, or all at once.
traffic_shares shares_of(const vertex_health& h);

// A place and the traffic that it gets, in any unit.
struct place_share {
    const vertex_health* health;
    std::int64_t weight;      // now
    std::int64_t configured;  // when nobody gets any: nobody is served, wherever they are sent
};
traffic_shares shares_of(std::span<const place_share> places);

}  // namespace hm::model::slo
