// The read endpoints of /api/v1: find what the path and query name, answer with its JSON, or with a problem
// that says what is wrong. Strong ETags by the snapshot's number, and 304 for who has it already.
#pragma once

#include "daemon/http/router.hpp"
#include "daemon/outputs/context.hpp"

namespace hm::daemon {

inline constexpr std::size_t default_page = 100;
inline constexpr std::size_t max_page = 1000;

http::response status_answer(const output_context& context, const http::request& asked);
http::response regions_answer(const output_context& context, const http::request& asked);
http::response nodes_answer(const output_context& context, const http::request& asked);
http::response node_answer(const output_context& context, const http::request& asked);  // {id}
http::response tree_answer(const output_context& context, const http::request& asked);  // {id}
http::response explain_answer(const output_context& context, const http::request& asked);
http::response whatif_answer(const output_context& context, const http::request& asked);
http::response openapi_answer(const output_context& context, const http::request& asked);
// {node}, {signal}. Later, when the shard has told its last runs.
void signal_answer(const output_context& context, const http::request& asked, const http::responder& respond);

}  // namespace hm::daemon
