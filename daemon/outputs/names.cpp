#include "daemon/outputs/names.hpp"

#include "config/suggest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <ranges>
#include <span>
#include <vector>

namespace hm::daemon {

namespace {

// Beyond this a typo is answered without a hint: comparing it with every name would cost others their turn.
constexpr std::size_t max_suggestion_names = 5000;

template <class Vertices>
std::string hint_of(const model::graph& g, std::string_view name, const Vertices& among) {
    if (std::ranges::size(among) > max_suggestion_names) return {};
    std::vector<std::string_view> names;
    for (const model::vertex_id id : among) names.push_back(g.name(id));
    const std::string hint = config::did_you_mean(name, names);
    return hint.empty() ? hint : "; " + hint;
}

std::string no_such(std::string_view what, std::string_view name, std::span<const std::string_view> known) {
    const std::string hint = config::did_you_mean(name, known);
    return fmt::format("there is no {} \"{}\"{}{}", what, model::printable(name), hint.empty() ? "" : "; ",
                       hint);
}

}  // namespace

std::string no_such_node(const model::graph& g, std::string_view name) {
    const auto all = std::views::iota(std::size_t{0}, g.size()) | std::views::transform([](std::size_t i) {
                         return model::vertex_id{static_cast<std::uint32_t>(i)};
                     });
    return fmt::format("there is no node \"{}\"{}", model::printable(name), hint_of(g, name, all));
}

std::string no_such_signal(const model::graph& g, std::string_view name) {
    const auto all = g.signals() | std::views::transform([&g](model::signal_id s) { return g.vertex_of(s); });
    return fmt::format("there is no signal \"{}\"{}", model::printable(name), hint_of(g, name, all));
}

std::string no_such_subject(const model::graph& g, std::string_view region, std::string_view flow) {
    const model::definition& d = g.source();
    std::vector<std::string_view> regions, flows;
    const model::entity* found = nullptr;
    for (const model::region& r : d.regions) regions.push_back(r.name);
    for (const model::entity& e : d.entities) {
        if (e.kind != model::entity_kind::flow) continue;
        flows.push_back(e.name);
        if (e.name == flow) found = &e;
    }
    const auto place = std::ranges::find(regions, region);
    if (place == regions.end()) return no_such("region", region, regions);
    if (flow.empty()) return {};
    if (found == nullptr) return no_such("flow", flow, flows);
    if (found->where == model::scope::global)
        return fmt::format("flow \"{}\" is global: it has no verdict in a region", flow);
    const auto r = static_cast<model::region_id>(place - regions.begin());
    if (std::ranges::find(found->regions, r) == found->regions.end())
        return fmt::format("flow \"{}\" does not run in region \"{}\"", flow, region);
    return {};
}

std::string_view kind_of(const model::graph& g, model::vertex_id id) {
    const model::vertex& v = g.at(id);
    switch (v.kind) {
        case model::vertex_kind::signal:
            return "signal";
        case model::vertex_kind::region:
            return "region";
        case model::vertex_kind::root:
            return "root";
        default:
            return to_string(g.source().at(v.source).kind);
    }
}

std::string_view entity_of(const model::graph& g, model::vertex_id id) {
    const model::vertex& v = g.at(id);
    return v.source == model::entity_id::none ? std::string_view{} : g.source().at(v.source).name;
}

std::string_view region_of(const model::graph& g, model::vertex_id id) {
    const model::vertex& v = g.at(id);
    return v.place == model::region_id::none ? std::string_view{} : g.source().at(v.place).name;
}

model::vertex_id node_of(const model::graph& g, model::vertex_id signal) {
    const model::vertex& v = g.at(signal);
    return v.place == model::region_id::none ? g.seen_from_elsewhere(v.source)
                                             : g.instance(v.source, v.place);
}

}  // namespace hm::daemon
