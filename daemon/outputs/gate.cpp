#include "daemon/outputs/gate.hpp"

#include "daemon/outputs/json_writer.hpp"
#include "daemon/outputs/names.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace hm::daemon {

namespace {

struct gate_request {
    gate_names names;
    int closed = 503;
    std::string mistake;
};

void take(gate_request& request, const http::query_parameter& p) {
    const auto refuse = [&](std::string_view expected) {
        request.mistake = fmt::format("{}={} is not {}", p.name, model::printable(p.value), expected);
    };
    if (p.name == "flow") {
        request.names.flow = p.value;
    } else if (p.name == "region") {
        request.names.region = p.value;
    } else if (p.name == "allow") {
        request.names.degraded_will_do = p.value == "degraded";
        if (!request.names.degraded_will_do) refuse("degraded, the only state that can be allowed");
    } else if (p.name == "closed") {
        request.closed = p.value == "200" ? 200 : 503;
        if (p.value != "200" && p.value != "503") refuse("200 or 503");
    } else {
        request.mistake = fmt::format("unknown parameter {}: flow, region, allow and closed are known",
                                      model::printable(p.name));
    }
}

gate_request parse(std::string_view query) {
    gate_request request;
    for (const auto& p : http::query_parameters(query)) {
        take(request, p);
        if (!request.mistake.empty()) return request;
    }
    if (request.names.flow.empty()) request.mistake = "flow is missing: which flow is rolled out?";
    return request;
}

// While nobody looks, everything looks as it did.
void object_if_nobody_looks(const output_context& context, std::vector<model::objection>& against) {
    const model::duration age = context.core_heartbeat_age ? context.core_heartbeat_age() : model::duration{};
    if (age > heartbeat_limit)
        against.push_back({model::objection_kind::stale,
                           fmt::format("the evaluation last looked {} s ago",
                                       std::chrono::duration_cast<std::chrono::seconds>(age).count())});
}

}  // namespace

parsed_gate find_gate(const gate_names& names, const model::graph& g) {
    parsed_gate found;
    found.asked.degraded_will_do = names.degraded_will_do;
    const auto& entities = g.source().entities;
    const auto flow = std::find_if(entities.begin(), entities.end(), [&](const model::entity& e) {
        return e.kind == model::entity_kind::flow && e.name == names.flow;
    });
    if (flow == entities.end()) {
        const bool exists = g.find(names.flow) != model::vertex_id::none;
        found.mistake = exists ? fmt::format("\"{}\" is no flow", names.flow) : no_such_node(g, names.flow);
        return found;
    }
    found.asked.flow = model::entity_id{static_cast<std::uint32_t>(flow - entities.begin())};
    if (!names.region) return found;
    const auto& regions = g.source().regions;
    const auto region = std::find_if(regions.begin(), regions.end(),
                                     [&](const model::region& r) { return r.name == *names.region; });
    if (region == regions.end()) {
        found.mistake = no_such_subject(g, *names.region, {});
        return found;
    }
    found.asked.place = model::region_id{static_cast<std::uint16_t>(region - regions.begin())};
    const bool runs =
        std::find(flow->regions.begin(), flow->regions.end(), found.asked.place) != flow->regions.end();
    if (!runs) found.mistake = fmt::format("{} does not run in {}", names.flow, *names.region);
    return found;
}

std::string gate_json(const model::snapshot& s, const gate_names& names,
                      const std::vector<model::objection>& against) {
    json_writer w;
    {
        const auto o = w.object();
        w.key("open").boolean(against.empty());
        w.key("flow").text(names.flow);
        if (names.region) w.key("region").text(*names.region);
        w.key("model").text(s.model->source().name);
        w.key("as_of").time(s.at.wall);
        const auto list = w.key("reasons").array();
        for (const model::objection& objection : against) {
            const auto one = w.object();
            w.key("kind").text(to_string(objection.kind));
            w.key("detail").text(objection.words);
        }
    }
    return w.take();
}

http::response gate_answer(const output_context& context, const http::request& asked) {
    if (!context.state.snapshot) return http::problem(503, "the daemon is starting: there is no picture yet");
    const gate_request request = parse(asked.query());
    if (!request.mistake.empty()) return http::problem(400, request.mistake);
    const model::snapshot& s = *context.state.snapshot;
    const parsed_gate gate = find_gate(request.names, *s.model);
    if (!gate.mistake.empty()) return http::problem(404, gate.mistake);
    std::vector<model::objection> against = model::objections(s, gate.asked);
    object_if_nobody_looks(context, against);
    http::response answer = http::json_answer(gate_json(s, request.names, against));
    if (!against.empty()) answer.status = request.closed;
    return std::move(answer.add("Cache-Control", "no-store"));
}

}  // namespace hm::daemon
