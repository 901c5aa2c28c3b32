// How likely a function of the leaves (structure.hpp) is bad, and how that depends on each leaf.
// Sums and products of non-negative numbers only: the relative error stays near 1e-16 times the depth,
// however small the result.
#pragma once

#include "model/slo/diagram.hpp"

#include <functional>
#include <span>
#include <vector>

namespace hm::model {

class bad_chance {
public:
    // `is_bad`: by value of the diagram. Copies what it needs of it.
    bad_chance(const diagram& functions, diagram::ref root, const std::function<bool(std::uint32_t)>& is_bad);

    // The chance of a bad value; `down`: by variable, the chance that this leaf is.
    double operator()(std::span<const double> down) const;

    // For each set of leaves: the chance if all of them are up, and if all are down.
    struct swing {
        double up = 0, down = 0;
    };
    std::vector<swing> swings(std::span<const double> down,
                              const std::vector<std::vector<std::size_t>>& sets) const;

    // By variable: by how much the chance grows as this leaf's does, (with it down) - (with it up): its
    // Birnbaum importance. 0 for leaves that make no difference.
    std::vector<double> slopes(std::span<const double> down) const;

    std::size_t size() const { return nodes_.size(); }

    // Whether the function asks for this leaf, by variable.
    std::vector<bool> asked(std::size_t variables) const;

private:
    std::vector<double> chances(std::span<const double> down) const;  // by node
    void swing_some(std::span<const double> down, std::span<const std::vector<std::size_t>> sets,
                    std::span<swing> result) const;

    // Children before parents; the last one is the root. Values: 1 is bad, 0 is not.
    std::vector<diagram::node> nodes_;
};

}  // namespace hm::model
