// Single points of failure: one instance of an entity whose death alone, with everything else healthy, makes
// a flow unhealthy in every region where it runs, so that there is nowhere to send its users. Found by asking
// the evaluator, so every rollup, impact and group is respected. Looks at the model, never at what is
// measured.
#pragma once

#include "model/graph.hpp"

#include <cstddef>
#include <memory>
#include <vector>

namespace hm::model {

struct single_point {
    entity_id what{};
    std::vector<region_id> places;  // each of them alone; empty for a global entity
    std::vector<entity_id> flows;   // those that run in several regions, in the order of the definition
};

// What the search may cost, counted in edges that the evaluator looks at: a second or two. 100,000 nodes
// with some hundred shared entities stay below it; where everything hangs on everything it would take hours.
inline constexpr std::size_t max_single_point_work = 10'000'000;

struct single_points {
    std::vector<single_point> found;  // in the order of the definition
    bool complete = true;             // false: the search was given up, there may be more
};

single_points find_single_points(const std::shared_ptr<const graph>& g,
                                 std::size_t max_work = max_single_point_work);

}  // namespace hm::model
