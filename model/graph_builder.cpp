// How a definition becomes a graph.
#include "model/graph.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <numeric>
#include <stdexcept>

namespace hm::model {

namespace {

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

    void add_edge(vertex_id parent, vertex_id child_id, edge_terms terms) {
        vertex& v = g_.vertices_[index(parent)];
        const vertex& child = g_.at(child_id);
        v.sees_global = v.sees_global || child.global || child.sees_global;
        g_.edges_.push_back({child_id, g_.rules_.edge(std::move(terms))});
        v.edges_end = static_cast<std::uint32_t>(g_.edges_.size());
    }

    // All its edges are there: is it one of the many that need no more than the worst of its children?
    vertex_id close(vertex_id id) {
        vertex& v = g_.vertices_[index(id)];
        const node_rules& rules = g_.rules_.node_at(v.rules);
        const std::span<const edge> edges = g_.edges(id);
        const bool of_one = edges.size() == 1 && g_.spec(edges.front()).share > 0 && is_its_only_child(rules);
        v.plain = (rules.plain || of_one) &&
                  std::all_of(edges.begin(), edges.end(), [&](const edge& e) { return g_.spec(e).plain; });
        return id;
    }

    // Rules that come to the same for a single child. `redundant` goes by the classes, so that it must be
    // alone in its class.
    bool is_its_only_child(const node_rules& r) const {
        const auto one_of = [&](state kind) { return std::popcount(d_.states.of_class(kind)) == 1; };
        const bool one_each = one_of(state::healthy) && one_of(state::degraded) && one_of(state::unhealthy);
        const auto simple = [&](const group_rule& rule) {
            return rule.kind == group_kind::worst || rule.kind == group_kind::best ||
                   (rule.kind == group_kind::redundant && one_each);
        };
        return simple(r.signals) && simple(r.needs) && r.policy == node_policy{};
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
                    add_edge(v, signal_vertex(n.target, place, *n.signal),
                             over_regions(target, target.regions[place]));
                signal_rollups_.emplace(name, close(v));
            }
        }
    }

    static bool runs_wherever(const entity& target, const entity& user) {
        if (user.where == scope::global) return false;
        return std::all_of(user.regions.begin(), user.regions.end(), [&](region_id r) {
            return std::find(target.regions.begin(), target.regions.end(), r) != target.regions.end();
        });
    }

    vertex rollup_of(entity_id id) {
        vertex v;
        v.kind = vertex_kind::rollup;
        v.source = id;
        v.rules = g_.rules_.node(rollup_kind::worst, d_.at(id).across_regions, {});
        return v;
    }

    // A region that was never yet known is left out; of one region there is nobody to leave it to.
    edge_terms over_regions(const entity& e, region_id place) const {
        edge_terms t;
        t.share = d_.at(place).share;
        if (e.regions.size() > 1) t.map = {{flag::missing, std::nullopt, mapped::drop()}};
        return t;
    }

    void add_entity(entity_id id) {
        const entity& e = d_.at(id);
        for (std::size_t place = 0; place < places_of(e); ++place) add_instance(id, place);
        if (e.where == scope::global) return;
        const vertex_id v = open(rollup_of(id), e.name);
        for (region_id r : e.regions) add_edge(v, g_.instance(id, r), over_regions(e, r));
        g_.rollup_vertices_[index(id)] = close(v);
    }

    void add_instance(entity_id id, std::size_t place) {
        const entity& e = d_.at(id);
        vertex v;
        v.rules = g_.rules_.node(e.signals_rollup, e.rollup, e.policy);
        v.global = e.where == scope::global;
        v.place = v.global ? region_id::none : e.regions[place];
        v.source = id;
        const vertex_id vertex = open(v, instance_name(id, place));
        for (std::size_t s = 0; s < e.signals.size(); ++s) add_edge(vertex, signal_vertex(id, place, s), {});
        g_.vertices_[index(vertex)].needs_begin = g_.vertices_[index(vertex)].edges_end;
        for (const need& n : e.needs) add_edge(vertex, child_of(n, v.place), terms_of(n));
        close(vertex);

        if (v.global) {
            g_.rollup_vertices_[index(id)] = vertex;
            for (std::size_t r = 0; r < d_.regions.size(); ++r)
                g_.instances_[index(id) * d_.regions.size() + r] = vertex;
        } else {
            g_.instances_[index(id) * d_.regions.size() + index(v.place)] = vertex;
        }
    }

    edge_terms terms_of(const need& n) {
        edge_terms t{n.share, n.effect, n.map, n.drop_unknown, n.essential, 0};
        for (const std::string& ability : n.affects) t.abilities |= ability_bit(ability);
        return t;
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

    void add_region(region_id r) {
        vertex v;
        v.kind = vertex_kind::region;
        v.place = r;
        v.rules = g_.rules_.node(rollup_kind::worst, d_.region_rollup, {});
        const vertex_id region = open(v, d_.at(r).name);
        for (std::size_t i = 0; i < d_.entities.size(); ++i) {
            const entity& flow = d_.entities[i];
            if (flow.kind != entity_kind::flow || flow.where == scope::global) continue;
            const vertex_id child = g_.instance(entity_id{static_cast<std::uint32_t>(i)}, r);
            if (child != vertex_id::none) add_edge(region, child, in_region(flow));
        }
        g_.region_vertices_.push_back(close(region));
    }

    // A flow of criticality medium or low contributes at most degraded; the exception to that is in the rule
    // `flows`. A region that has a rule of its own gets its flows as they are.
    edge_terms in_region(const entity& flow) const {
        edge_terms t;
        t.share = weight_of(flow.weight_class);
        if (d_.region_rollup.kind == rollup_kind::flows && flow.weight_class != criticality::high)
            t.effect = impact::at_most_degraded;
        return t;
    }

    void add_root() {
        vertex v;
        v.kind = vertex_kind::root;
        v.rules = g_.rules_.node(rollup_kind::worst, d_.root_rollup, {});
        g_.root_ = open(v, d_.name);
        for (std::size_t i = 0; i < d_.entities.size(); ++i)
            if (d_.entities[i].kind == entity_kind::flow) add_edge(g_.root_, g_.rollup_vertices_[i], {});
        close(g_.root_);
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
                    visit(parent, e.child);
                }
            }
        };
        g_.parents_begin_.assign(g_.size() + 1, 0);
        for_each_link([&](vertex_id, vertex_id child) { ++g_.parents_begin_[index(child) + 1]; });
        std::partial_sum(g_.parents_begin_.begin(), g_.parents_begin_.end(), g_.parents_begin_.begin());
        g_.parents_.resize(g_.parents_begin_.back());
        std::vector<std::uint32_t> next = g_.parents_begin_;
        for_each_link([&](vertex_id parent, vertex_id child) { g_.parents_[next[index(child)]++] = parent; });
    }

    graph& g_;
    const definition& d_;
    std::vector<std::size_t> first_signal_;  // by entity: its first signal_id
    std::unordered_map<std::string, vertex_id> signal_rollups_;
};

graph::graph(std::shared_ptr<const definition> source) : source_(std::move(source)), rules_(source_->states) {
    graph_builder{*this, *source_}.build();
}

}  // namespace hm::model
