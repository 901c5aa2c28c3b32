// What a calculation by hand comes to: at every node the children as if they had nothing in common, so that
// what two branches or two regions share fails in each of them apart. Only to be shown beside the exact
// figure, and as a second opinion where nothing is shared.
#pragma once

#include "model/slo/wholes.hpp"

#include <optional>
#include <vector>

namespace hm::model {

// More combinations of children than this, told apart by their node's rule, are not followed.
inline constexpr std::size_t max_naive_sums = 10'000;

// By vertex of the graph of wholes: the share of time in which it is unhealthy. Absent where that would be
// too much work.
std::vector<std::optional<double>> naive_unavailabilities(const graph& wholes);

}  // namespace hm::model
