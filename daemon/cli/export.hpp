// `healthmodeld export WHAT MODEL…`: what other programs are to be told of a model, as files of theirs.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace hm::daemon::cli {

struct export_options {
    std::string what;  // prometheus-rules, grafana-dashboard, openslo
    std::vector<std::string> models;
    std::optional<std::string> job;
    bool sloth = false;
};

std::function<int()> prepare_export(CLI::App& app);

int export_model(const export_options& options);

}  // namespace hm::daemon::cli
