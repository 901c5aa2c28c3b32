// The objectives of a model as OpenSLO v1 documents, for tools that read those. Pure.
#pragma once

#include "model/definition.hpp"

#include <string>

namespace hm::daemon {

// A Service, and an SLO for each objective: of the node over its regions, and one more for the target for
// degraded. What counts is asked of our own metrics, by Prometheus; events, of the signals that others push.
// OpenSLO has no word for the short window of an alert, which stands in an annotation, and none for
// composites of ours, which are left out.
std::string openslo(const model::definition& d);

}  // namespace hm::daemon
