// What a new model takes away from the one in use: asked before a reload, because a file that lost half of
// its lines is a mistake more often than a plan.
#pragma once

#include "model/graph.hpp"

#include <string>
#include <vector>

namespace hm::model {

// A reload that takes away more than this needs force.
inline constexpr std::size_t max_regions_removed = 1;
inline constexpr std::size_t max_nodes_removed_percent = 30;

struct model_change {
    std::vector<std::string> regions_removed;
    std::size_t nodes_before = 0;  // without signals
    std::size_t nodes_removed = 0;
    std::size_t nodes_added = 0;
};

model_change change_between(const graph& before, const graph& after);

// Why it takes away too much; empty when it does not.
std::string too_much(const model_change& c);

}  // namespace hm::model
