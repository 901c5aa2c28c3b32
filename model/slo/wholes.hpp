// The model as arithmetic sees it: what fails, fails as a whole. Every entity has one signal in each place,
// its leaf, which stands for all of its own signals, whether it has any or not; needs, rules and regions are
// the model's own. So the calculated SLO is about the same graph, rules and evaluator as everything else.
#pragma once

#include "model/graph.hpp"

#include <memory>
#include <optional>
#include <vector>

namespace hm::model {

std::shared_ptr<const graph> as_wholes(const definition& d);

// One thing that can fail, independently of all others: an entity in a place, for which the model states a
// figure.
struct slo_leaf {
    vertex_id vertex{};  // its signal in the graph of wholes
    entity_id what{};
    region_id place = region_id::none;  // none: global
    double unavailability = 0;
};

// `sla` and `availability` together; absent: the model states neither, which counts as 100 %.
std::optional<double> stated_unavailability(const entity& e);

// In vertex order. Entities without a figure have none: they never fail.
std::vector<slo_leaf> leaves_of(const graph& wholes);

// Components and dependencies below a flow for which no figure is stated.
std::vector<entity_id> assumed_perfect(const graph& wholes);

}  // namespace hm::model
