#include "config/graph_lints.hpp"

#include "config/entities.hpp"
#include "config/reader.hpp"
#include "model/graph.hpp"
#include "model/single_points.hpp"

#include <algorithm>
#include <memory>

namespace hm::config {

namespace {

using model::entity;
using model::entity_id;
using model::entity_kind;
using model::region_id;
using model::vertex_id;

// "a", "b" and "c"; "a", "b", … and 7 more.
std::string listed(const std::vector<std::string_view>& names) {
    std::string text;
    const std::size_t shown = std::min(names.size(), max_names_shown);
    for (std::size_t i = 0; i < shown; ++i) {
        const bool is_last = i + 1 == names.size();
        if (i > 0) text += is_last ? " and " : ", ";
        text += quoted(names[i]);
    }
    if (names.size() > shown) text += fmt::format(" and {} more", names.size() - shown);
    return text;
}

// " in "west"", " in any of "west" and "east"".
std::string where(const model::definition& m, const std::vector<region_id>& places,
                  std::string_view of_several) {
    if (places.empty()) return {};
    std::vector<std::string_view> names;
    for (region_id r : places) names.push_back(m.at(r).name);
    return fmt::format(" in {}{}", names.size() == 1 ? "" : of_several, listed(names));
}

void warn_single_point(const draft& d, const model::single_point& p, place at) {
    std::vector<std::string_view> flows;
    std::vector<reference> related;
    for (entity_id flow : p.flows) {
        flows.push_back(d.model.at(flow).name);
        if (related.size() < max_names_shown)
            related.push_back({d.entity_texts[model::index(flow)]->key_at, "a flow that hangs on it"});
    }
    d.out.warning(
        at,
        fmt::format("{}{} is a single point of failure of the flow{} {}", quoted(d.model.at(p.what).name),
                    where(d.model, p.places, "any of "), flows.size() == 1 ? "" : "s", listed(flows)),
        "when it dies no region is left to go to: let each have its own, or a second one stand in for "
        "it; or say `single_point: accepted`",
        std::move(related));
}

// `single_point: accepted` where there is none: it would hide one that comes later.
void warn_accepted_in_vain(const draft& d, const std::vector<bool>& is_one) {
    for (std::size_t i = 0; i < d.entity_texts.size(); ++i) {
        const member* accepted = d.entity_texts[i]->value.find(single_point_key);
        if (accepted == nullptr || is_one[i]) continue;
        d.out.warning(accepted->key_at,
                      fmt::format("{} is no single point of failure", quoted(d.entity_texts[i]->key)),
                      fmt::format("remove `{}`", single_point_key));
    }
}

// By vertex: a flow, or below one.
std::vector<bool> needed_by_flows(const model::graph& g) {
    std::vector<bool> needed(g.size(), false);
    for (std::size_t i = g.size(); i-- > 0;) {  // parents stand behind their children
        const vertex_id id{static_cast<std::uint32_t>(i)};
        const entity_id source = g.at(id).source;
        const auto parents = g.parents(id);
        needed[i] = (source != entity_id::none && g.source().at(source).kind == entity_kind::flow) ||
                    std::any_of(parents.begin(), parents.end(),
                                [&](vertex_id parent) { return needed[model::index(parent)]; });
    }
    return needed;
}

// A need of one of its signals is enough.
bool is_needed(const model::graph& g, const std::vector<bool>& needed, vertex_id instance) {
    const auto own = g.signal_edges(instance);
    return needed[model::index(instance)] || std::any_of(own.begin(), own.end(), [&](const model::edge& e) {
               return needed[model::index(e.child)];
           });
}

// Where no flow runs at all there is one warning for the region, and none for each entity.
std::vector<bool> regions_with_flows(const model::definition& m) {
    std::vector<bool> has_flow(m.regions.size(), false);
    for (const entity& e : m.entities)
        if (e.kind == entity_kind::flow)
            for (region_id r : e.regions) has_flow[model::index(r)] = true;
    return has_flow;
}

void warn_single_points(const draft& d, const std::shared_ptr<const model::graph>& g) {
    if (d.model.regions.size() < 2) return;  // everything would be one
    const model::single_points points = model::find_single_points(g);
    if (!points.complete) d.out.warning({}, "too much hangs together to find every single point of failure");
    std::vector<bool> is_one(d.entity_texts.size(), false);
    for (const model::single_point& p : points.found) {
        const member& text = *d.entity_texts[model::index(p.what)];
        is_one[model::index(p.what)] = true;
        if (text.value.find(single_point_key) == nullptr) warn_single_point(d, p, text.key_at);
    }
    if (points.complete) warn_accepted_in_vain(d, is_one);
}

void warn_unreachable_nodes(const draft& d, const model::graph& g) {
    const std::vector<bool> needed = needed_by_flows(g);
    const std::vector<bool> has_flow = regions_with_flows(d.model);
    for (std::size_t i = 0; i < d.entity_texts.size(); ++i) {
        const entity_id id{static_cast<std::uint32_t>(i)};
        const entity& e = d.model.at(id);
        std::vector<region_id> missed = e.regions;
        std::erase_if(missed, [&](region_id r) { return is_needed(g, needed, g.instance(id, r)); });
        const bool nowhere = e.where == model::scope::global
                                 ? !is_needed(g, needed, g.seen_from_elsewhere(id))
                                 : missed.size() == e.regions.size();
        if (!nowhere) std::erase_if(missed, [&](region_id r) { return !has_flow[model::index(r)]; });
        if (!nowhere && missed.empty()) continue;
        d.out.warning(d.entity_texts[i]->key_at,
                      fmt::format("the {} {} is unreachable{}: no flow needs it", model::to_string(e.kind),
                                  quoted(e.name), nowhere ? "" : where(d.model, missed, "")),
                      nowhere ? "it counts nowhere: put it under `needs:` of what depends on it, or remove it"
                              : "say with `regions:` where it runs, or let a flow run there, too");
    }
}

std::size_t nodes_of(const model::definition& m) {
    std::size_t nodes = 0;
    for (const entity& e : m.entities) {
        const std::size_t places = e.where == model::scope::global ? 1 : e.regions.size();
        nodes += places * (1 + e.signals.size());
    }
    return nodes;
}

}  // namespace

void warn_by_graph(const draft& d) {
    if (nodes_of(d.model) > max_linted_nodes)
        return d.out.warning({},
                             fmt::format("with more than {} nodes the model is not looked through for single "
                                         "points of failure and for what no flow needs",
                                         max_linted_nodes));
    // Without an owner: the definition is the draft's, and outlives the graph.
    const auto g = std::make_shared<const model::graph>(
        std::shared_ptr<const model::definition>{std::shared_ptr<void>{}, &d.model});
    warn_unreachable_nodes(d, *g);
    warn_single_points(d, g);
}

}  // namespace hm::config
