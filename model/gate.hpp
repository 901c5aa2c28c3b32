// May a rollout go on? Asked of one picture, about one flow in one region or everywhere that it runs; whoever
// asks again and again for a while (`healthmodeld gate`) has a gate that closes at the first objection.
// Stricter than what balancers are told: a region that is kept in by the guard serves, and is no place to put
// something new; and a flow that is well has nothing to spare once its budget is spent.
#pragma once

#include "model/snapshot.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace hm::model {

struct gate_question {
    entity_id flow{};
    region_id place = region_id::none;  // none: everywhere that the flow runs
    bool degraded_will_do = false;
};

// What speaks against it. A closed list: pipelines may go by it.
enum class objection_kind : std::uint8_t {
    not_ready,  // the first round is not complete
    state,      // the flow is worse than is allowed
    unknown,    // nothing is known of the flow; in maintenance, too
    down,       // a region, or the flow in it, is told to take nothing, and no operator said so
    guard,      // it is kept in by the guard, or by panic, against its own evidence
    warming,    // it comes back, or its verdict goes by evidence that is no more
    budget,     // nothing is left of its error budget
    burn,       // it burns so fast that somebody is paged
    suspicion,  // the daemon doubts itself
    stale,      // nothing was evaluated for a while, or the daemon does not answer
};

std::string_view to_string(objection_kind k);

struct objection {
    objection_kind kind = objection_kind::state;
    std::string words;  // about whom, and what: "browse@westeurope is degraded"
};

// Empty: nothing speaks against it. Pure.
std::vector<objection> objections(const snapshot& s, const gate_question& asked);

}  // namespace hm::model
