// What an operator asks for in JSON, as an override, or what is wrong with it and what to do:
//   {"kind": "drain", "region": "westeurope", "flow": "browse", "reason": "…", "for": "1h", "ticket":
//   "OPS-7",
//    "rate": "10%/min", "break": ["guard"], "dry_run": true}
//   {"kind": "maintenance", "node": "cosmos-db@westeurope", "reason": "…", "until": "2026-12-01T21:00Z"}
#pragma once

#include "model/override.hpp"

#include <string>
#include <string_view>

namespace hm::daemon {

inline constexpr std::size_t max_reason_bytes = 500;
inline constexpr std::size_t max_ticket_bytes = 100;
inline constexpr std::size_t max_subject_bytes = 200;  // a name of the model is at most 63, and twice that

// Whether the names exist is core's business: it knows the model of the moment.
struct override_request {
    model::operator_override wanted;  // without author
    bool dry_run = false;             // only asks what would come of it
    std::string mistake;              // empty when all is well
};

override_request parse_override(std::string_view json, model::wall_time now);

// Unique for ever, and in the order of time: 20261128-101308-5e0c41aa.
std::string new_override_id(model::wall_time now);

// "is empty", "is longer than 500 bytes" …; empty when the text may be a reason.
std::string wrong_reason(std::string_view text);

}  // namespace hm::daemon
