// GET /api/v1/gate: may a rollout of a flow go on? 200 while it may, 503 with the reasons while it may not,
// so that whoever looks at the status alone is not let through.
#pragma once

#include "daemon/http/request.hpp"
#include "daemon/http/response.hpp"
#include "daemon/outputs/context.hpp"
#include "model/gate.hpp"

#include <optional>
#include <string>
#include <vector>

namespace hm::daemon {

// By names, of a flow and a region; `mistake` when there is none such, or no region in which the flow runs.
struct gate_names {
    std::string flow;
    std::optional<std::string> region;
    bool degraded_will_do = false;
};
struct parsed_gate {
    model::gate_question asked;
    std::string mistake;  // empty when all is well
};
parsed_gate find_gate(const gate_names& names, const model::graph& g);

// {"open": false, "flow": …, "region": …, "as_of": …, "reasons": [{"kind": "state", "detail": …}]}
std::string gate_json(const model::snapshot& s, const gate_names& names,
                      const std::vector<model::objection>& against);

// ?flow=F&region=R&allow=degraded&closed=200: `closed` is the status while it is closed, for those that read
// the body alone.
http::response gate_answer(const output_context& context, const http::request& asked);

}  // namespace hm::daemon
