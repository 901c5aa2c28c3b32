// healthmodel_slo_…: what is attained of the objectives, from one snapshot.
#pragma once

#include "model/snapshot.hpp"

#include <string>

namespace hm::daemon {

void add_slo_metrics(std::string& to, const model::snapshot& s);

}  // namespace hm::daemon
