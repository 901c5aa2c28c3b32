// `healthmodeld check`: reads a model (and settings) and reports every mistake with its place, to people or
// as JSON. Starts nothing.
#pragma once

#include "config/diagnostic.hpp"
#include "model/definition.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace hm::daemon::cli {

struct check_options {
    std::vector<std::string> models;  // files and directories
    std::optional<std::string> settings;
    bool strict = false;  // warnings are errors
    bool json = false;
    bool explain = false;  // print the rules in their expanded form
};

struct check_findings {
    std::shared_ptr<const model::definition> model;  // null when it cannot be used
    std::vector<config::diagnostic> diagnostics;     // those of the model, then those of the settings

    bool good() const { return !config::has_errors(diagnostics); }
};

check_findings check_files(const check_options& options);

// One document, on one line; daemon/README.md says what stands in it.
std::string to_json(const check_findings& findings);

int check(const check_options& options);

}  // namespace hm::daemon::cli
