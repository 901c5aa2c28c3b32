#include "daemon/cli/export.hpp"

#include "config/load.hpp"
#include "daemon/cli/commands.hpp"
#include "daemon/generators/grafana_dashboard.hpp"
#include "daemon/generators/openslo.hpp"
#include "daemon/generators/prometheus_rules.hpp"
#include "daemon/time_zones.hpp"

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <cstdio>
#include <memory>

namespace hm::daemon::cli {

namespace {

constexpr const char* rules_word = "prometheus-rules";
constexpr const char* dashboard_word = "grafana-dashboard";
constexpr const char* openslo_word = "openslo";

std::string made(const export_options& options, const model::definition& d) {
    if (options.what == rules_word) return prometheus_rules(d, {options.sloth, options.job});
    if (options.what == dashboard_word) return grafana_dashboard(d, {options.job});
    return openslo(d);
}

}  // namespace

std::function<int()> prepare_export(CLI::App& app) {
    auto options = std::make_shared<export_options>();
    app.add_option("WHAT", options->what,
                   "prometheus-rules, grafana-dashboard, or openslo: the objectives as its v1")
        ->required()
        ->check(CLI::IsMember{{rules_word, dashboard_word, openslo_word}});
    app.add_option("MODEL", options->models, "the model: files, and directories with their *.yaml and *.yml")
        ->required();
    app.add_option("--job", options->job, "only of series with this label `job`; else of all");
    app.add_flag("--sloth", options->sloth, "rules: also the series that dashboards of Sloth ask for");
    return [options] { return export_model(*options); };
}

int export_model(const export_options& options) {
    const config::loaded_model loaded = config::load_model_files(options.models, here_and_now());
    fmt::print(stderr, "{}", config::render(loaded.diagnostics));
    if (!loaded.value) return exit_usage;
    const bool is_label = !options.job || options.job->find_first_of("\"\\\n") == std::string::npos;
    if (!is_label) {
        fmt::print(stderr, "healthmodeld: --job: no quotes, backslashes or line breaks\n");
        return exit_usage;
    }
    fmt::print("{}", made(options, **loaded.value));
    return exit_ok;
}

}  // namespace hm::daemon::cli
