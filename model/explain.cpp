#include "model/explain.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <map>
#include <tuple>
#include <unordered_map>

namespace hm::model {

namespace {

state health_of(const snapshot& s, vertex_id id) {
    return s.rows.at(id).health.health;
}

mapped contributed_by(const snapshot& s, const edge& e) {
    const vertex_health& child = s.rows.at(e.child).health;
    if (e.drop_never_known && !child.ever_known) return mapped::drop;
    return e.map[static_cast<std::size_t>(child.health)];
}

contribution describe(const snapshot& s, const edge& e, bool from_signal) {
    const vertex_health& child = s.rows.at(e.child).health;
    contribution c{e.child, from_signal, child.health, contributed_by(s, e),
                   {},      e.share,     e.effect,     e.essential};
    if (c.contributed == mapped::drop || c.contributed == mapped::unknown) return c;
    const auto contributed = static_cast<state>(c.contributed);
    c.value = contributed == child.health ? child.health_score : nominal_score(contributed);
    return c;
}

void count(counts& n, mapped m) {
    switch (m) {
        case mapped::healthy:
            ++n.healthy;
            break;
        case mapped::degraded:
            ++n.degraded;
            break;
        case mapped::unhealthy:
            ++n.unhealthy;
            break;
        case mapped::unknown:
            ++n.unknown;
            break;
        case mapped::drop:
            ++n.dropped;
            break;
    }
}

// Rules under which the recovery of any child may help, not only of the worst.
bool is_counting(group_rule rule) {
    return rule == group_rule::weighted || rule == group_rule::redundant || rule == group_rule::best ||
           rule == group_rule::at_least;
}

// Whether an edge that contributes `m` helps to make a node of state `node` what it is.
bool responsible(state node, mapped m, group_rule rule) {
    if (m == mapped::drop || m == mapped::healthy) return false;
    if (is_counting(rule)) return true;
    if (node == state::unknown) return m == mapped::unknown;
    return m != mapped::unknown && static_cast<state>(m) >= node;
}

// The edges along which blame goes down from a node that is not healthy. Strictly responsible ones if there
// are any; else whatever is not healthy (a node degraded by its bounds alone, a region whose capped flows are
// all dead).
std::vector<const edge*> blamed_edges(const snapshot& s, vertex_id node) {
    const graph& g = *s.model;
    const vertex& v = g.at(node);
    const state own = health_of(s, node);
    std::vector<const edge*> strict, loose;
    const auto collect = [&](std::span<const edge> edges, group_rule rule) {
        for (const edge& e : edges) {
            const mapped m = contributed_by(s, e);
            if (responsible(own, m, rule)) strict.push_back(&e);
            if (m != mapped::drop && health_of(s, e.child) != state::healthy) loose.push_back(&e);
        }
    };
    collect(g.signal_edges(node), v.signals_rule);
    collect(g.need_edges(node), v.needs_rule);
    return strict.empty() ? loose : strict;
}

// Breadth first, so that the path to each leaf is one of the shortest and a shared leaf is found once.
std::vector<culprit> find_culprits(const snapshot& s, vertex_id node) {
    std::vector<culprit> found;
    std::unordered_map<vertex_id, vertex_id> reached_from{{node, vertex_id::none}};
    std::deque<vertex_id> queue{node};
    while (!queue.empty() && found.size() < max_blame) {
        const vertex_id at = queue.front();
        queue.pop_front();
        const std::vector<const edge*> edges = blamed_edges(s, at);
        for (const edge* e : edges)
            if (reached_from.emplace(e->child, at).second) queue.push_back(e->child);
        if (!edges.empty()) continue;
        culprit c;
        c.leaf = at;
        for (vertex_id step = at; step != node; step = reached_from.at(step))
            c.path.insert(c.path.begin(), step);
        found.push_back(std::move(c));
    }
    return found;
}

// The health of `node` if `leaf` were healthy and all else as it is: only the leaf's ancestors up to the node
// are computed anew.
vertex_health assuming_healthy(const snapshot& s, vertex_id leaf, vertex_id node) {
    const graph& g = *s.model;
    std::map<vertex_id, vertex_health> assumed;
    const auto lookup = [&](vertex_id id) -> const vertex_health& {
        const auto found = assumed.find(id);
        return found == assumed.end() ? s.rows.at(id).health : found->second;
    };
    vertex_health recovered = s.rows.at(leaf).health;
    recovered.health = state::healthy;
    recovered.health_score = nominal_score(state::healthy);
    recovered.ever_known = true;
    assumed[leaf] = recovered;

    std::map<vertex_id, bool> due;  // by id: children come before parents
    for (vertex_id p : g.parents(leaf)) due[p] = true;
    while (!due.empty()) {
        const vertex_id id = due.begin()->first;
        due.erase(due.begin());
        if (id > node) break;
        assumed[id] = health_of_node(g, id, lookup);
        if (id == node) break;
        for (vertex_id p : g.parents(id)) due[p] = true;
    }
    return lookup(node);
}

bool is_better(const vertex_health& a, const vertex_health& than) {
    if (!is_known(than.health)) return a.health == state::healthy || a.health == state::degraded;
    return is_known(a.health) && a.health < than.health;
}

std::vector<culprit> blame(const snapshot& s, vertex_id node) {
    if (health_of(s, node) == state::healthy) return {};
    std::vector<culprit> all = find_culprits(s, node);
    for (culprit& c : all) c.alone = is_better(assuming_healthy(s, c.leaf, node), s.rows.at(node).health);
    std::sort(all.begin(), all.end(), [&](const culprit& a, const culprit& b) {
        if (a.alone != b.alone) return a.alone;
        return s.model->name(a.leaf) < s.model->name(b.leaf);
    });
    return all;
}

}  // namespace

explanation explain(const snapshot& s, vertex_id node) {
    const graph& g = *s.model;
    explanation x;
    for (const edge& e : g.signal_edges(node)) x.contributions.push_back(describe(s, e, true));
    for (const edge& e : g.need_edges(node)) x.contributions.push_back(describe(s, e, false));
    for (const contribution& c : x.contributions) count(x.count, c.contributed);
    x.blame = blame(s, node);
    x.impaired = abilities_of(g, s.rows.at(node).health.impaired);
    return x;
}

std::vector<std::string> abilities_of(const graph& g, std::uint64_t bits) {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < g.abilities().size(); ++i)
        if (bits >> i & 1) names.push_back(g.abilities()[i]);
    return names;
}

