#include "daemon/outputs/events.hpp"
#include "daemon/outputs/names.hpp"
#include "daemon/outputs/node_json.hpp"
#include "daemon/outputs/override_json.hpp"
#include "daemon/outputs/status_json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace hm::daemon {

namespace {

using model::vertex_id;

// JSON has no line feeds of its own, so one data line holds it.
std::string event(std::string_view name, std::uint64_t sequence, std::string_view json) {
    return fmt::format("event: {}\nid: {}\ndata: {}\n\n", name, sequence, json);
}

void write_moment(json_writer& w, const model::snapshot& s) {
    w.key("sequence").integer(static_cast<std::int64_t>(s.sequence));
    w.key("as_of").time(s.at.wall);
    w.key("ready").boolean(s.verdicts->ready);
    if (!s.verdicts->self_suspicion.empty()) w.key("self_suspicion").text(s.verdicts->self_suspicion);
}

void write_node(json_writer& w, const model::snapshot& s, vertex_id id) {
    const auto o = w.object();
    write_brief(w, s, id);
}

// With all ancestors: the reason that a node shows may be another one now, though its state is the same.
std::set<vertex_id> touched(const model::snapshot& s) {
    std::set<vertex_id> all;
    std::vector<vertex_id> open = s.changed;
    while (!open.empty()) {
        const vertex_id id = open.back();
        open.pop_back();
        if (!all.insert(id).second) continue;
        const auto parents = s.model->parents(id);
        open.insert(open.end(), parents.begin(), parents.end());
    }
    return all;
}

void write_flow_verdicts(json_writer& w, const model::snapshot& before, const model::snapshot& s) {
    const model::definition& d = s.model->source();
    const auto list = w.key("flow_verdicts").array();
    if (before.verdicts == s.verdicts) return;
    for (std::size_t f = 0; f < s.verdicts->flows.size(); ++f) {
        const auto& row = s.verdicts->flows[f];
        for (std::size_t r = 0; r < row.regions.size(); ++r) {
            if (!row.runs_in[r] || row.regions[r] == before.verdicts->flows[f].regions[r]) continue;
            const auto o = w.object();
            w.key("id").text(
                s.model->name(s.model->instance(row.flow, model::region_id{static_cast<std::uint16_t>(r)})));
            w.key("flow").text(d.at(row.flow).name);
            w.key("region").text(d.regions[r].name);
            w.key("verdict");
            write_verdict(w, row.regions[r], s.verdicts->at);
        }
    }
}

}  // namespace

std::string snapshot_event(const output_context& context, const model::snapshot& s) {
    const model::graph& g = *s.model;
    const bool complete = g.size() <= max_snapshot_nodes;
    json_writer w;
    {
        const auto o = w.object();
        w.key("status");
        write_status(w, context, s);
        w.key("complete").boolean(complete);
        const auto nodes = w.key("nodes").array();
        std::size_t written = 0;
        for (std::size_t i = 0; i < g.size() && written < max_snapshot_nodes; ++i) {
            const vertex_id id{static_cast<std::uint32_t>(i)};
            if (!complete && s.rows.at(id).health.health.now == model::state::healthy) continue;
            write_node(w, s, id);
            ++written;
        }
    }
    return event("snapshot", s.sequence, w.take());
}

std::string update_event(const model::snapshot& before, const model::snapshot& s) {
    json_writer w;
    {
        const auto o = w.object();
        write_moment(w, s);
        {
            const auto nodes = w.key("nodes").array();
            for (const vertex_id id : touched(s)) write_node(w, s, id);
        }
        if (before.overrides != s.overrides) {
            w.key("overrides");
            write_overrides(w, s);
        }
        if (before.maintenance != s.maintenance) {
            w.key("maintenance");
            write_maintenance(w, s);
        }
        w.key("regions");
        write_regions(w, s);
        write_flow_verdicts(w, before, s);
    }
    return event("update", s.sequence, w.take());
}

std::string override_events(const model::snapshot& before, const model::snapshot& s) {
    std::string text;
    const auto tell = [&](std::string_view name, const model::override_list& those,
                          const model::override_list& but) {
        for (const model::operator_override& o : those) {
            if (std::ranges::find(but, o.id, &model::operator_override::id) != but.end()) continue;
            json_writer w;
            {
                const auto one = w.object();
                write_override(w, o, *s.model);
            }
            text += event(name, s.sequence, w.take());
        }
    };
    tell("override_over", *before.overrides, *s.overrides);
    tell("override_begun", *s.overrides, *before.overrides);
    return text;
}

// As of when core last looked: without a change, the last snapshot is as true as it was.
std::string heartbeat_event(const output_context& context, const model::snapshot& s) {
    const model::duration age = context.core_heartbeat_age ? context.core_heartbeat_age() : model::duration{};
    json_writer w;
    {
        const auto o = w.object();
        w.key("sequence").integer(static_cast<std::int64_t>(s.sequence));
        w.key("as_of").time(context.now().wall - std::chrono::ceil<std::chrono::milliseconds>(age));
        w.key("alive").boolean(age <= heartbeat_limit);
    }
    return event("heartbeat", s.sequence, w.take());
}

}  // namespace hm::daemon
