// /livez and /readyz: about the daemon itself, never about what it watches. For whoever restarts it.
#pragma once

#include "daemon/http/response.hpp"
#include "daemon/outputs/context.hpp"

namespace hm::daemon {

// 200 while core looks at its signals; that this is answered at all says that our own loop turns.
http::response livez_answer(const output_context& context);
// 200 once every signal ran, or is overdue; stays so.
http::response readyz_answer(const output_context& context);

}  // namespace hm::daemon
