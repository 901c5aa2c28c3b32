// The endpoints of the past. All answer later, when hm-history has found it; 503 while it cannot.
#pragma once

#include "daemon/http/router.hpp"
#include "daemon/outputs/context.hpp"

namespace hm::daemon {

void history_answer(const output_context& context, const http::request& asked,
                    const http::responder& respond);
void transitions_answer(const output_context& context, const http::request& asked,
                        const http::responder& respond);
void past_verdicts_answer(const output_context& context, const http::request& asked,
                          const http::responder& respond);
void past_picture_answer(const output_context& context, const http::request& asked,
                         const http::responder& respond);
// {id}: a node, or a signal. {node}, {signal}: a signal.
void past_of_node_answer(const output_context& context, const http::request& asked,
                         const http::responder& respond);
void past_of_signal_answer(const output_context& context, const http::request& asked,
                           const http::responder& respond);

}  // namespace hm::daemon
