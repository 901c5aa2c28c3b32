// What edges and nodes of a graph go by, made ready for the evaluator: maps as tables, words as ladders.
// Edges and nodes that are alike share one, so that a graph of a million nodes has few of them.
#pragma once

#include "model/definition.hpp"

#include <array>
#include <cstdint>
#include <deque>
#include <optional>
#include <unordered_map>
#include <vector>

namespace hm::model {

// What the definition says of an edge.
struct edge_terms {
    weight share = weight_one;
    impact effect = impact::standard;  // for people, too: the word that made the map
    std::vector<map_entry> map;
    bool drop_unknown = false;
    bool essential = false;
    std::uint64_t abilities = 0;  // bits of graph::abilities(): impaired while the child is unhealthy

    friend bool operator==(const edge_terms&, const edge_terms&) = default;
};

struct edge_spec : edge_terms {
    edge_spec(edge_terms terms, const scale& states);

    edge_map table;
    bool plain = false;  // the child's state as it is, and nothing else
};

// How the children of one group combine. `worst` and `best` are those of the one worst and best child;
// whatever counts children is a ladder.
enum class group_kind : std::uint8_t { worst, best, redundant, weighted, flows, ladder };

struct group_rule {
    using enum group_kind;

    group_kind kind = worst;
    const rollup_rule* written = nullptr;  // in the graph's own store; null: worst
    const model::ladder* rungs = nullptr;  // kind ladder

    friend bool operator==(const group_rule& a, const group_rule& b) { return a.written == b.written; }
};

struct node_rules {
    group_rule signals, needs;
    node_policy policy;
    std::array<grade, max_states> output;  // by rank
    bool plain = false;                    // both groups `worst`, and nothing special about unknown or empty

    friend bool operator==(const node_rules& a, const node_rules& b) {
        return a.signals == b.signals && a.needs == b.needs && a.policy == b.policy;
    }
};

// Hands out the specs of edges and nodes by number, equal ones only once.
class compiled_rules {
public:
    explicit compiled_rules(const scale& states) : states_(states) {}

    std::uint32_t edge(edge_terms terms);
    std::uint32_t node(const rollup_rule& signals, const rollup_rule& needs, const node_policy& policy);

    const edge_spec& edge_at(std::uint32_t number) const { return edges_[number]; }
    const node_rules& node_at(std::uint32_t number) const { return nodes_[number]; }
    const scale& states() const { return states_; }

private:
    group_rule group(const rollup_rule& rule);

    const scale& states_;
    std::vector<edge_spec> edges_;
    std::vector<node_rules> nodes_;
    std::deque<rollup_rule> rules_;  // each once; pointed to, so that they stay where they are
    std::deque<ladder> ladders_;
    // By hash. A hash need not tell everything apart, equality does.
    std::unordered_multimap<std::size_t, std::uint32_t> edges_by_hash_, nodes_by_hash_;
    std::unordered_multimap<std::size_t, group_rule> groups_by_hash_;
};

}  // namespace hm::model
