// Why a node is as it is: contributions, counts and blame, read from a snapshot. Computed on demand, never
// stored.
#pragma once

#include "model/snapshot.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace hm::model {

struct contribution {
    vertex_id child{};
    bool from_signal = false;  // one of the node's own signals, rather than a need
    state child_state = state::unknown;
    mapped contributed = mapped::unknown;  // after the edge map; drop when it does not count
    score value;                           // contributed score; absent when unknown or dropped
    weight share = weight_one;
    impact effect = impact::standard;
    bool essential = false;
};

struct counts {
    std::uint32_t healthy = 0, degraded = 0, unhealthy = 0, unknown = 0;  // as contributed
    std::uint32_t dropped = 0;
};

// A leaf that a node's state comes from.
struct culprit {
    vertex_id leaf{};
    bool alone = false;  // its recovery alone would better the node
    std::vector<vertex_id>
        path;  // from the node (exclusive) down to the leaf (inclusive): one of the shortest
};

struct explanation {
    std::vector<contribution> contributions;
    counts count;
    std::vector<culprit> blame;  // never empty for a node that is not healthy; alone first, then by name
    std::vector<std::string> impaired;
};

// The most leaves that blame lists, of a node with thousands of dead ones.
inline constexpr std::size_t max_blame = 50;

explanation explain(const snapshot& s, vertex_id node);

// The names behind vertex_health::impaired.
std::vector<std::string> abilities_of(const graph& g, std::uint64_t bits);

// One line for people: "cosmos-db@westeurope/write: timeout". Empty for a healthy node.
std::string headline(const snapshot& s, vertex_id node);

}  // namespace hm::model
