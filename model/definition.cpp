#include "model/definition.hpp"

#include <algorithm>

namespace hm::model {

std::string_view to_string(entity_kind k) {
    switch (k) {
        case entity_kind::flow:
            return "flow";
        case entity_kind::component:
            return "component";
        case entity_kind::dependency:
            return "dependency";
        case entity_kind::group:
            return "group";
        case entity_kind::witness:
            return "witness";
    }
    return {};
}

std::string_view to_string(scope s) {
    return s == scope::global ? "global" : "regional";
}

std::string_view to_string(criticality c) {
    switch (c) {
        case criticality::high:
            return "high";
        case criticality::medium:
            return "medium";
        case criticality::low:
            return "low";
    }
    return {};
}

std::string_view to_string(rollup_kind k) {
    switch (k) {
        case rollup_kind::worst:
            return "worst";
        case rollup_kind::weighted:
            return "weighted";
        case rollup_kind::redundant:
            return "redundant";
        case rollup_kind::best:
            return "best";
        case rollup_kind::at_least:
            return "at_least";
        case rollup_kind::ladder:
            return "ladder";
        case rollup_kind::flows:
            return "flows";
    }
    return {};
}

std::vector<region_id> definition::region_ids() const {
    std::vector<region_id> all;
    for (std::size_t i = 0; i < regions.size(); ++i) all.push_back(region_id{static_cast<std::uint16_t>(i)});
    return all;
}

bool definition::has_region(std::string_view region_name) const {
    return std::any_of(regions.begin(), regions.end(),
                       [&](const region& r) { return r.name == region_name; });
}

bool definition::has_verdict(std::string_view region_name, std::string_view flow_name) const {
    if (flow_name.empty()) return has_region(region_name);
    return std::any_of(entities.begin(), entities.end(), [&](const entity& e) {
        return e.kind == entity_kind::flow && e.name == flow_name &&
               std::any_of(e.regions.begin(), e.regions.end(),
                           [&](region_id r) { return at(r).name == region_name; });
    });
}

}  // namespace hm::model
