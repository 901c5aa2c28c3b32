#include "daemon/outputs/status_json.hpp"

#include "daemon/outputs/attained_json.hpp"
#include "daemon/outputs/override_json.hpp"

#include "daemon/outputs/names.hpp"
#include "daemon/outputs/node_json.hpp"

#include <algorithm>

namespace hm::daemon {

namespace {

using model::region_id;

void write_picture(json_writer& w, const model::snapshot& s) {
    w.key("model").text(s.model->source().name);
    w.key("generation").integer(static_cast<std::int64_t>(s.generation));
    w.key("sequence").integer(static_cast<std::int64_t>(s.sequence));
    w.key("as_of").time(s.at.wall);
    w.key("ready").boolean(s.verdicts->ready);
}

const model::verdict_table::flow_row* verdicts_of(const model::snapshot& s, model::entity_id flow) {
    const auto& all = s.verdicts->flows;
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const auto& row) { return row.flow == flow; });
    return found == all.end() ? nullptr : &*found;
}

void write_flow(json_writer& w, const model::snapshot& s, model::entity_id id) {
    const model::graph& g = *s.model;
    const model::entity& flow = g.source().at(id);
    const auto o = w.object();
    write_brief(w, s, g.seen_from_elsewhere(id));
    w.key("criticality").text(model::to_string(flow.weight_class));
    w.key("scope").text(model::to_string(flow.where));
    if (flow.objective)
        w.key("objective_ratio")
            .number(static_cast<double>(*flow.objective) / static_cast<double>(model::whole));
    if (const auto* attained = attained_of(s, id)) {
        w.key("attained");
        write_attained(w, *attained);
    }
    const auto* verdicts = verdicts_of(s, id);
    const auto cells = w.key("regions").array();
    for (const region_id r : flow.regions) {
        const auto cell = w.object();
        write_brief(w, s, g.instance(id, r));
        if (!verdicts) continue;
        w.key("verdict");
        write_verdict(w, verdicts->regions[model::index(r)], s.verdicts->at);
    }
}

void write_flows(json_writer& w, const model::snapshot& s) {
    const auto& entities = s.model->source().entities;
    const auto list = w.array();
    for (std::size_t i = 0; i < entities.size(); ++i)
        if (entities[i].kind == model::entity_kind::flow)
            write_flow(w, s, model::entity_id{static_cast<std::uint32_t>(i)});
}

// What a region's weight makes of its configured share.
double traffic(const model::snapshot& s, std::size_t r) {
    return static_cast<double>(s.model->source().regions[r].share) * s.verdicts->regions[r].weight_percent;
}

double percent_of(double part, double all) {
    return all > 0 ? static_cast<double>(static_cast<std::int64_t>(part * 1000 / all + 0.5)) / 10 : 0;
}

std::string name_of(const model::definition& d, model::covered_part p) {
    if (p.entity == model::entity_id::none && p.place == model::region_id::none) return d.name;
    if (p.entity == model::entity_id::none) return d.at(p.place).name;
    if (p.place == model::region_id::none) return d.at(p.entity).name;
    return d.at(p.entity).name + "@" + d.at(p.place).name;
}

void write_states(json_writer& w, const model::scale& states) {
    const auto list = w.key("states").array();
    for (std::size_t rank = 0; rank < states.size(); ++rank) {
        const auto o = w.object();
        w.key("state").text(states.name(states.at(rank)));
        w.key("state_class").text(model::class_word(states.at(rank)));
    }
}

model::wall_time on_the_wall(model::steady_time t, model::moment at) {
    return at.wall + std::chrono::ceil<std::chrono::milliseconds>(t - at.steady);
}

// Of the operator who is behind a verdict.
void write_word(json_writer& w, const model::operator_override& said) {
    const auto o = w.key("override").object();
    w.key("id").text(said.id);
    w.key("kind").text(to_string(said.kind));
    w.key("reason").text(model::printable(said.reason));
    w.key("author").text(model::printable(said.author));
    w.key("until").time(said.until);
}

}  // namespace

void write_verdict(json_writer& w, const model::region_verdict& v, model::moment at) {
    const auto o = w.object();
    w.key("effective").text(to_string(v.effective));
    w.key("computed").text(to_string(v.computed));
    w.key("source").text(to_string(v.source));
    w.key("serves").boolean(v.serves());
    w.key("score").ratio(v.value);
    w.key("weight_percent").integer(v.weight_percent);
    w.key("total_failure").boolean(v.total_failure);
    w.key("since").time(v.since);
    w.key("computed_since").time(v.computed_since);
    w.key("routing").text(to_string(v.routing));
    if (v.due != model::steady_time::max()) w.key("computed_due").time(on_the_wall(v.due, at));
    if (v.stays_until > at.steady) w.key("down_until").time(on_the_wall(v.stays_until, at));
    if (v.last_outage) w.key("last_outage_ms").milliseconds(*v.last_outage);
    if (v.said) write_word(w, *v.said);
}

void write_maintenance(json_writer& w, const model::snapshot& s) {
    const auto list = w.array();
    for (const auto& [window, until] : s.maintenance->windows()) {
        const auto o = w.object();
        w.key("window").text(window->name);
        w.key("reason").text(window->reason);
        w.key("until").time(until);
        const auto covers = w.key("covers").array();
        for (const model::covered_part& p : window->covers) w.text(name_of(s.model->source(), p));
    }
}

void write_regions(json_writer& w, const model::snapshot& s) {
    const model::graph& g = *s.model;
    const auto& regions = g.source().regions;
    double shares = 0, all_traffic = 0;
    for (std::size_t r = 0; r < regions.size(); ++r) {
        shares += regions[r].share;
        all_traffic += traffic(s, r);
    }
    const auto list = w.array();
    for (std::size_t r = 0; r < regions.size(); ++r) {
        const model::vertex_id id = g.region(region_id{static_cast<std::uint16_t>(r)});
        const model::standing& routing = s.rows.at(id).health.routing;
        const auto o = w.object();
        write_brief(w, s, id);
        write_state(w, "routing_state", g, routing.now);
        w.key("routing_score").ratio(routing.points);
        w.key("verdict");
        write_verdict(w, s.verdicts->regions[r], s.verdicts->at);
        w.key("share_percent").number(percent_of(regions[r].share, shares));
        w.key("traffic_percent").number(percent_of(traffic(s, r), all_traffic));
    }
}

void write_status(json_writer& w, const output_context& context, const model::snapshot& s) {
    const auto o = w.object();
    write_picture(w, s);
    w.key("version").text(context.facts.version);
    if (context.own_region) w.key("own_region").text(*context.own_region);
    if (!s.verdicts->self_suspicion.empty()) w.key("self_suspicion").text(s.verdicts->self_suspicion);
    {
        const auto root = w.key("root").object();
        write_brief(w, s, s.model->root());
    }
    write_states(w, s.model->states());
    w.key("maintenance");
    write_maintenance(w, s);
    w.key("overrides");
    write_overrides(w, s);
    w.key("regions");
    write_regions(w, s);
    w.key("flows");
    write_flows(w, s);
}

std::string status_json(const output_context& context, const model::snapshot& s) {
    json_writer w;
    write_status(w, context, s);
    return w.take();
}

std::string regions_json(const model::snapshot& s) {
    json_writer w;
    {
        const auto o = w.object();
        write_picture(w, s);
        w.key("regions");
        write_regions(w, s);
        // Every flow with its own verdict in each region.
        w.key("flows");
        write_flows(w, s);
    }
    return w.take();
}

}  // namespace hm::daemon
