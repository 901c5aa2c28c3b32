// What would be, if: the health of a model with some vertices assumed to be otherwise, laid over what is.
// Only the ancestors of an assumption are computed anew, and nothing of the running model is touched.
#pragma once

#include "model/health.hpp"
#include "model/snapshot.hpp"

#include <map>
#include <vector>

namespace hm::model {

// A picture as evaluated rows.
class snapshot_lookup final : public health_lookup {
public:
    explicit snapshot_lookup(const snapshot& s) : snapshot_(s) {}
    const vertex_health& of(vertex_id id) const override { return snapshot_.rows.at(id).health; }

private:
    const snapshot& snapshot_;
};

struct assumption {
    vertex_id what{};
    grade state;
};

class assumed_lookup final : public health_lookup {
public:
    // `up_to`: nothing behind this vertex is asked for.
    assumed_lookup(const graph& g, const health_lookup& actual, const std::vector<assumption>& assumed,
                   vertex_id up_to = vertex_id::none);

    const vertex_health& of(vertex_id id) const override;
    // Those that are otherwise than they are, in vertex order.
    std::vector<vertex_id> changed() const;

private:
    vertex_health recomputed(vertex_id id) const;

    const graph& graph_;
    const health_lookup& actual_;
    std::map<vertex_id, vertex_health> assumed_;
};

}  // namespace hm::model
