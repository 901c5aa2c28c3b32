// `flows:`, `components:`, `dependencies:`: first all names, so that needs may look ahead; then each entity's
// own keys and signals. Needs are read afterwards, by needs.hpp, because `name/signal` asks for the signals
// of others.
#pragma once

#include "config/draft.hpp"

namespace hm::config {

// The three sections of a model, in the order in which they are read.
struct section {
    std::string_view key;
    model::entity_kind kind;
};
inline constexpr std::array<section, 3> sections{{{"flows", model::entity_kind::flow},
                                                  {"components", model::entity_kind::component},
                                                  {"dependencies", model::entity_kind::dependency}}};

// `single_point: accepted`: nobody needs to be warned that all hangs on this one.
inline constexpr std::string_view single_point_key = "single_point";

void declare_entities(const node& map, model::entity_kind kind, draft& d);

// Fills every declared entity but for its needs.
void read_entities(draft& d);

}  // namespace hm::config
