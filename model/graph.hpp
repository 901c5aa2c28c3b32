// The definition unfolded over its regions: vertices (nodes, and signals as leaves) in flat arrays, children
// before parents, edges contiguous by parent. Static: who depends on whom, by which rule. The states live in
// health_table.
//
//   signal  catalog-api@westeurope/latency    a leaf
//   entity  catalog-api@westeurope            an instance of a regional entity, or a global entity
//   rollup  catalog-api                       a regional entity (or one signal of it) over all its regions
//   region  westeurope                        the flows of the region
//   root    contoso-shoes                     all flows
#pragma once

#include "model/compiled_rules.hpp"
#include "model/definition.hpp"
#include "model/ids.hpp"

#include <array>
#include <cstdint>
#include <memory>
#include <ranges>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace hm::model {

enum class vertex_kind : std::uint8_t { signal, entity, rollup, region, root };

struct edge {
    vertex_id child{};
    std::uint32_t spec = 0;  // graph::spec()
};

struct vertex {
    vertex_kind kind = vertex_kind::entity;
    bool global : 1 = false;  // counted as healthy in the routing view
    bool sees_global : 1 =
        false;               // a global vertex is among its descendants, so health and routing may differ
    bool plain : 1 = false;  // rules and edges have nothing special: the worst child, as it is
    region_id place = region_id::none;
    std::uint32_t rules = 0;        // graph::rules()
    std::uint32_t edges_begin = 0;  // own signals first, …
    std::uint32_t needs_begin = 0;  // … then needs
    std::uint32_t edges_end = 0;
    entity_id source = entity_id::none;
    signal_id signal = signal_id::none;  // kind signal
};

inline constexpr std::size_t max_abilities = 64;

class graph {
public:
    explicit graph(std::shared_ptr<const definition> source);

    std::size_t size() const { return vertices_.size(); }
    const vertex& at(vertex_id id) const { return vertices_[index(id)]; }
    const std::string& name(vertex_id id) const { return names_[index(id)]; }
    vertex_id find(std::string_view name) const;  // none when there is no such vertex

    std::span<const edge> edges(vertex_id id) const;  // all, own signals first
    std::span<const edge> signal_edges(vertex_id id) const;
    std::span<const edge> need_edges(vertex_id id) const;
    const edge_spec& spec(const edge& e) const { return rules_.edge_at(e.spec); }
    const node_rules& rules(vertex_id id) const { return rules_.node_at(at(id).rules); }
    const scale& states() const { return source_->states; }
    std::span<const vertex_id> parents(vertex_id id) const;  // each once

    std::size_t signal_count() const { return signal_vertices_.size(); }
    auto signals() const {  // every signal_id, in order
        return std::views::iota(std::uint32_t{0}, static_cast<std::uint32_t>(signal_count())) |
               std::views::transform([](std::uint32_t i) { return signal_id{i}; });
    }
    signal_id find_signal(std::string_view name) const;  // none when there is no such signal
    vertex_id vertex_of(signal_id id) const { return signal_vertices_[index(id)]; }
    const std::shared_ptr<const signal_spec>& spec_of(signal_id id) const { return specs_[index(id)]; }

    vertex_id root() const { return root_; }
    vertex_id region(region_id id) const { return region_vertices_[index(id)]; }
    // The instance of an entity in a region; the vertex itself for a global one; none where it does not run.
    vertex_id instance(entity_id entity, region_id place) const;
    // The entity seen from elsewhere: its roll-up over regions, or the global vertex itself.
    vertex_id seen_from_elsewhere(entity_id entity) const { return rollup_vertices_[index(entity)]; }

    std::span<const std::string> abilities() const { return abilities_; }
    const definition& source() const { return *source_; }
    const std::shared_ptr<const definition>& shared_source() const { return source_; }

private:
    friend class graph_builder;  // graph_builder.cpp

    std::shared_ptr<const definition> source_;
    std::vector<vertex> vertices_;
    std::vector<std::string> names_;
    std::vector<edge> edges_;
    compiled_rules rules_;
    std::vector<vertex_id> parents_;
    std::vector<std::uint32_t> parents_begin_;  // by vertex, and one more
    std::vector<vertex_id> signal_vertices_;
    std::vector<std::shared_ptr<const signal_spec>> specs_;
    std::vector<vertex_id> region_vertices_;
    std::vector<vertex_id> rollup_vertices_;  // by entity
    std::vector<vertex_id> instances_;        // entity × region
    std::vector<std::string> abilities_;
    std::unordered_map<std::string_view, vertex_id> by_name_;  // views into names_
    vertex_id root_ = vertex_id::none;
};

}  // namespace hm::model
