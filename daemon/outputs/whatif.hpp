// What would become of a model if some of its nodes were otherwise: assumptions laid over a picture, as JSON.
// The running model is not touched.
#pragma once

#include "model/assume.hpp"
#include "model/snapshot.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace hm::daemon {

inline constexpr std::size_t max_assumptions = 1000;

struct whatif_request {
    std::vector<model::assumption> assumed;
    std::string mistake;  // in words, when the text is none
};

// { "assume": { "cosmos-db@westeurope": "unhealthy", … } }
whatif_request parse_whatif(std::string_view json, const model::graph& g);
// NODE=STATE
whatif_request parse_assumptions(const std::vector<std::string>& texts, const model::graph& g);

struct whatif_outcome {
    struct change {
        model::vertex_id node{};
        model::standing before, after;
    };
    struct region {
        model::region_id id{};
        model::standing routing;
        model::verdict verdict{};  // what the routing state says, before any guard and dwell
    };
    std::vector<change> changed;  // nodes, not signals, in vertex order; those that were assumed among them
    std::vector<region> regions;
};

whatif_outcome what_if(const model::snapshot& s, const std::vector<model::assumption>& assumed);
std::string to_json(const model::snapshot& s, const std::vector<model::assumption>& assumed,
                    const whatif_outcome& a);

}  // namespace hm::daemon
