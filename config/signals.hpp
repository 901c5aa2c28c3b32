// `signals:` of an entity → signal_definition: each signal read once per place, with that place's `${…}` put
// in; places that come out the same share one spec.
#pragma once

#include "config/substitution.hpp"
#include "config/timing.hpp"
#include "config/tls_store.hpp"
#include "model/definition.hpp"

#include <vector>

namespace hm::config {

// What a signal is read with. `places`: the regions of its entity, or region_id::none alone for a global one.
// `rules`: what may stand in one.
enum class signal_rules : std::uint8_t { any, witness };

struct signal_context {
    const std::vector<model::region>& regions;
    std::vector<model::region_id> places;
    const timing& defaults;
    variable_names& used_variables;
    secret_sources& secrets;
    tls_store& tls;
    signal_rules rules = signal_rules::any;
};

std::vector<model::signal_definition> read_signals(const node& map, const signal_context& context,
                                                   report& out);

}  // namespace hm::config
