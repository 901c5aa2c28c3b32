// The burn-rate alerts of a picture's objectives (model/slo), as alert rules look at them.
#pragma once

#include "model/alerts/finding.hpp"
#include "model/snapshot.hpp"

#include <vector>

namespace hm::model::alerts {

// All of them, firing or not, by names such as "page-1h" and "ticket-3d-degraded". Those of a composite are
// the root's: "shop-page-1h".
std::vector<reported_burn> burns_of(const snapshot& s);

}  // namespace hm::model::alerts
