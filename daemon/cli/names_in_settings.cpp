#include "daemon/cli/names_in_settings.hpp"

#include "model/alerts/watcher.hpp"
#include "model/observation.hpp"

#include <fmt/format.h>

#include <optional>

namespace hm::daemon::cli {

namespace {

std::string what_is_missing(const config::verdict_name& n, const model::definition& model) {
    if (!model.has_region(n.region)) return fmt::format("the model has no region \"{}\"", n.region);
    return fmt::format("the model has no flow \"{}\" in the region \"{}\"", n.flow, n.region);
}

// What alert rules are about.
void add_unknown_in_rules(const config::settings& settings, const model::definition& model,
                          std::vector<std::string>& lines) {
    std::optional<model::graph> graph;  // made once there is a name to look for
    for (const model::alerts::rule& r : settings.alerts.rules) {
        for (const std::string& region : r.whom.regions)
            if (!model.has_region(region))
                lines.push_back(fmt::format(
                    "the model has no region \"{}\", which the alert rule {} is about", region, r.name));
        for (const std::string& node : r.whom.nodes) {
            if (!graph) graph.emplace(std::make_shared<const model::definition>(model));
            if (!model::alerts::names_something(*graph, node))
                lines.push_back(fmt::format("the model has no node \"{}\", which the alert rule {} is about",
                                            model::printable(node), r.name));
        }
    }
}

}  // namespace

std::vector<std::string> unknown_names(const config::settings& settings, const model::definition& model) {
    std::vector<std::string> lines;
    if (settings.region && !model.has_region(*settings.region))
        lines.push_back(fmt::format("the model has no region \"{}\"", *settings.region));
    for (const config::listener& l : settings.listeners)
        if (l.pinned && !model.has_verdict(l.pinned->region, l.pinned->flow))
            lines.push_back(what_is_missing(*l.pinned, model) +
                            fmt::format(", to which a listener on {}:{} is pinned", l.address, l.port));
    for (const config::gdnsd_extfile& e : settings.exports)
        for (const auto& [address, name] : e.entries)
            if (!model.has_verdict(name.region, name.flow))
                lines.push_back(what_is_missing(name, model) +
                                fmt::format(", which is exported as {} to {}", address, e.file));
    add_unknown_in_rules(settings, model, lines);
    return lines;
}

}  // namespace hm::daemon::cli
