#include "daemon/cli/import.hpp"

#include "config/openslo.hpp"
#include "daemon/cli/commands.hpp"

#include <fmt/format.h>

#include <cstdio>

namespace hm::daemon::cli {

int import_model(const import_options& options) {
    std::vector<config::source> files;
    std::vector<config::diagnostic> unread;
    for (const std::string& file : options.files)
        if (auto text = config::read_source(file, unread)) files.push_back(std::move(*text));
    fmt::print(stderr, "{}", config::render(unread));
    if (config::has_errors(unread)) return exit_usage;
    const config::imported_objectives found = config::import_openslo(files);
    fmt::print(stderr, "{}", config::render(found.diagnostics));
    if (config::has_errors(found.diagnostics)) return exit_usage;
    fmt::print("{}", found.text);
    return exit_ok;
}

}  // namespace hm::daemon::cli
