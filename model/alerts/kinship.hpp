// Which of two findings is the cause of the other: it is below it, and in its blame. What is found later on
// the way from a leaf to the user is the symptom:
//   signal, entity, roll-up < region < its verdict < root < an error budget
// On top of that a state of the same node that asks for more goes before one that asks for less.
#pragma once

#include "model/alerts/finding.hpp"
#include "model/snapshot.hpp"

#include <span>
#include <unordered_map>
#include <vector>

namespace hm::model::alerts {

// For one picture; it keeps what it worked out.
class kinship {
public:
    kinship(const snapshot& s, std::span<const rule> rules) : picture_(s), rules_(rules) {}

    // Never true of both (a, b) and (b, a), nor around any longer circle.
    bool is_cause(const finding& cause, const finding& symptom);

private:
    const std::vector<vertex_id>& blamed(vertex_id node);
    bool is_below(const finding& cause, const finding& symptom);
    bool blames_place(vertex_id node, region_id place);

    const snapshot& picture_;
    std::span<const rule> rules_;
    std::unordered_map<vertex_id, std::vector<vertex_id>> blamed_;
};

}  // namespace hm::model::alerts
