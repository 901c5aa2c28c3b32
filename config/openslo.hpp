// OpenSLO v1 documents → a model's flows with their objectives, as text in our language: for who moves here
// from there. Reads SLO, and SLI, AlertPolicy and AlertCondition where an SLO refers to them by name.
#pragma once

#include "config/load.hpp"

#include <string>
#include <vector>

namespace hm::config {

inline constexpr std::size_t max_openslo_documents = 1000;

struct imported_objectives {
    std::string text;                     // `flows:`, and `components:` for events; empty after errors
    std::vector<diagnostic> diagnostics;  // what has no counterpart here is a warning
};

imported_objectives import_openslo(const std::vector<source>& files);

}  // namespace hm::config
