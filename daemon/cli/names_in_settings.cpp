#include "daemon/cli/names_in_settings.hpp"

#include <fmt/format.h>

namespace hm::daemon::cli {

namespace {

std::string what_is_missing(const config::verdict_name& n, const model::definition& model) {
    if (!model.has_region(n.region)) return fmt::format("the model has no region \"{}\"", n.region);
    return fmt::format("the model has no flow \"{}\" in the region \"{}\"", n.flow, n.region);
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
    return lines;
}

}  // namespace hm::daemon::cli
