// What a balancer can ask about: a region, a flow in a region, or any region at all; found by name in a
// verdict table. The common ground of /health, the agent's lines and pinned listeners.
#pragma once

#include "model/snapshot.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace hm::daemon {

// A verdict with the place it is about.
struct subject {
    std::string region;  // "*": any
    std::string flow;
    model::region_verdict told;
    std::size_t regions = 0, serving = 0;  // of "any region"

    bool is_any() const { return regions != 0; }
};

// Absent: the model does not have such a name, nor had it until lately. `region` empty: any region.
std::optional<subject> subject_of(const model::verdict_table& t, std::string_view region,
                                  std::string_view flow);

// An operator took the region out. It may work well all the same: whoever is there may stay.
bool is_drained(const model::region_verdict& told);

// Why it is told so: a token without spaces, chosen so that none contains the word of another verdict.
std::string_view reason_of(const subject& s);

}  // namespace hm::daemon
