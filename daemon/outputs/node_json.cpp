#include "daemon/outputs/node_json.hpp"

#include "daemon/outputs/names.hpp"
#include "daemon/outputs/override_json.hpp"
#include "model/alerts/watcher.hpp"
#include "model/explain.hpp"

#include <fmt/format.h>

#include <deque>
#include <optional>
#include <string_view>
#include <unordered_set>

namespace hm::daemon {

namespace {

using model::vertex_id;

double shown(model::weight w) {
    return static_cast<double>(w) / model::weight_one;
}

void write_if_any(json_writer& w, std::string_view key, std::string_view value) {
    if (!value.empty()) w.key(key).text(value);
}

void write_names(json_writer& w, std::string_view key, const std::vector<std::string>& names) {
    const auto list = w.key(key).array();
    for (const std::string& name : names) w.text(name);
}

void write_counts(json_writer& w, const model::scale& states, const model::counts& n) {
    const auto o = w.key("counts").object();
    for (std::size_t rank = 0; rank < states.size(); ++rank)
        w.key(states.name(states.at(rank))).integer(n.of(states.at(rank)));
    w.key("dropped").integer(n.dropped);
    w.key("maintenance").integer(n.maintenance);
}

// Which window covers the node, of several the one that ends last.
void write_maintenance(json_writer& w, const model::snapshot& s, vertex_id id) {
    const auto o = w.key("maintenance").object();
    const model::active_window* by = s.maintenance->of(id);
    if (by == nullptr) {
        w.key("reason").text("all below it is in maintenance");
        return;
    }
    w.key("window").text(by->window->name);
    w.key("reason").text(by->window->reason);
    w.key("until").time(by->until);
}

void write_acknowledged(json_writer& w, model::flag_set flags) {
    if (flags.has(model::flag::acknowledged)) w.key("acknowledged").boolean(true);
}

void write_contribution(json_writer& w, const model::graph& g, const model::contribution& c) {
    const auto o = w.object();
    w.key("child").text(g.name(c.child));
    w.key("from").text(c.from_signal ? "signal" : "need");
    write_state(w, "state", g, c.of_child.now);
    w.key("contributed").text(c.contributed.dropped() ? "dropped" : g.states().name(c.contributed.to()));
    w.key("score").ratio(c.value);
    w.key("weight").number(shown(c.edge->share));
    w.key("impact").text(model::to_string(c.edge->effect));
    w.key("essential").boolean(c.edge->essential);
    if (c.of_child.flags.has(model::flag::maintenance)) w.key("in_maintenance").boolean(true);
    write_acknowledged(w, c.of_child.flags);
}

// The rule as written, the bounds between which the group lies, and the rung that fired.
void write_group(json_writer& w, std::string_view key, const model::scale& states,
                 const model::group_rule& rule, const std::optional<model::group_explanation>& x) {
    const auto o = w.key(key).object();
    w.key("rule").text(model::to_string(rule.written->kind));
    if (!x) return;
    w.key("best").text(states.name(x->best));
    w.key("worst").text(states.name(x->worst));
    write_if_any(w, "rung", x->rung);
}

void write_culprit(json_writer& w, const model::snapshot& s, const model::culprit& c) {
    const auto o = w.object();
    w.key("id").text(s.model->name(c.leaf));
    write_state(w, "state", *s.model, s.rows.at(c.leaf).health.health.now);
    write_if_any(w, "reason", model::headline(s, c.leaf));
    w.key("alone").boolean(c.alone);
    const auto path = w.key("path").array();
    for (const vertex_id step : c.path) w.text(s.model->name(step));
}

// How a signal is judged, as written, and what the last judgement said.
void write_signal(json_writer& w, const model::snapshot& s, vertex_id id) {
    const auto o = w.object();
    write_brief(w, s, id);
    const model::signal_spec& spec = *s.model->spec_of(s.model->at(id).signal);
    w.key("probe").text(model::kind_of(spec.probe));
    if (spec.degraded) w.key("degraded").text(spec.degraded->text);
    if (spec.unhealthy) w.key("unhealthy").text(spec.unhealthy->text);
}

// Whose it is, and where it is written what to do.
void write_notes(json_writer& w, const model::graph& g, vertex_id id) {
    const model::alerts::notes notes = model::alerts::notes_on(g, id);
    write_if_any(w, "owner", notes.owner);
    write_if_any(w, "runbook", notes.runbook);
}

void write_explanation(json_writer& w, const model::snapshot& s, vertex_id id) {
    const model::graph& g = *s.model;
    const model::explanation x = model::explain(s, id);
    {
        const auto rollup = w.key("rollup").object();
        write_group(w, "signals", g.states(), g.rules(id).signals, x.signals);
        write_group(w, "needs", g.states(), g.rules(id).needs, x.needs);
    }
    if (x.held) w.key("held").boolean(true);
    write_counts(w, g.states(), x.count);
    {
        const auto list = w.key("contributions").array();
        for (const model::contribution& c : x.contributions) write_contribution(w, g, c);
    }
    const auto list = w.key("blame").array();
    for (const model::culprit& c : x.blame) write_culprit(w, s, c);
}

void write_children(json_writer& w, const model::graph& g, vertex_id id) {
    const auto list = w.key("children").array();
    for (const model::edge& e : g.edges(id)) {
        const auto o = w.object();
        w.key("id").text(g.name(e.child));
        const model::edge_spec& spec = g.spec(e);
        if (spec.share != model::weight_one) w.key("weight").number(shown(spec.share));
        if (spec.effect != model::impact::standard) w.key("impact").text(model::to_string(spec.effect));
        if (spec.essential) w.key("essential").boolean(true);
        if (spec.abilities != 0) write_names(w, "affects", model::abilities_of(g, spec.abilities));
    }
}

}  // namespace

void write_state(json_writer& w, std::string_view key, const model::graph& g, model::grade state) {
    const model::scale& states = g.states();
    w.key(key).text(states.name(state));
    if (states != model::scale::standard())
        w.key(fmt::format("{}_class", key)).text(model::class_word(state));
}

void write_brief(json_writer& w, const model::snapshot& s, vertex_id id) {
    const model::graph& g = *s.model;
    const model::row& r = s.rows.at(id);
    w.key("id").text(g.name(id));
    w.key("kind").text(kind_of(g, id));
    write_if_any(w, "entity", entity_of(g, id));
    write_if_any(w, "region", region_of(g, id));
    const model::standing& health = r.health.health;
    write_state(w, "state", g, health.now);
    w.key("score").ratio(health.points);
    w.key("since").time(r.since);
    if (health.now != model::state::healthy) write_if_any(w, "reason", model::headline(s, id));
    if (r.health.impaired != 0) write_names(w, "impaired", model::abilities_of(g, r.health.impaired));
    if (r.health.in_maintenance()) write_maintenance(w, s, id);
    write_acknowledged(w, health.flags);
    write_overrides_of(w, s, id);
    if (r.leaf && r.leaf->pending != model::state::unknown)
        w.key("pending").text(model::to_string(r.leaf->pending));
}

std::string node_json(const model::snapshot& s, vertex_id id) {
    const model::graph& g = *s.model;
    const model::standing& routing = s.rows.at(id).health.routing;
    json_writer w;
    {
        const auto o = w.object();
        write_brief(w, s, id);
        w.key("as_of").time(s.at.wall);
        write_notes(w, g, id);
        {
            const auto view = w.key("routing").object();
            write_state(w, "state", g, routing.now);
            w.key("score").ratio(routing.points);
        }
        write_explanation(w, s, id);
        {
            const auto signals = w.key("signals").array();
            for (const model::edge& e : g.signal_edges(id)) write_signal(w, s, e.child);
        }
        write_children(w, g, id);
        const auto parents = w.key("parents").array();
        for (const vertex_id parent : g.parents(id)) w.text(g.name(parent));
    }
    return w.take();
}

std::string explain_json(const model::snapshot& s, vertex_id id) {
    json_writer w;
    {
        const auto o = w.object();
        write_brief(w, s, id);
        w.key("as_of").time(s.at.wall);
        write_explanation(w, s, id);
    }
    return w.take();
}

std::string tree_json(const model::snapshot& s, vertex_id root) {
    const model::graph& g = *s.model;
    std::unordered_set<vertex_id> seen{root};
    std::deque<vertex_id> queue{root};
    std::size_t written = 0;
    json_writer w;
    {
        const auto o = w.object();
        w.key("root").text(g.name(root));
        w.key("sequence").integer(static_cast<std::int64_t>(s.sequence));
        {
            const auto nodes = w.key("nodes").array();
            for (; !queue.empty() && written < max_tree_nodes; ++written) {
                const vertex_id id = queue.front();
                queue.pop_front();
                const auto node = w.object();
                write_brief(w, s, id);
                write_children(w, g, id);
                for (const model::edge& e : g.edges(id))
                    if (seen.insert(e.child).second) queue.push_back(e.child);
            }
        }
        w.key("truncated").boolean(!queue.empty());
    }
    return w.take();
}

}  // namespace hm::daemon
