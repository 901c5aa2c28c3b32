#include "model/health.hpp"

#include <algorithm>

namespace hm::model {

namespace {

// What all children have in common, and what any of them has.
struct gathered_flags {
    std::uint8_t every = every_flag.bits(), any = 0;

    void add(flag_set f) {
        every &= f.bits();
        any |= f.bits();
    }
    bool all_have(flag f) const { return flag_set::of_bits(every).has(f); }
    bool some_have(flag f) const { return flag_set::of_bits(any).has(f); }
};

// `counts`: some child does.
flag_set flags_of(const gathered_flags& children, bool any_children, bool counts, grade now, bool absent,
                  flag_set own) {
    flag_set f = own;
    if (any_children && !counts && children.all_have(flag::maintenance)) f = f | flag::maintenance;
    if (children.all_have(flag::missing) && !is_known(now)) f = f | flag::missing;
    if (!is_known(now) && children.some_have(flag::stale)) f = f | flag::stale;
    if (absent) f = f | flag::absent;
    return f;
}

// The two groups of a node's children, as one view sees them. With `acknowledged_are_well`: what would be if
// everything that somebody takes care of were mended.
struct gathered {
    group_tally signals, needs;
    gathered_flags flags;

    gathered(const graph& g, vertex_id id, const health_lookup& children, health_view which, flag_set own,
             bool acknowledged_are_well = false)
        : signals(g.rules(id).signals, g.states(), g.rules(id).policy.unknown),
          needs(g.rules(id).needs, g.states(), g.rules(id).policy.unknown) {
        const auto add = [&](group_tally& t, std::span<const edge> edges) {
            for (const edge& e : edges) {
                standing child = seen_by(own, children.of(e.child).*which);
                flags.add(child.flags);
                if (acknowledged_are_well && child.flags.has(flag::acknowledged))
                    child.now = g.states().best(), child.points = g.states().nominal(child.now);
                t.add(g.spec(e), child);
            }
        };
        add(signals, g.signal_edges(id));
        add(needs, g.need_edges(id));
    }
};

standing standing_of(const graph& g, vertex_id id, const health_lookup& children, health_view which,
                     flag_set own) {
    const gathered from{g, id, children, which, own};
    const outcome o = roll_up(g.rules(id), g.states(), from.signals, from.needs);
    const bool counts = from.signals.counted() + from.needs.counted() > 0;
    standing s{o.now, {}, o.points};
    s.flags = flags_of(from.flags, !g.edges(id).empty(), counts, o.now, o.absent, own);
    if (o.now != state::healthy && from.flags.some_have(flag::acknowledged)) {
        const gathered mended{g, id, children, which, own, true};
        if (roll_up(g.rules(id), g.states(), mended.signals, mended.needs).now == state::healthy)
            s.flags = s.flags | flag::acknowledged;
    }
    return s;
}

standing healthy(const scale& states) {
    return {states.best(), {}, states.nominal(states.best())};
}

class table_lookup final : public health_lookup {
public:
    explicit table_lookup(std::span<const vertex_health> table) : table_(table) {}
    const vertex_health& of(vertex_id id) const override { return table_[index(id)]; }

private:
    std::span<const vertex_health> table_;
};

}  // namespace

vertex_health health_of_leaf(const scale& states, const vertex& leaf, leaf_input input, flag_set own) {
    vertex_health h;
    h.health = {states.of(input.now), own, states.nominal(states.of(input.now))};
    if (!input.ever_known) h.health.flags = h.health.flags | flag::missing;
    if (input.stale) h.health.flags = h.health.flags | flag::stale;
    h.routing = leaf.global ? healthy(states) : h.health;
    return h;
}

outcome outcome_of(const graph& g, vertex_id id, const health_lookup& rows, health_view which) {
    const gathered from{g, id, rows, which, (rows.of(id).*which).flags};
    return roll_up(g.rules(id), g.states(), from.signals, from.needs);
}

vertex_health health_of_node(const graph& g, vertex_id id, const health_lookup& children, flag_set own) {
    vertex_health h;
    h.health = standing_of(g, id, children, &vertex_health::health, own);
    for (const edge& e : g.edges(id)) {
        const vertex_health& child = children.of(e.child);
        h.impaired |= child.impaired;
        if (child.health.now == state::unhealthy) h.impaired |= g.spec(e).abilities;
    }
    const vertex& v = g.at(id);
    h.routing = v.global        ? healthy(g.states())
                : v.sees_global ? standing_of(g, id, children, &vertex_health::routing, own)
                                : h.health;
    return h;
}

evaluator::evaluator(std::shared_ptr<const graph> g)
    : graph_(std::move(g)), table_(graph_->size()), own_(graph_->size()), marked_(graph_->size(), false) {
    for (const signal_id s : graph_->signals()) {
        const vertex_id leaf = graph_->vertex_of(s);
        table_[index(leaf)] = health_of_leaf(graph_->states(), graph_->at(leaf), {}, {});
    }
    evaluate_all();
}

void evaluator::set_leaf(signal_id leaf, leaf_input input) {
    const vertex_id id = graph_->vertex_of(leaf);
    if (!forced_.empty() && forced_.contains(id)) return;
    const vertex_health h = health_of_leaf(graph_->states(), graph_->at(id), input, own_[index(id)]);
    if (h == table_[index(id)]) return;
    table_[index(id)] = h;
    mark(id);
}

void evaluator::set_own(vertex_id id, flag_set f, bool on) {
    flag_set& own = own_[index(id)];
    const flag_set wanted = on ? own | f : own - f;
    if (wanted == own) return;
    own = wanted;
    mark(id);
    if (graph_->at(id).kind != vertex_kind::signal) return;
    vertex_health& h = table_[index(id)];
    const auto change = [&](flag_set& flags) { flags = on ? flags | f : flags - f; };
    change(h.health.flags);
    if (!graph_->at(id).global) change(h.routing.flags);
}

void evaluator::force(vertex_id id, std::optional<standing> to) {
    if (to)
        forced_[id] = *to;
    else
        forced_.erase(id);
    if (graph_->at(id).kind == vertex_kind::signal) {
        const vertex_health unknown = health_of_leaf(graph_->states(), graph_->at(id), {}, own_[index(id)]);
        const vertex_health h = to ? vertex_health{*to, *to, 0} : unknown;
        if (std::exchange(table_[index(id)], h) == h) return;
    }
    mark(id);
}

void evaluator::advance(steady_time now) {
    now_ = now;
    while (!hold_ends_.empty() && hold_ends_.top().first < now) {
        mark(hold_ends_.top().second);
        hold_ends_.pop();
    }
}

std::optional<steady_time> evaluator::next_hold_end() const {
    return hold_ends_.empty() ? std::nullopt : std::optional{hold_ends_.top().first};
}

void evaluator::mark(vertex_id id) {
    if (marked_[index(id)]) return;
    marked_[index(id)] = true;
    heap_.push_back(id);
    std::push_heap(heap_.begin(), heap_.end(), std::greater<>{});
}

// Most nodes of most models: the worst of their children, as they are. One pass over a line of cache each;
// gathering tallies for them costs three times as much (test/bench: rollup/full). Absent when somebody has
// acknowledged something below, which asks for more, or maintenance covers the node.
std::optional<vertex_health> evaluator::plain(vertex_id id) const {
    if (own_[index(id)].has(flag::covered)) return std::nullopt;
    const scale& states = graph_->states();
    const grade good = states.best();
    struct view_so_far {
        grade worst{0, state::healthy};
        score lowest;
        bool counts = false, unknown = false;

        void add(const standing& s) {
            constexpr unsigned not_counted = (flag_set{flag::maintenance} | flag::absent).bits();
            if (s.flags.bits() & not_counted) return;
            counts = true;
            if (!is_known(s.now)) {
                unknown = true;
                return;
            }
            worst = std::max(worst, s.now);
            if (!lowest.known() || s.points < lowest) lowest = s.points;
        }
        grade decided(const scale& states, grade good) const {
            if (!counts) return states.unknown();
            const grade known = std::max(worst, good);
            return !unknown || known == states.worst() ? known : states.unknown();
        }
    };
    view_so_far seen;
    gathered_flags flags;
    vertex_health h;
    const std::span<const edge> edges = graph_->edges(id);
    for (const edge& e : edges) {
        const vertex_health& child = table_[index(e.child)];
        seen.add(child.health);
        flags.add(child.health.flags);
        h.impaired |= child.impaired;
    }
    h.health.now = seen.decided(states, good);
    if (flags.some_have(flag::acknowledged) && h.health.now != state::healthy) return std::nullopt;
    h.health.points = is_known(h.health.now) ? states.clamp(seen.lowest, h.health.now) : score{};
    h.health.flags = flags_of(flags, !edges.empty(), seen.counts, h.health.now, false, own_[index(id)]);
    h.routing = h.health;
    return h;
}

vertex_health evaluator::recomputed(vertex_id id) {
    const vertex& v = graph_->at(id);
    if (!forced_.empty())
        if (const auto f = forced_.find(id); f != forced_.end()) return {f->second, f->second, 0};
    if (v.plain && !v.global && !v.sees_global)
        if (const auto h = plain(id)) return *h;
    vertex_health h = health_of_node(*graph_, id, table_lookup{table_}, own_[index(id)]);
    if (graph_->rules(id).policy.hold) hold(id, h);
    return h;
}

void evaluator::hold(vertex_id id, vertex_health& h) {
    memory& m = memories_[id];
    hold(id, m.health, h.health);
    hold(id, m.routing, h.routing);
}

void evaluator::hold(vertex_id id, memory::known& m, standing& now) {
    if (is_known(now.now)) {
        m = {now, true, std::nullopt};
        return;
    }
    if (!m.any) return;
    const duration age = *graph_->rules(id).policy.hold;
    if (!m.unknown_since) {
        m.unknown_since = now_;
        hold_ends_.emplace(now_ + age, id);
    }
    if (now_ - *m.unknown_since > age) return;
    now.now = m.last.now;
    now.points = m.last.points;
}

std::span<const vertex_id> evaluator::evaluate() {
    changed_.clear();
    while (!heap_.empty()) {
        std::pop_heap(heap_.begin(), heap_.end(), std::greater<>{});
        const vertex_id id = heap_.back();
        heap_.pop_back();
        marked_[index(id)] = false;
        if (graph_->at(id).kind != vertex_kind::signal) {  // a leaf's row is new already
            const vertex_health h = recomputed(id);
            if (h == table_[index(id)]) continue;
            table_[index(id)] = h;
        }
        changed_.push_back(id);
        for (vertex_id parent : graph_->parents(id)) mark(parent);
    }
    return changed_;
}

void evaluator::evaluate_all() {
    heap_.clear();
    marked_.assign(graph_->size(), false);
    for (std::size_t i = graph_->signal_count(); i < graph_->size(); ++i) {
        const vertex_id id{static_cast<std::uint32_t>(i)};
        table_[i] = recomputed(id);
    }
}

void evaluator::adopt(const evaluator& before) {
    if (graph_->states() != before.graph_->states()) return;
    for (const auto& [then, m] : before.memories_) {
        const vertex_id now = graph_->find(before.graph_->name(then));
        if (now == vertex_id::none || !graph_->rules(now).policy.hold) continue;
        memories_[now] = m;
        for (const auto& view : {m.health, m.routing})
            if (view.unknown_since)
                hold_ends_.emplace(*view.unknown_since + *graph_->rules(now).policy.hold, now);
    }
    now_ = before.now_;
}

}  // namespace hm::model