std::string headline(const snapshot& s, vertex_id node) {
    const graph& g = *s.model;
    if (health_of(s, node) == state::healthy) return {};
    vertex_id at = node;
    for (auto edges = blamed_edges(s, at); !edges.empty(); edges = blamed_edges(s, at)) {
        // The worst child first, where a known death says more than missing evidence, then the lower score;
        // among equals a need, because the cause of a node's own bad figures is usually below it.
        const edge* first_need = g.need_edges(at).data();
        const auto weight_of = [&](const edge* e) {
            const vertex_health& h = s.rows.at(e->child).health;
            return std::tuple{is_known(h.health) ? static_cast<int>(h.health) : -1, -h.health_score.value(),
                              e >= first_need};
        };
        at = (*std::max_element(edges.begin(), edges.end(), [&](const edge* a, const edge* b) {
                 return weight_of(a) < weight_of(b);
             }))->child;
    }
    const auto& leaf = s.rows.at(at).leaf;
    if (g.at(at).kind != vertex_kind::signal) return fmt::format("{}: nothing measures it", g.name(at));
    if (!leaf) return fmt::format("{}: pending", g.name(at));
    return leaf->detail.empty() ? fmt::format("{}: {}", g.name(at), to_string(leaf->why))
                                : fmt::format("{}: {}, {}", g.name(at), to_string(leaf->why), leaf->detail);
}

}  // namespace hm::model
