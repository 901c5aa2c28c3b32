// What the children of one node come to, one child after the other, by the model's own rules (rollup.hpp),
// without telling apart what makes no difference. Sums over combinations of children (structure.hpp,
// naive.hpp) so are sums over a handful of numbers: "two of them are healthy, one is not".
#pragma once

#include "model/graph.hpp"
#include "model/rollup.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

namespace hm::model {

class gatherer {
public:
    // `points`: scores matter, too.
    gatherer(const graph& g, vertex_id id, bool points);

    // Before any child.
    static constexpr std::uint32_t nobody = 0;
    // After one more: the child behind the n-th edge of the node.
    std::uint32_t with(std::uint32_t others, std::size_t n, const standing& child);
    // The node, once all children were added. Without `points`: with its state's nominal score.
    standing outcome(std::uint32_t all) const;

    std::size_t size() const { return seen_.size(); }  // how many were told apart so far

private:
    struct both {
        group_tally signals, needs;
    };
    std::uint32_t number_of(both b);

    const graph& graph_;
    const vertex_id id_;
    const bool points_;
    std::vector<both> seen_;
    std::map<std::vector<std::uint64_t>, std::uint32_t> numbers_;
};

}  // namespace hm::model
