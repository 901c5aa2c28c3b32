// The table of all endpoints, by the service that a listener offers. To add one: write its answer in a file
// of this folder, add its line in routes.cpp.
#pragma once

#include "config/settings.hpp"
#include "daemon/http/router.hpp"
#include "daemon/outputs/context.hpp"

#include <vector>

namespace hm::daemon {

// For one listener on the thread that `context` belongs to; `context` outlives it.
http::router make_routes(const std::vector<config::service>& serves, const output_context& context);

// Of a pinned listener: whatever the path, the answer is about `pinned`.
http::router make_pinned_routes(const config::verdict_name& pinned, const output_context& context);

}  // namespace hm::daemon
