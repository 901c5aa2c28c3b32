// /api/v1/alerts: what is under way, what holds it back or mutes it, who has been told of it. And the test of
// a sink.
#pragma once

#include "daemon/http/router.hpp"
#include "daemon/outputs/context.hpp"

#include <string>

namespace hm::daemon {

http::response alerts_answer(const output_context& context, const http::request& asked);
// Answers when every destination of the sink was told, or could not be.
void test_alert_answer(const output_context& context, const http::request& asked,
                       const http::responder& respond);

void add_alert_metrics(std::string& to, const output_context& context);

}  // namespace hm::daemon
