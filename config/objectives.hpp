// `objective:` of an entity, or of several together in `slos:`: a percentage, or a map that says how it is
// held against what happens. Read when all entities and their signals are known.
#pragma once

#include "config/draft.hpp"
#include "config/reader.hpp"

#include <array>
#include <chrono>

namespace hm::config {

inline constexpr std::chrono::hours min_slo_window{1};
inline constexpr std::chrono::days max_slo_window{365};
inline constexpr std::chrono::seconds min_slice{5};
inline constexpr std::chrono::hours max_slice{1};  // that every slice divides

void read_objectives(draft& d);

// An objective that stands below `at`. `about`: the entity; null for several together.
std::shared_ptr<model::slo::objective> read_objective(const member& m, const model::entity* about, draft& d);

}  // namespace hm::config
