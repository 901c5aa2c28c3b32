#include "daemon/outputs/node_json.hpp"

#include "daemon/outputs/names.hpp"
#include "model/explain.hpp"

#include <deque>
#include <string_view>
#include <unordered_set>

namespace hm::daemon {

namespace {

using model::vertex_id;

constexpr std::string_view to_string(model::mapped m) {
    return m == model::mapped::drop ? "dropped" : model::to_string(static_cast<model::state>(m));
}

constexpr std::string_view to_string(model::group_rule rule) {
    switch (rule.kind) {
        case model::group_rule::worst:
            return "worst";
        case model::group_rule::weighted:
            return "weighted";
        case model::group_rule::redundant:
            return "redundant";
        case model::group_rule::best:
            return "best";
        case model::group_rule::at_least:
            return "at_least";
        case model::group_rule::flows:
            return "flows";
    }
    return {};
}

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

void write_counts(json_writer& w, const model::counts& n) {
    const auto o = w.key("counts").object();
    w.key("healthy").integer(n.healthy);
    w.key("degraded").integer(n.degraded);
    w.key("unhealthy").integer(n.unhealthy);
    w.key("unknown").integer(n.unknown);
    w.key("dropped").integer(n.dropped);
}

void write_contribution(json_writer& w, const model::graph& g, const model::contribution& c) {
    const auto o = w.object();
    w.key("child").text(g.name(c.child));
    w.key("from").text(c.from_signal ? "signal" : "need");
    w.key("state").text(model::to_string(c.child_state));
    w.key("contributed").text(to_string(c.contributed));
    w.key("score").ratio(c.value);
    w.key("weight").number(shown(c.share));
    w.key("impact").text(model::to_string(c.effect));
    w.key("essential").boolean(c.essential);
}

void write_culprit(json_writer& w, const model::snapshot& s, const model::culprit& c) {
    const auto o = w.object();
    w.key("id").text(s.model->name(c.leaf));
    w.key("state").text(model::to_string(s.rows.at(c.leaf).health.health));
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

void write_explanation(json_writer& w, const model::snapshot& s, vertex_id id) {
    const model::graph& g = *s.model;
    const model::explanation x = model::explain(s, id);
    write_counts(w, x.count);
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
        if (e.effect != model::impact::standard) w.key("impact").text(model::to_string(e.effect));
        if (e.essential) w.key("essential").boolean(true);
        if (e.abilities != 0) write_names(w, "affects", model::abilities_of(g, e.abilities));
    }
}

}  // namespace

void write_brief(json_writer& w, const model::snapshot& s, vertex_id id) {
    const model::graph& g = *s.model;
    const model::row& r = s.rows.at(id);
    w.key("id").text(g.name(id));
    w.key("kind").text(kind_of(g, id));
    write_if_any(w, "entity", entity_of(g, id));
    write_if_any(w, "region", region_of(g, id));
    w.key("state").text(model::to_string(r.health.health));
    w.key("score").ratio(r.health.health_score);
    w.key("since").time(r.since);
    if (r.health.health != model::state::healthy) write_if_any(w, "reason", model::headline(s, id));
    if (r.health.impaired != 0) write_names(w, "impaired", model::abilities_of(g, r.health.impaired));
    if (r.leaf && r.leaf->pending != model::state::unknown)
        w.key("pending").text(model::to_string(r.leaf->pending));
}

std::string node_json(const model::snapshot& s, vertex_id id) {
    const model::graph& g = *s.model;
    const model::vertex& v = g.at(id);
    const model::vertex_health& h = s.rows.at(id).health;
    json_writer w;
    {
        const auto o = w.object();
        write_brief(w, s, id);
        w.key("as_of").time(s.at.wall);
        {
            const auto routing = w.key("routing").object();
            w.key("state").text(model::to_string(h.routing));
            w.key("score").ratio(h.routing_score);
        }
        {
            const auto rollup = w.key("rollup").object();
            w.key("signals").text(to_string(v.signals_rule));
            w.key("needs").text(to_string(v.needs_rule));
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
