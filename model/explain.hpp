// Why a node is as it is: contributions, counts and blame, read from a snapshot. Computed on demand, never
// stored.
#pragma once

#include "model/snapshot.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace hm::model {

struct contribution {
    vertex_id child{};
    bool from_signal = false;  // one of the node's own signals, rather than a need
    standing of_child;
    mapped contributed;  // after the edge map
    score value;         // contributed score; absent when unknown or dropped
    const edge_spec* edge = nullptr;
};

struct counts {
    std::array<std::uint32_t, max_states> by_rank{};  // as contributed
    std::uint32_t dropped = 0;                        // left out by the edge
    std::uint32_t maintenance = 0;                    // of the dropped ones

    std::uint32_t of(grade g) const { return by_rank[g.rank()]; }
};

// A leaf that a node's state comes from.
struct culprit {
    vertex_id leaf{};
    bool alone = false;  // its recovery alone would better the node
    std::vector<vertex_id>
        path;  // from the node (exclusive) down to the leaf (inclusive): one of the shortest
};

// What one group of children came to. `rung`: which one of its rule fired, as text, when the rule is a ladder
// or expands to one; "else" when none did. With unknown children it may be one of two: then both, joined by "
// | ".
struct group_explanation {
    grade best, worst;  // the bounds
    std::string rung;
};

struct explanation {
    std::optional<group_explanation> signals, needs;  // absent: has no say
    bool held = false;                                // it is what it was, because it would be unknown
    std::vector<contribution> contributions;
    counts count;
    std::vector<culprit> blame;  // never empty for a node that is not healthy; alone first, then by name
    std::vector<std::string> impaired;
};

// The most leaves that blame lists, of a node with thousands of dead ones.
inline constexpr std::size_t max_blame = 50;

explanation explain(const snapshot& s, vertex_id node);

// Everything that blame passes through from a node down to the leaves, without the node: none of it is well.
// Sorted. Nothing is left out of it, and no leaf is tried.
std::vector<vertex_id> blamed_below(const snapshot& s, vertex_id node);

// The names behind vertex_health::impaired.
std::vector<std::string> abilities_of(const graph& g, std::uint64_t bits);

// One line for people: "cosmos-db@westeurope/write: timeout". Empty for a healthy node.
std::string headline(const snapshot& s, vertex_id node);

}  // namespace hm::model
