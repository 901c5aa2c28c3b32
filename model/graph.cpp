#include "model/graph.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace hm::model {

edge_map map_of(impact i) {
    using enum mapped;
    switch (i) {
        case impact::standard:
            return {healthy, degraded, unhealthy, unknown};
        case impact::limited:
            return {healthy, healthy, degraded, drop};
        case impact::at_most_degraded:
            return {healthy, degraded, degraded, unknown};
        case impact::suppressed:
            return {healthy, healthy, healthy, drop};
    }
    return {};
}

namespace {

group_kind group_kind_of(rollup_kind k) {
    switch (k) {
        case rollup_kind::worst:
            return group_kind::worst;
        case rollup_kind::weighted:
            return group_kind::weighted;
        case rollup_kind::redundant:
            return group_kind::redundant;
        case rollup_kind::best:
            return group_kind::best;
        case rollup_kind::at_least:
            return group_kind::at_least;
    }
    return group_kind::worst;
}

// A flow's weight in its region's score: high 4, medium 2, low 1.
weight weight_of(criticality c) {
    switch (c) {
        case criticality::high:
            return 4 * weight_one;
        case criticality::medium:
            return 2 * weight_one;
        case criticality::low:
            return weight_one;
    }
    return weight_one;
}

// Entities so that whoever is needed comes first. Needs of a single signal do not count: a signal is a leaf.
// Iterative, because a chain of needs may be as long as the model.
std::vector<entity_id> topological_order(const definition& d) {
    enum class mark : std::uint8_t { fresh, open, done };
    struct frame {
        std::size_t entity;
        std::size_t next_need = 0;
    };
    std::vector<mark> marks(d.entities.size(), mark::fresh);
    std::vector<entity_id> order;
    order.reserve(d.entities.size());
    std::vector<frame> stack;
    for (std::size_t start = 0; start < d.entities.size(); ++start) {
        if (marks[start] != mark::fresh) continue;
        stack.push_back({start});
        marks[start] = mark::open;
        while (!stack.empty()) {
            frame& top = stack.back();
            const auto& needs = d.entities[top.entity].needs;
            if (top.next_need == needs.size()) {
                marks[top.entity] = mark::done;
                order.push_back(entity_id{static_cast<std::uint32_t>(top.entity)});
                stack.pop_back();
                continue;
            }
            const need& n = needs[top.next_need++];
            const std::size_t target = index(n.target);
            if (n.signal || marks[target] == mark::done) continue;
            if (marks[target] == mark::open)
                throw std::logic_error("a definition must not have cyclic needs");
            marks[target] = mark::open;
            stack.push_back({target});
        }
    }
    return order;
}

}  // namespace

group_rule::group_rule(const rollup_rule& r)
    : kind(group_kind_of(r.kind)), quorums(r.kind == rollup_kind::at_least ? &r.at_least : nullptr) {}

// Builds the arrays in vertex order: all signals, then each entity after those that it needs (instances, then
// the roll-up), then regions, then the root. Edges are appended as their parent is made, so they are
// contiguous by parent.
class graph_builder {
public:
    graph_builder(graph& target, const definition& source) : g_(target), d_(source) {}

    void build() {
        g_.instances_.assign(d_.entities.size() * d_.regions.size(), vertex_id::none);
        g_.rollup_vertices_.assign(d_.entities.size(), vertex_id::none);
        first_signal_.resize(d_.entities.size());
        for (std::size_t i = 0; i < d_.entities.size(); ++i)
            add_signals(entity_id{static_cast<std::uint32_t>(i)});
        add_signal_rollups();
        for (entity_id e : topological_order(d_)) add_entity(e);
        for (std::size_t r = 0; r < d_.regions.size(); ++r)
            add_region(region_id{static_cast<std::uint16_t>(r)});
        add_root();
        link_parents();
        for (std::size_t v = 0; v < g_.names_.size(); ++v)
            g_.by_name_.emplace(g_.names_[v], vertex_id{static_cast<std::uint32_t>(v)});
    }

private:
    static std::size_t places_of(const entity& e) { return e.where == scope::global ? 1 : e.regions.size(); }

    vertex_id open(vertex v, std::string name) {
        v.edges_begin = v.needs_begin = v.edges_end = static_cast<std::uint32_t>(g_.edges_.size());
        g_.vertices_.push_back(v);
        g_.names_.push_back(std::move(name));
        return vertex_id{static_cast<std::uint32_t>(g_.vertices_.size() - 1)};
    }

    void add_edge(vertex_id parent, edge e) {
        vertex& v = g_.vertices_[index(parent)];
        const vertex& child = g_.at(e.child);
        v.sees_global = v.sees_global || child.global || child.sees_global;
        g_.edges_.push_back(e);
        v.edges_end = static_cast<std::uint32_t>(g_.edges_.size());
    }

