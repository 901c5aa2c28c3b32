// The addresses that change something: results that are pushed, and a reload. Each asks for a token: a push
// for its signal's own, the rest for an operator's.
#pragma once

#include "daemon/http/router.hpp"
#include "daemon/outputs/context.hpp"

namespace hm::daemon {

// POST /api/v1/push/{node}/{signal}: 202, or 400, 401, 404.
http::response push_answer(const output_context& context, const http::request& asked);

// POST /api/v1/reload[?force=true]: 200 when the new model is in use; 401 or 403 without an operator's token;
// 409 when it takes away too much; 422 with every mistake of the files.
void reload_answer(const output_context& context, const http::request& asked, const http::responder& respond);

}  // namespace hm::daemon
