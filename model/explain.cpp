#include "model/explain.hpp"

#include "model/assume.hpp"
#include "model/rule_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <tuple>
#include <unordered_map>
#include <unordered_set>

namespace hm::model {

namespace {

const standing& standing_of(const snapshot& s, vertex_id id) {
    return s.rows.at(id).health.health;
}

grade health_of(const snapshot& s, vertex_id id) {
    return standing_of(s, id).now;
}

mapped contributed_by(const snapshot& s, vertex_id parent, const edge& e) {
    return s.model->spec(e).table(seen_by(standing_of(s, parent).flags, standing_of(s, e.child)));
}

contribution describe(const snapshot& s, vertex_id parent, const edge& e, bool from_signal) {
    const standing& child = standing_of(s, e.child);
    contribution c{e.child, from_signal, child, contributed_by(s, parent, e), {}, &s.model->spec(e)};
    if (c.contributed.dropped()) return c;
    const grade contributed = c.contributed.to();
    c.value = contributed == child.now ? child.points : s.model->states().nominal(contributed);
    return c;
}

counts counted(const std::vector<contribution>& contributions) {
    counts n;
    for (const contribution& c : contributions) {
        if (!c.contributed.dropped()) ++n.by_rank[c.contributed.to().rank()];
        n.dropped += c.contributed.dropped();
        n.maintenance += c.contributed.dropped() && c.of_child.flags.has(flag::maintenance);
    }
    return n;
}

std::string rung_text(const group_rule& rule, const scale& states, std::optional<std::size_t> at) {
    const std::optional<ladder> l = expanded(*rule.written, states);
    if (!l || l->rungs.empty()) return {};
    return at ? to_text(l->rungs[*at], states) : "else";
}

std::optional<group_explanation> explained(const group_rule& rule, const scale& states,
                                           const std::optional<bounds>& b) {
    if (!b) return std::nullopt;
    group_explanation x{b->best.now, b->worst.now, rung_text(rule, states, b->worst.rung)};
    if (b->best.rung != b->worst.rung) x.rung = rung_text(rule, states, b->best.rung) + " | " + x.rung;
    return x;
}

// Rules under which the recovery of any child may help, not only of the worst.
bool is_counting(const group_rule& rule) {
    return rule.kind != group_rule::worst && rule.kind != group_rule::flows;
}

// Whether an edge that contributes `m` helps to make a node of state `node` what it is.
bool responsible(grade node, mapped m, const group_rule& rule) {
    if (m.dropped() || m.to() == state::healthy) return false;
    if (is_counting(rule)) return true;
    if (!is_known(node)) return !is_known(m.to());
    return is_known(m.to()) && m.to() >= node;
}

// The edges along which blame goes down from a node that is not healthy. Strictly responsible ones if there
// are any; else whatever is not healthy (a node degraded by its bounds alone, a region whose capped flows are
// all dead).
std::vector<const edge*> blamed_edges(const snapshot& s, vertex_id node) {
    const graph& g = *s.model;
    const grade own = health_of(s, node);
    std::vector<const edge*> strict, loose;
    const auto collect = [&](std::span<const edge> edges, const group_rule& rule) {
        for (const edge& e : edges) {
            const mapped m = contributed_by(s, node, e);
            if (responsible(own, m, rule)) strict.push_back(&e);
            if (!m.dropped() && health_of(s, e.child) != state::healthy) loose.push_back(&e);
        }
    };
    collect(g.signal_edges(node), g.rules(node).signals);
    collect(g.need_edges(node), g.rules(node).needs);
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

// The health of `node` if `leaf` were healthy and all else as it is.
vertex_health assuming_healthy(const snapshot& s, vertex_id leaf, vertex_id node) {
    const snapshot_lookup actual{s};
    return assumed_lookup{*s.model, actual, {{leaf, s.model->states().best()}}, node}.of(node);
}

bool is_better(grade a, grade than) {
    if (!is_known(than)) return a == state::healthy || a == state::degraded;
    return is_known(a) && a < than;
}

std::vector<culprit> blame(const snapshot& s, vertex_id node) {
    if (health_of(s, node) == state::healthy) return {};
    std::vector<culprit> all = find_culprits(s, node);
    for (culprit& c : all)
        c.alone = is_better(assuming_healthy(s, c.leaf, node).health.now, health_of(s, node));
    std::sort(all.begin(), all.end(), [&](const culprit& a, const culprit& b) {
        if (a.alone != b.alone) return a.alone;
        return s.model->name(a.leaf) < s.model->name(b.leaf);
    });
    return all;
}

}  // namespace

std::vector<vertex_id> blamed_below(const snapshot& s, vertex_id node) {
    if (health_of(s, node) == state::healthy) return {};
    std::vector<vertex_id> found;
    std::unordered_set<vertex_id> reached{node};
    std::vector<vertex_id> to_visit{node};
    while (!to_visit.empty()) {
        const vertex_id at = to_visit.back();
        to_visit.pop_back();
        for (const edge* e : blamed_edges(s, at)) {
            if (!reached.insert(e->child).second) continue;
            found.push_back(e->child);
            to_visit.push_back(e->child);
        }
    }
    std::ranges::sort(found);
    return found;
}

explanation explain(const snapshot& s, vertex_id node) {
    const graph& g = *s.model;
    explanation x;
    for (const edge& e : g.signal_edges(node)) x.contributions.push_back(describe(s, node, e, true));
    for (const edge& e : g.need_edges(node)) x.contributions.push_back(describe(s, node, e, false));
    x.count = counted(x.contributions);
    if (!g.edges(node).empty()) {
        const snapshot_lookup rows{s};
        const outcome o = outcome_of(g, node, rows, &vertex_health::health);
        x.signals = explained(g.rules(node).signals, g.states(), o.signals);
        x.needs = explained(g.rules(node).needs, g.states(), o.needs);
        x.held = g.rules(node).policy.hold && !is_known(o.now) && is_known(health_of(s, node));
    }
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
            const standing& child = standing_of(s, e->child);
            return std::tuple{is_known(child.now) ? static_cast<int>(child.now.rank()) : -1,
                              -child.points.value(), e >= first_need};
        };
        at = (*std::max_element(edges.begin(), edges.end(), [&](const edge* a, const edge* b) {
                 return weight_of(a) < weight_of(b);
             }))->child;
    }
    const auto& leaf = s.rows.at(at).leaf;
    const flag_set flags = standing_of(s, at).flags;
    if (flags.has(flag::maintenance) && !flags.has(flag::covered))
        return fmt::format("{}: all below it is in maintenance", g.name(at));
    if (g.at(at).kind != vertex_kind::signal) return fmt::format("{}: nothing measures it", g.name(at));
    if (!leaf) return fmt::format("{}: pending", g.name(at));
    return leaf->detail.empty() ? fmt::format("{}: {}", g.name(at), to_string(leaf->why))
                                : fmt::format("{}: {}, {}", g.name(at), to_string(leaf->why), leaf->detail);
}

}  // namespace hm::model
