// The calculated SLO on condition that some parts are down for good, or never fail: what a design promises
// while one of its databases is gone. Of places, not of entities alone, since one region's outage is the
// usual question.
#pragma once

#include "model/slo/bounds.hpp"

#include <span>
#include <vector>

namespace hm::model {

// That an entity surely is down, or surely up.
struct slo_condition {
    entity_id what{};
    region_id place = region_id::none;  // none: wherever it runs
    bool down = true;
};

struct conditional_slo {
    struct flow {
        entity_id id{};
        chance_range before, after;  // wherever it runs, together: shares of time
    };
    std::vector<flow> flows;  // in the order of the definition
};

// Of two conditions for one place the later one holds. `limits` as of calculate_slo: beyond them there are
// bounds only.
conditional_slo calculate_slo_given(const definition& d, std::span<const slo_condition> conditions,
                                    const slo_limits& limits = {});

}  // namespace hm::model
