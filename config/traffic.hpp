// `traffic:`: the rules by which routing states become what load balancers are told.
#pragma once

#include "config/draft.hpp"

namespace hm::config {

// Of any time under `traffic:`; none at all is `0s`.
inline constexpr model::duration longest_traffic_time = std::chrono::hours{24};
inline constexpr int max_weight_factor_percent = 1000;

void read_traffic(const member& traffic, draft& d);

}  // namespace hm::config
