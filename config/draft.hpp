// A model while it is read: the definition as far as it is known, and where its parts stand in the text.
// Passed from reader to reader by load_model; gone when the definition is complete.
#pragma once

#include "config/substitution.hpp"
#include "config/timing.hpp"
#include "config/tls_store.hpp"
#include "model/definition.hpp"

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace hm::config {

// What a name stands for. Names are unique across all of these.
struct claim {
    std::string_view what;  // "flow", "region", …: for messages
    place at;
    model::entity_id entity = model::entity_id::none;
};

struct draft {
    draft(report& r, const surroundings& s) : out(r), around(s) {}

    report& out;
    const surroundings& around;
    model::definition model;
    timing defaults;
    std::unordered_map<std::string_view, claim> names;  // views into the tree
    std::vector<const member*> region_texts;            // by region
    std::vector<const member*> entity_texts;            // by entity; inline groups come behind and have none
    std::vector<std::vector<place>> need_places;        // by entity, then by need
    variable_names used_variables;
    secret_sources secrets;
    tls_store tls;

    // Takes a name for something; reports when it is no name, or taken.
    void claim_name(std::string_view name, claim c);
};

}  // namespace hm::config
