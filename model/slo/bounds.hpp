// What is certain of a node that is too entangled for an exact figure (structure.hpp): two numbers between
// which it lies, whatever its children have in common. From Boole's and Fréchet's inequalities; the rule's
// own code says the rest.
#pragma once

#include "model/slo/structure.hpp"

#include <span>
#include <vector>

namespace hm::model {

// Of something that is between 0 and 1: exact when both are the same.
struct chance_range {
    double lowest = 0, highest = 1;

    bool exact() const { return lowest == highest; }
    friend bool operator==(const chance_range&, const chance_range&) = default;
};

// By vertex: how likely it is unhealthy, the share of time. `down`: by variable, of each leaf.
std::vector<chance_range> unavailabilities(const structure& s, std::span<const double> down);

}  // namespace hm::model
