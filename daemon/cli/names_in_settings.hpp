// Whether settings and model fit together: names in the settings that the model must have.
#pragma once

#include "config/settings.hpp"
#include "model/definition.hpp"

#include <string>
#include <vector>

namespace hm::daemon::cli {

// One line for each name that the model does not have.
std::vector<std::string> unknown_names(const config::settings& settings, const model::definition& model);

}  // namespace hm::daemon::cli
