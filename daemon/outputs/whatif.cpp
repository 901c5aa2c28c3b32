#include "daemon/outputs/whatif.hpp"

#include "daemon/outputs/json_writer.hpp"
#include "daemon/outputs/names.hpp"
#include "daemon/outputs/node_json.hpp"

#include <fmt/format.h>
#include <boost/json.hpp>

#include <algorithm>

namespace hm::daemon {

namespace {

// Adds one assumption; false after a mistake.
bool assume(whatif_request& into, std::string_view node, std::string_view state, const model::graph& g) {
    const model::vertex_id v = g.find(node);
    const auto to = g.states().find(state);
    if (v == model::vertex_id::none)
        into.mistake = no_such_node(g, node);
    else if (!to)
        into.mistake = fmt::format("the model has no state \"{}\"", model::printable(state));
    else if (into.assumed.size() == max_assumptions)
        into.mistake = fmt::format("more than {} assumptions", max_assumptions);
    else
        into.assumed.push_back({v, *to});
    return into.mistake.empty();
}

}  // namespace

whatif_request parse_whatif(std::string_view json, const model::graph& g) {
    whatif_request request;
    boost::json::error_code not_json;
    const boost::json::value v = boost::json::parse(json, not_json);
    const auto* object = not_json ? nullptr : v.if_object();
    const auto* assumed = object == nullptr ? nullptr : object->if_contains("assume");
    if (assumed == nullptr || !assumed->is_object() || object->size() != 1) {
        request.mistake = R"(expected { "assume": { "node": "state" } })";
        return request;
    }
    for (const auto& [node, state] : assumed->get_object()) {
        if (!state.is_string()) {
            request.mistake = fmt::format("the state of \"{}\" is no text", std::string_view{node});
            return request;
        }
        if (!assume(request, node, state.get_string(), g)) return request;
    }
    return request;
}

whatif_request parse_assumptions(const std::vector<std::string>& texts, const model::graph& g) {
    whatif_request request;
    for (const std::string& text : texts) {
        const std::size_t sign = text.rfind('=');
        if (sign == std::string::npos) {
            request.mistake = fmt::format("expected NODE=STATE, found \"{}\"", text);
            return request;
        }
        if (!assume(request, std::string_view{text}.substr(0, sign), std::string_view{text}.substr(sign + 1),
                    g))
            return request;
    }
    return request;
}

whatif_outcome what_if(const model::snapshot& s, const std::vector<model::assumption>& assumed) {
    const model::graph& g = *s.model;
    const model::snapshot_lookup before{s};
    const model::assumed_lookup after{g, before, assumed};
    whatif_outcome answer;
    for (const model::vertex_id id : after.changed())
        if (g.at(id).kind != model::vertex_kind::signal && after.of(id).health != before.of(id).health)
            answer.changed.push_back({id, before.of(id).health, after.of(id).health});
    for (std::size_t r = 0; r < g.source().regions.size(); ++r) {
        const model::region_id id{static_cast<std::uint16_t>(r)};
        const model::standing& routing = after.of(g.region(id)).routing;
        answer.regions.push_back({id, routing, model::verdict_of(routing.now)});
    }
    return answer;
}

std::string to_json(const model::snapshot& s, const std::vector<model::assumption>& assumed,
                    const whatif_outcome& a) {
    const model::graph& g = *s.model;
    json_writer w;
    {
        const auto document = w.object();
        w.key("as_of").time(s.at.wall);
        {
            const auto list = w.key("assumed").array();
            for (const model::assumption& what : assumed) {
                const auto o = w.object();
                w.key("id").text(g.name(what.what));
                write_state(w, "state", g, what.state);
            }
        }
        {
            const auto list = w.key("changed").array();
            for (const auto& c : a.changed) {
                const auto o = w.object();
                w.key("id").text(g.name(c.node));
                write_state(w, "state", g, c.after.now);
                w.key("score").ratio(c.after.points);
                write_state(w, "state_before", g, c.before.now);
                w.key("score_before").ratio(c.before.points);
            }
        }
        const auto list = w.key("regions").array();
        for (const auto& r : a.regions) {
            const auto o = w.object();
            w.key("id").text(g.source().at(r.id).name);
            write_state(w, "routing_state", g, r.routing.now);
            w.key("routing_score").ratio(r.routing.points);
            w.key("computed_verdict").text(to_string(r.verdict));
        }
    }
    return w.take();
}

}  // namespace hm::daemon
