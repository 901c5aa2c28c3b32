#include "model/slo/structure.hpp"

#include "model/health.hpp"
#include "model/slo/gatherer.hpp"

#include <algorithm>
#include <limits>

namespace hm::model {

structure::structure(std::shared_ptr<const graph> wholes, const slo_limits& limits)
    : graph_(std::move(wholes)),
      limits_(limits),
      leaves_(leaves_of(*graph_)),
      ordinary_(graph_->size(), true),
      made_(graph_->size(), none),
      functions_(limits.nodes),
      sums_(limits.nodes),
      steps_left_(limits.steps) {
    order_leaves();
    find_points();
    if (functions_.full()) {
        made_.assign(graph_->size(), none);
        return;
    }
    for (std::size_t i = 0; i < graph_->size(); ++i)
        made_[i] = made(vertex_id{static_cast<std::uint32_t>(i)});
}

std::optional<diagram::ref> structure::function_of(vertex_id id) const {
    const ref r = made_[index(id)];
    return r == none ? std::nullopt : std::optional{r};
}

// Depth first, without recursion: a chain of needs may be as long as the model.
void structure::order_leaves() {
    constexpr auto unmet = std::numeric_limits<std::size_t>::max();
    std::vector<std::size_t> met(graph_->size(), unmet);
    std::size_t count = 0;
    std::vector<vertex_id> todo{graph_->root()};
    while (!todo.empty()) {
        const vertex_id id = todo.back();
        todo.pop_back();
        if (met[index(id)] != unmet) continue;
        met[index(id)] = count++;
        const auto edges = graph_->edges(id);
        for (auto e = edges.rbegin(); e != edges.rend(); ++e) todo.push_back(e->child);
    }
    std::stable_sort(leaves_.begin(), leaves_.end(), [&](const slo_leaf& a, const slo_leaf& b) {
        return met[index(a.vertex)] < met[index(b.vertex)];
    });
    for (std::size_t i = 0; i < leaves_.size(); ++i) {
        const vertex_id id = leaves_[i].vertex;
        const auto when = [&](state s) {
            return value(health_of_leaf(graph_->states(), graph_->at(id), {s, true}, {}).health);
        };
        made_[index(id)] = functions_.choice(static_cast<diagram::variable>(i), when(state::healthy),
                                             when(state::unhealthy));
    }
}

void structure::find_points() {
    points_.assign(graph_->size(), false);
    for (std::size_t i = graph_->size(); i-- > 0;) {  // parents stand behind their children
        const vertex_id id{static_cast<std::uint32_t>(i)};
        const node_rules& rules = graph_->rules(id);
        const bool takes_mean =
            rules.signals.kind == group_kind::weighted || rules.needs.kind == group_kind::weighted;
        if (!takes_mean && !points_[i]) continue;
        for (const edge& e : graph_->edges(id)) points_[index(e.child)] = true;
    }
}

diagram::ref structure::made(vertex_id id) {
    if (graph_->at(id).kind == vertex_kind::signal) return leaf(id);
    for (const edge& e : graph_->edges(id))
        if (made_[index(e.child)] == none) return none;
    const std::size_t before = functions_.size();
    const std::size_t granted = steps_left_here_ = std::min(steps_left_, limits_.steps_each);
    const ref r = is_worst_of_children(id) ? worst_of_children(id) : gathered(id);
    steps_left_ -= granted - steps_left_here_;
    if (!too_much_ && !functions_.full()) return r;
    forget(before);
    return none;
}

diagram::ref structure::leaf(vertex_id id) {
    if (made_[index(id)] != none) return made_[index(id)];
    return value({graph_->states().best(), {}, graph_->states().nominal(graph_->states().best())});
}

// Most nodes of most models. By the same reasons as evaluator::plain, and with maps that make known states of
// known ones.
bool structure::is_worst_of_children(vertex_id id) const {
    const node_rules& rules = graph_->rules(id);
    const auto edges = graph_->edges(id);
    if (points_[index(id)] || rules.signals.kind != group_kind::worst ||
        rules.needs.kind != group_kind::worst || rules.policy != node_policy{} || edges.empty())
        return false;
    return std::all_of(edges.begin(), edges.end(), [&](const edge& e) {
        if (!ordinary_[index(e.child)]) return false;
        const scale& states = graph_->states();
        for (std::size_t rank = 0; rank < states.size(); ++rank) {
            const mapped to = graph_->spec(e).table(states.at(rank), {});
            if (is_known(states.at(rank)) && (to.dropped() || !is_known(to.to()))) return false;
        }
        return true;
    });
}

// From the child that is asked last to the one that is asked first: so each is put on top of the others,
// which stay as they are.
diagram::ref structure::worst_of_children(vertex_id id) {
    std::vector<ref> children;
    for (const edge& e : graph_->edges(id)) {
        const ref child = made_[index(e.child)];
        const bool as_it_is = graph_->spec(e).plain && !points_[index(e.child)];
        children.push_back(as_it_is ? child : contributed(child, e));
        if (too_much_) return none;
    }
    std::stable_sort(children.begin(), children.end(),
                     [&](ref a, ref b) { return functions_.at(a).asked > functions_.at(b).asked; });
    ref all = children.front();
    for (std::size_t i = 1; i < children.size() && !too_much_; ++i) all = worst(all, children[i]);
    return all;
}

diagram::ref structure::contributed(ref child, const edge& e, std::size_t depth) {
    if (!step(depth)) return none;
    if (functions_.is_value(child)) {
        const grade g = graph_->spec(e).table(values_[functions_.value_of(child)]).to();
        return value({g, {}, graph_->states().nominal(g)});
    }
    if (const auto known = contributed_.find(child, e.spec)) return *known;
    const diagram::node n = functions_.at(child);
    const ref good = contributed(n.good, e, depth + 1);
    const ref bad = contributed(n.bad, e, depth + 1);
    if (too_much_) return none;
    const ref r = functions_.choice(n.asked, good, bad);
    contributed_.put(child, e.spec, r);
    return r;
}

diagram::ref structure::worst(ref a, ref b, std::size_t depth) {
    if (a == b) return a;
    if (a > b) std::swap(a, b);
    for (const auto& [one, other] : {std::pair{a, b}, std::pair{b, a}}) {
        if (!functions_.is_value(one)) continue;
        const grade g = values_[functions_.value_of(one)].now;
        if (g == graph_->states().at(0) && is_known(g)) return other;
        if (g == graph_->states().worst() && g.rank() + 1 == graph_->states().size()) return one;
    }
    if (functions_.is_value(a) && functions_.is_value(b))
        return values_[functions_.value_of(a)].now > values_[functions_.value_of(b)].now ? a : b;
    if (!step(depth)) return none;
    if (const auto known = worst_.find(a, b)) return *known;
    const diagram::node left = functions_.at(a), right = functions_.at(b);
    const diagram::variable asked = std::min(left.asked, right.asked);
    const ref good =
        worst(left.asked == asked ? left.good : a, right.asked == asked ? right.good : b, depth + 1);
    const ref bad =
        worst(left.asked == asked ? left.bad : a, right.asked == asked ? right.bad : b, depth + 1);
    if (too_much_) return none;
    const ref r = functions_.choice(asked, good, bad);
    worst_.put(a, b, r);
    return r;
}

// Whatever else a rule may be: child after child, by the rule's own code.
diagram::ref structure::gathered(vertex_id id) {
    sums_.cut_back(0);
    gatherer g{*graph_, id, points_[index(id)]};
    ref all = sums_.value(gatherer::nobody);
    const auto edges = graph_->edges(id);
    for (std::size_t n = 0; n < edges.size() && !too_much_; ++n) {
        with_.clear();
        all = with(g, n, all, made_[index(edges[n].child)]);
    }
    outcome_.clear();
    if (too_much_) return none;
    all_ordinary_ = true;
    const ref r = outcome(g, all);
    ordinary_[index(id)] = all_ordinary_;
    return r;
}

diagram::ref structure::with(gatherer& g, std::size_t n, ref others, ref child, std::size_t depth) {
    if (!step(depth)) return none;
    if (const auto known = with_.find(others, child)) return *known;
    const diagram::node left = sums_.at(others), right = functions_.at(child);
    ref r = none;
    if (left.asked == diagram::no_variable && right.asked == diagram::no_variable) {
        r = sums_.value(g.with(left.good, n, values_[right.good]));
    } else {
        const diagram::variable asked = std::min(left.asked, right.asked);
        const ref good = with(g, n, left.asked == asked ? left.good : others,
                              right.asked == asked ? right.good : child, depth + 1);
        const ref bad = with(g, n, left.asked == asked ? left.bad : others,
                             right.asked == asked ? right.bad : child, depth + 1);
        if (too_much_) return none;
        r = sums_.choice(asked, good, bad);
    }
    with_.put(others, child, r);
    too_much_ = too_much_ || sums_.full();
    return r;
}

diagram::ref structure::outcome(const gatherer& g, ref all, std::size_t depth) {
    if (!step(depth)) return none;
    if (sums_.is_value(all)) {
        const standing s = g.outcome(sums_.value_of(all));
        all_ordinary_ = all_ordinary_ && is_known(s.now) && !s.flags.any();
        return value(s);
    }
    if (const auto known = outcome_.find(all, 0)) return *known;
    const diagram::node n = sums_.at(all);
    const ref good = outcome(g, n.good, depth + 1);
    const ref bad = outcome(g, n.bad, depth + 1);
    if (too_much_) return none;
    const ref r = functions_.choice(n.asked, good, bad);
    outcome_.put(all, 0, r);
    return r;
}

diagram::ref structure::value(const standing& s) {
    const std::tuple key{s.now.bits(), s.flags.bits(), s.points.known() ? s.points.value() : -1};
    const auto [known, fresh] = numbers_.emplace(key, static_cast<std::uint32_t>(values_.size()));
    if (fresh) values_.push_back(s);
    return functions_.value(known->second);
}

bool structure::step(std::size_t depth) {
    if (steps_left_here_ == 0 || depth > limits_.depth || functions_.full()) too_much_ = true;
    if (!too_much_) --steps_left_here_;
    return !too_much_;
}

// Cutting back looks at every node that stays, which must not come again and again for free.
void structure::forget(std::size_t nodes) {
    constexpr std::size_t nodes_a_step = 8;
    if (functions_.size() > nodes) steps_left_ -= std::min(steps_left_, functions_.size() / nodes_a_step);
    functions_.cut_back(nodes);
    worst_.clear();
    contributed_.clear();
    too_much_ = false;
}

}  // namespace hm::model