    std::string instance_name(entity_id id, std::size_t place) const {
        const entity& e = d_.at(id);
        return e.where == scope::global ? e.name : fmt::format("{}@{}", e.name, d_.at(e.regions[place]).name);
    }

    void add_signals(entity_id id) {
        const entity& e = d_.at(id);
        first_signal_[index(id)] = g_.signal_vertices_.size();
        for (std::size_t place = 0; place < places_of(e); ++place) {
            for (const signal_definition& s : e.signals) {
                vertex v;
                v.kind = vertex_kind::signal;
                v.global = e.where == scope::global;
                v.place = v.global ? region_id::none : e.regions[place];
                v.source = id;
                v.signal = signal_id{static_cast<std::uint32_t>(g_.signal_vertices_.size())};
                g_.signal_vertices_.push_back(
                    open(v, fmt::format("{}/{}", instance_name(id, place), s.name)));
                g_.specs_.push_back(s.places[place]);
            }
        }
    }

    vertex_id signal_vertex(entity_id id, std::size_t place, std::size_t signal) const {
        return g_.signal_vertices_[first_signal_[index(id)] + place * d_.at(id).signals.size() + signal];
    }

    // `needs: cosmos-db/read` from where cosmos-db does not run: the signal over all its regions.
    void add_signal_rollups() {
        for (const entity& e : d_.entities) {
            for (const need& n : e.needs) {
                const entity& target = d_.at(n.target);
                if (!n.signal || target.where == scope::global || runs_wherever(target, e)) continue;
                const std::string name = fmt::format("{}/{}", target.name, target.signals[*n.signal].name);
                if (signal_rollups_.contains(name)) continue;
                const vertex_id v = open(rollup_of(n.target), name);
                for (std::size_t place = 0; place < target.regions.size(); ++place)
                    add_edge(v,
                             over_regions(signal_vertex(n.target, place, *n.signal), target.regions[place]));
                signal_rollups_.emplace(name, v);
            }
        }
    }

    static bool runs_wherever(const entity& target, const entity& user) {
        if (user.where == scope::global) return false;
        return std::all_of(user.regions.begin(), user.regions.end(), [&](region_id r) {
            return std::find(target.regions.begin(), target.regions.end(), r) != target.regions.end();
        });
    }

    vertex rollup_of(entity_id id) const {
        vertex v;
        v.kind = vertex_kind::rollup;
        v.source = id;
        v.needs_rule = group_rule(d_.at(id).across_regions);
        return v;
    }

    edge over_regions(vertex_id child, region_id place) const {
        edge e;
        e.child = child;
        e.share = d_.at(place).share;
        e.drop_never_known = true;
        return e;
    }

    void add_entity(entity_id id) {
        const entity& e = d_.at(id);
        for (std::size_t place = 0; place < places_of(e); ++place) add_instance(id, place);
        if (e.where == scope::global) return;
        const vertex_id v = open(rollup_of(id), e.name);
        for (region_id r : e.regions) add_edge(v, over_regions(g_.instance(id, r), r));
        g_.rollup_vertices_[index(id)] = v;
    }

    void add_instance(entity_id id, std::size_t place) {
        const entity& e = d_.at(id);
        vertex v;
        v.signals_rule = group_rule(e.signals_rollup);
        v.needs_rule = group_rule(e.rollup);
        v.global = e.where == scope::global;
        v.place = v.global ? region_id::none : e.regions[place];
        v.source = id;
        const vertex_id vertex = open(v, instance_name(id, place));
        for (std::size_t s = 0; s < e.signals.size(); ++s) {
            edge own;
            own.child = signal_vertex(id, place, s);
            add_edge(vertex, own);
        }
        g_.vertices_[index(vertex)].needs_begin = g_.vertices_[index(vertex)].edges_end;
        for (const need& n : e.needs) add_edge(vertex, edge_of(n, v.place));

        if (v.global) {
            g_.rollup_vertices_[index(id)] = vertex;
            for (std::size_t r = 0; r < d_.regions.size(); ++r)
                g_.instances_[index(id) * d_.regions.size() + r] = vertex;
        } else {
            g_.instances_[index(id) * d_.regions.size() + index(v.place)] = vertex;
        }
    }

    edge edge_of(const need& n, region_id place) {
        edge e;
        e.child = child_of(n, place);
        e.share = n.share;
        e.map = map_of(n.effect);
        e.effect = n.effect;
        e.essential = n.essential;
        for (const std::string& ability : n.affects) e.abilities |= ability_bit(ability);
        return e;
    }

    // The same region's instance or a global one; from elsewhere the roll-up.
    vertex_id child_of(const need& n, region_id place) const {
        const entity& target = d_.at(n.target);
        if (target.where == scope::global)
            return n.signal ? signal_vertex(n.target, 0, *n.signal) : g_.seen_from_elsewhere(n.target);
        const auto here = std::find(target.regions.begin(), target.regions.end(), place);
        const bool runs_here = place != region_id::none && here != target.regions.end();
        if (!n.signal) return runs_here ? g_.instance(n.target, place) : g_.seen_from_elsewhere(n.target);
        if (runs_here)
            return signal_vertex(n.target, static_cast<std::size_t>(here - target.regions.begin()),
                                 *n.signal);
        return signal_rollups_.at(fmt::format("{}/{}", target.name, target.signals[*n.signal].name));
    }

