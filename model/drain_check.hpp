// Whether an operator may drain a region without naming the guard as broken: what is left must be no less
// than the guard would leave. Only asked when the drain is made: once it is, it holds, whatever fails later.
#pragma once

#include "model/rollup_rule.hpp"
#include "model/traffic_rules.hpp"

#include <span>
#include <string>
#include <string_view>

namespace hm::model {

// A region as it is told.
struct told_region {
    bool serves = true;  // and is not being drained
    bool known = true;   // not warming
    weight share = weight_one;
};

inline constexpr std::string_view nobody_left = "no region would be left that is known to serve";

// What speaks against it, in words; empty: nothing.
std::string drain_objection(std::span<const told_region> regions, std::size_t drained,
                            const traffic_rules& rules);

}  // namespace hm::model
