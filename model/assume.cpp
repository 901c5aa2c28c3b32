#include "model/assume.hpp"

#include <set>

namespace hm::model {

namespace {

// Global entities count as healthy in the routing view whatever is assumed of them.
vertex_health standing_as(const graph& g, const assumption& a) {
    vertex_health h;
    h.health = {a.state, {}, g.states().nominal(a.state)};
    const grade good = g.states().best();
    h.routing = g.at(a.what).global ? standing{good, {}, g.states().nominal(good)} : h.health;
    return h;
}

}  // namespace

assumed_lookup::assumed_lookup(const graph& g, const health_lookup& actual,
                               const std::vector<assumption>& assumed, vertex_id up_to)
    : graph_(g), actual_(actual) {
    std::set<vertex_id> fixed, due;  // by id: children come before parents
    for (const assumption& a : assumed) {
        assumed_[a.what] = standing_as(g, a);
        fixed.insert(a.what);
        for (const vertex_id p : g.parents(a.what)) due.insert(p);
    }
    while (!due.empty() && *due.begin() <= up_to) {
        const vertex_id id = *due.begin();
        due.erase(due.begin());
        if (fixed.contains(id)) continue;
        const vertex_health h = recomputed(id);
        if (h == of(id)) continue;
        assumed_[id] = h;
        for (const vertex_id p : g.parents(id)) due.insert(p);
    }
}

vertex_health assumed_lookup::recomputed(vertex_id id) const {
    const vertex_health& actual = actual_.of(id);
    flag_set own = actual.health.flags & (flag_set{flag::covered} | flag::acknowledged);
    if (own.has(flag::covered)) own = own | flag::maintenance;
    vertex_health h = health_of_node(graph_, id, *this, own);
    if (!graph_.rules(id).policy.hold) return h;
    // It is held now, and would be still.
    if (!is_known(h.health.now) && is_known(actual.health.now)) h.health = actual.health;
    if (!is_known(h.routing.now) && is_known(actual.routing.now)) h.routing = actual.routing;
    return h;
}

const vertex_health& assumed_lookup::of(vertex_id id) const {
    const auto found = assumed_.find(id);
    return found == assumed_.end() ? actual_.of(id) : found->second;
}

std::vector<vertex_id> assumed_lookup::changed() const {
    std::vector<vertex_id> ids;
    for (const auto& [id, h] : assumed_)
        if (h != actual_.of(id)) ids.push_back(id);
    return ids;
}

}  // namespace hm::model