    std::uint64_t ability_bit(const std::string& ability) {
        auto& all = g_.abilities_;
        auto found = std::find(all.begin(), all.end(), ability);
        if (found == all.end()) {
            if (all.size() == max_abilities)
                throw std::length_error(
                    fmt::format("a model may name at most {} abilities in `affects`", max_abilities));
            found = all.insert(all.end(), ability);
        }
        return std::uint64_t{1} << (found - all.begin());
    }

    // A flow of criticality medium or low contributes at most degraded; the exception to that is in the rule
    // `flows`.
    void add_region(region_id r) {
        vertex v;
        v.kind = vertex_kind::region;
        v.place = r;
        v.needs_rule = group_rule::flows;
        const vertex_id region = open(v, d_.at(r).name);
        for (std::size_t i = 0; i < d_.entities.size(); ++i) {
            const entity& flow = d_.entities[i];
            if (flow.kind != entity_kind::flow || flow.where == scope::global) continue;
            edge e;
            e.child = g_.instance(entity_id{static_cast<std::uint32_t>(i)}, r);
            if (e.child == vertex_id::none) continue;
            e.share = weight_of(flow.weight_class);
            e.effect = flow.weight_class == criticality::high ? impact::standard : impact::at_most_degraded;
            e.map = map_of(e.effect);
            add_edge(region, e);
        }
        g_.region_vertices_.push_back(region);
    }

    void add_root() {
        vertex v;
        v.kind = vertex_kind::root;
        g_.root_ = open(v, d_.name);
        for (std::size_t i = 0; i < d_.entities.size(); ++i) {
            if (d_.entities[i].kind != entity_kind::flow) continue;
            edge e;
            e.child = g_.rollup_vertices_[i];
            add_edge(g_.root_, e);
        }
    }

    // The transpose of edges_, by counting sort; a parent with two edges to one child stands once.
    void link_parents() {
        std::vector<vertex_id> last_parent(g_.size(), vertex_id::none);
        const auto for_each_link = [&](auto&& visit) {
            std::fill(last_parent.begin(), last_parent.end(), vertex_id::none);
            for (std::size_t p = 0; p < g_.size(); ++p) {
                const vertex_id parent{static_cast<std::uint32_t>(p)};
                for (const edge& e : g_.edges(parent)) {
                    if (std::exchange(last_parent[index(e.child)], parent) == parent) continue;
                    visit(parent, g_.vertices_[index(e.child)]);
                }
            }
        };
        for_each_link([](vertex_id, vertex& child) { ++child.parents_end; });
        std::uint32_t total = 0;
        for (vertex& v : g_.vertices_) {
            const std::uint32_t count = v.parents_end;
            v.parents_begin = v.parents_end = total;
            total += count;
        }
        g_.parents_.resize(total);
        for_each_link([&](vertex_id parent, vertex& child) { g_.parents_[child.parents_end++] = parent; });
    }

    graph& g_;
    const definition& d_;
    std::vector<std::size_t> first_signal_;  // by entity: its first signal_id
    std::unordered_map<std::string, vertex_id> signal_rollups_;
};

graph::graph(std::shared_ptr<const definition> source) : source_(std::move(source)) {
    graph_builder{*this, *source_}.build();
}

vertex_id graph::find(std::string_view name) const {
    const auto found = by_name_.find(name);
    return found == by_name_.end() ? vertex_id::none : found->second;
}

signal_id graph::find_signal(std::string_view name) const {
    const vertex_id v = find(name);
    return v == vertex_id::none ? signal_id::none : at(v).signal;
}

std::span<const edge> graph::edges(vertex_id id) const {
    const vertex& v = at(id);
    return std::span{edges_}.subspan(v.edges_begin, v.edges_end - v.edges_begin);
}

std::span<const edge> graph::signal_edges(vertex_id id) const {
    const vertex& v = at(id);
    return std::span{edges_}.subspan(v.edges_begin, v.needs_begin - v.edges_begin);
}

std::span<const edge> graph::need_edges(vertex_id id) const {
    const vertex& v = at(id);
    return std::span{edges_}.subspan(v.needs_begin, v.edges_end - v.needs_begin);
}

std::span<const vertex_id> graph::parents(vertex_id id) const {
    const vertex& v = at(id);
    return std::span{parents_}.subspan(v.parents_begin, v.parents_end - v.parents_begin);
}

vertex_id graph::instance(entity_id entity, region_id place) const {
    return instances_[index(entity) * source_->regions.size() + index(place)];
}

}  // namespace hm::model
