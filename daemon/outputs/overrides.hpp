// The addresses of operators' overrides. Who changes something shows an operator's token, who only looks any
// token.
#pragma once

#include "daemon/http/router.hpp"
#include "daemon/outputs/context.hpp"

namespace hm::daemon {

inline constexpr std::size_t default_audit_page = 100;
inline constexpr std::size_t max_audit_page = 1000;
inline constexpr std::size_t max_past_shown = 1000;  // overrides, by ?all=true

// POST /api/v1/overrides: 200 when it acts and is on the disk, 202 when it acts; 400 what is asked is wrong,
// 404 a name is, 409 the guard is against it.
void place_override_answer(const output_context& context, const http::request& asked,
                           const http::responder& respond);
// DELETE /api/v1/overrides/{id}[?reason=…]: 200, 202; 404 when it is not in force.
void undo_override_answer(const output_context& context, const http::request& asked,
                          const http::responder& respond);

// GET /api/v1/overrides[?all=true]: in force; with those that are over.
void overrides_answer(const output_context& context, const http::request& asked,
                      const http::responder& respond);
// GET /api/v1/audit[?limit=&before=]: who wanted what, and what came of it; newest first.
void audit_answer(const output_context& context, const http::request& asked, const http::responder& respond);

}  // namespace hm::daemon
