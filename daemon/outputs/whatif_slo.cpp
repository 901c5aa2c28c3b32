#include "daemon/outputs/whatif_slo.hpp"

#include "daemon/outputs/slo_json.hpp"

#include <fmt/format.h>

namespace hm::daemon {

namespace {

// An entity in a place, or over all of them; not a signal, a region, or the root.
bool is_entity(const model::graph& g, model::vertex_id id) {
    const model::vertex& v = g.at(id);
    if (v.source == model::entity_id::none) return false;
    return v.kind == model::vertex_kind::entity || id == g.seen_from_elsewhere(v.source);
}

// What needs others is not there without them, whatever is assumed of itself.
bool never_fails(const model::graph& g, const model::assumption& a) {
    return a.state == model::state::healthy && g.source().at(g.at(a.what).source).needs.empty();
}

void write_names(json_writer& w, std::string_view key, const model::graph& g,
                 const std::vector<model::vertex_id>& nodes) {
    const auto list = w.key(key).array();
    for (const model::vertex_id v : nodes) w.text(g.name(v));
}

void write_flow(json_writer& w, const model::definition& d, const model::conditional_slo::flow& f) {
    const auto o = w.object();
    w.key("id").text(d.at(f.id).name);
    write_availability(w, f.after);
    const auto before = w.key("before").object();
    write_availability(w, f.before);
}

std::string to_json(const model::graph& g, const slo_assumptions& a) {
    const auto calculated = model::calculate_slo_given(g.source(), a.conditions, whatif_slo_limits);
    json_writer w;
    {
        const auto document = w.object();
        w.key("period_s").integer(std::chrono::seconds{model::slo_period}.count());
        write_names(w, "given", g, a.told);
        write_names(w, "left_out", g, a.left_out);
        const auto list = w.key("flows").array();
        for (const auto& f : calculated.flows)
            if (f.before != f.after) write_flow(w, g.source(), f);
    }
    return w.take();
}

}  // namespace

slo_assumptions slo_assumptions_of(const model::graph& g, const std::vector<model::assumption>& assumed) {
    slo_assumptions a;
    for (const model::assumption& one : assumed) {
        const bool is_down = one.state == model::state::unhealthy;
        if (!is_entity(g, one.what) || !(is_down || never_fails(g, one))) {
            a.left_out.push_back(one.what);
            continue;
        }
        const model::vertex& v = g.at(one.what);
        a.told.push_back(one.what);
        a.conditions.push_back({v.source, v.place, is_down});
    }
    return a;
}

http::response whatif_slo_answer(const output_context& context, const http::request& asked) {
    if (!context.state.snapshot) return http::problem(503, "the daemon is starting: there is no picture yet");
    const model::graph& g = *context.state.snapshot->model;
    if (g.size() > max_whatif_slo_nodes)
        return http::problem(422, fmt::format("the model has {} nodes: above {} this is not worked out here; "
                                              "`healthmodeld slo --set` does it",
                                              g.size(), max_whatif_slo_nodes));
    const whatif_request request = parse_whatif(asked.body, g);
    if (!request.mistake.empty()) return http::problem(400, request.mistake);
    return std::move(http::json_answer(to_json(g, slo_assumptions_of(g, request.assumed)))
                         .add("Cache-Control", "no-store"));
}

}  // namespace hm::daemon
