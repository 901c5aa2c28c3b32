#include "daemon/cli/check.hpp"

#include "config/load.hpp"
#include "daemon/cli/commands.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

namespace hm::daemon::cli {

namespace {

std::string summary(const model::definition& d) {
    std::size_t signals = 0;
    for (const model::entity& e : d.entities)
        for (const model::signal_definition& s : e.signals) signals += s.places.size();
    const auto flows = std::count_if(d.entities.begin(), d.entities.end(), [](const model::entity& e) {
        return e.kind == model::entity_kind::flow;
    });
    return fmt::format("{}: {} regions, {} entities ({} flows), {} signals\n", d.name, d.regions.size(),
                       d.entities.size(), flows, signals);
}

}  // namespace

int check(const check_options& options) {
    const config::loaded_model model = config::load_model_files(options.models);
    fmt::print(stderr, "{}", config::render(model.diagnostics));
    bool good = model.value.has_value();
    if (options.settings) {
        const config::loaded_settings settings = config::load_settings_file(*options.settings);
        fmt::print(stderr, "{}", config::render(settings.diagnostics));
        good = good && settings.value.has_value();
    }
    if (!good) return exit_usage;
    fmt::print("{}", summary(**model.value));
    return exit_ok;
}

}  // namespace hm::daemon::cli
