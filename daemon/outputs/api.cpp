#include "daemon/outputs/api.hpp"

#include "daemon/outputs/embedded.hpp"
#include "daemon/outputs/names.hpp"
#include "daemon/outputs/node_json.hpp"
#include "daemon/outputs/signal_json.hpp"
#include "daemon/outputs/status_json.hpp"
#include "daemon/outputs/whatif.hpp"

#include <fmt/format.h>

#include <charconv>
#include <optional>

namespace hm::daemon {

namespace {

using model::vertex_id;

http::response not_ready() {
    return http::problem(503, "the daemon is starting: there is no picture yet");
}

// The number of this picture, of this process: numbers start anew with each.
std::string etag_of(const output_context& context, const model::snapshot& s) {
    return fmt::format("\"{:x}-{}-{}\"", context.facts.started.time_since_epoch().count(), s.generation,
                       s.sequence);
}

template <class Render>
http::response read_answer(const output_context& context, const http::request& asked, Render&& render) {
    const std::string etag = etag_of(context, *context.state.snapshot);
    http::response r;
    if (http::lists(asked.if_none_match, etag) || http::lists(asked.if_none_match, "*"))
        r.status = 304;
    else
        r = http::json_answer(render(*context.state.snapshot));
    return std::move(r.add("ETag", etag).add("Cache-Control", "no-cache"));
}

http::response unknown_node(const model::graph& g, std::string_view name) {
    return http::problem(404, no_such_node(g, name));
}

// What `?kind=&region=&state=&name=&limit=&after=` ask for.
struct page_request {
    std::optional<std::string> kind, region;
    std::optional<model::state> state;
    std::string name;  // a part of it
    std::size_t limit = default_page;
    vertex_id after = vertex_id::none;
    std::string mistake;  // empty when all is well
};

bool is_kind(std::string_view word) {
    for (const std::string_view known :
         {"flow", "component", "dependency", "group", "witness", "region", "root"})
        if (word == known) return true;
    return false;
}

void take(page_request& page, const http::query_parameter& p, const model::graph& g) {
    const auto refuse = [&](std::string_view expected) {
        page.mistake = fmt::format("{}={} is not {}", p.name, model::printable(p.value), expected);
    };
    if (p.name == "kind") {
        page.kind = p.value;
        if (!is_kind(p.value)) refuse("one of flow, component, dependency, group, witness, region, root");
    } else if (p.name == "region") {
        page.region = p.value;
        const vertex_id r = g.find(p.value);
        if (r == vertex_id::none || g.at(r).kind != model::vertex_kind::region)
            refuse("a region of the model");
    } else if (p.name == "state") {
        page.state = model::parse_state(p.value);
        if (!page.state) refuse("one of healthy, degraded, unhealthy, unknown");
    } else if (p.name == "name") {
        page.name = p.value;
    } else if (p.name == "limit") {
        const char* end = p.value.data() + p.value.size();
        const auto parsed = std::from_chars(p.value.data(), end, page.limit);
        if (parsed.ec != std::errc{} || parsed.ptr != end || page.limit < 1 || page.limit > max_page)
            refuse(fmt::format("a number from 1 to {}", max_page));
    } else if (p.name == "after") {
        page.after = g.find(p.value);
        if (page.after == vertex_id::none) refuse("a node of the model");
    } else {
        page.mistake =
            fmt::format("unknown parameter {}: kind, region, state, name, limit and after are known",
                        model::printable(p.name));
    }
}

page_request parse_page(std::string_view query, const model::graph& g) {
    page_request page;
    for (const auto& p : http::query_parameters(query)) {
        take(page, p, g);
        if (!page.mistake.empty()) break;
    }
    return page;
}

bool wanted(const page_request& page, const model::snapshot& s, vertex_id id) {
    if (page.after != vertex_id::none && id <= page.after) return false;
    if (page.kind && kind_of(*s.model, id) != *page.kind) return false;
    if (page.region && region_of(*s.model, id) != *page.region) return false;
    if (s.model->name(id).find(page.name) == std::string::npos) return false;
    return !page.state || s.rows.at(id).health.health.now == *page.state;
}

std::string nodes_json(const page_request& page, const model::snapshot& s) {
    std::size_t written = 0;
    bool more = false;
    vertex_id last = vertex_id::none;
    json_writer w;
    {
        const auto o = w.object();
        w.key("as_of").time(s.at.wall);
        {
            const auto list = w.key("nodes").array();
            for_each_node(*s.model, [&](vertex_id id) {
                if (more || !wanted(page, s, id)) return;
                if (written == page.limit) {
                    more = true;
                    return;
                }
                const auto node = w.object();
                write_brief(w, s, id);
                last = id;
                ++written;
            });
        }
        if (more) w.key("next").text(s.model->name(last));  // ?after=
    }
    return w.take();
}

template <class Render>
http::response one_node(const output_context& context, const http::request& asked, Render&& render) {
    if (!context.state.snapshot) return not_ready();
    const model::graph& g = *context.state.snapshot->model;
    const vertex_id id = g.find(asked.params[0]);
    if (id == vertex_id::none) return unknown_node(g, asked.params[0]);
    return read_answer(context, asked, [&](const model::snapshot& s) { return render(s, id); });
}

}  // namespace

http::response status_answer(const output_context& context, const http::request& asked) {
    if (!context.state.snapshot) return not_ready();
    return read_answer(context, asked, [&](const model::snapshot& s) { return status_json(context, s); });
}

http::response regions_answer(const output_context& context, const http::request& asked) {
    if (!context.state.snapshot) return not_ready();
    return read_answer(context, asked, regions_json);
}

http::response nodes_answer(const output_context& context, const http::request& asked) {
    if (!context.state.snapshot) return not_ready();
    const page_request page = parse_page(asked.query(), *context.state.snapshot->model);
    if (!page.mistake.empty()) return http::problem(400, page.mistake);
    return read_answer(context, asked, [&](const model::snapshot& s) { return nodes_json(page, s); });
}

http::response node_answer(const output_context& context, const http::request& asked) {
    return one_node(context, asked, node_json);
}

http::response explain_answer(const output_context& context, const http::request& asked) {
    return one_node(context, asked, explain_json);
}

http::response whatif_answer(const output_context& context, const http::request& asked) {
    if (!context.state.snapshot) return not_ready();
    const model::snapshot& s = *context.state.snapshot;
    const whatif_request request = parse_whatif(asked.body, *s.model);
    if (!request.mistake.empty()) return http::problem(400, request.mistake);
    return std::move(http::json_answer(to_json(s, request.assumed, what_if(s, request.assumed)))
                         .add("Cache-Control", "no-store"));
}

http::response openapi_answer(const output_context&, const http::request&) {
    static const auto document = std::make_shared<const std::string>(embedded::openapi_json());
    http::response r;
    r.content_type = http::application_json;
    r.shared_body = document;
    return std::move(r.add("Cache-Control", "no-cache"));
}

http::response tree_answer(const output_context& context, const http::request& asked) {
    return one_node(context, asked, tree_json);
}

void signal_answer(const output_context& context, const http::request& asked,
                   const http::responder& respond) {
    if (!context.state.snapshot) return respond(not_ready());
    const auto s = context.state.snapshot;  // the answer comes later, and is about this one
    const std::string name = asked.params[0] + "/" + asked.params[1];
    const vertex_id id = s->model->find(name);
    if (id == vertex_id::none) return respond(unknown_node(*s->model, name));
    if (s->model->at(id).kind != model::vertex_kind::signal)
        return respond(http::problem(404, fmt::format("\"{}\" is a node, see /api/v1/nodes", name)));
    const auto tell = [s, id, respond](const observations& last) {
        respond(std::move(http::json_answer(signal_json(*s, id, last)).add("Cache-Control", "no-cache")));
    };
    if (context.last_observations)
        context.last_observations(name, tell);
    else
        tell({});
}

}  // namespace hm::daemon
