// POST /api/v1/whatif/slo: which flows' calculated availability would be another one, while what is assumed
// bad is down and what is assumed good never fails. A state between has no meaning there, nor has that of a
// single signal or of a region: they are told as left out.
#pragma once

#include "daemon/http/request.hpp"
#include "daemon/http/response.hpp"
#include "daemon/outputs/context.hpp"
#include "daemon/outputs/whatif.hpp"
#include "model/slo/conditional.hpp"

#include <string>
#include <vector>

namespace hm::daemon {

// Asked by anybody as often as they like, on the thread that serves: a tenth of what the model's own figures
// may take, and no model that is larger.
inline constexpr model::slo_limits whatif_slo_limits{200'000, 300'000, 100'000, 5'000};
inline constexpr std::size_t max_whatif_slo_nodes = 20'000;

struct slo_assumptions {
    std::vector<model::slo_condition> conditions;
    std::vector<model::vertex_id> told, left_out;  // told: one for each condition
};

slo_assumptions slo_assumptions_of(const model::graph& g, const std::vector<model::assumption>& assumed);

// The same body as /api/v1/whatif.
http::response whatif_slo_answer(const output_context& context, const http::request& asked);

}  // namespace hm::daemon
