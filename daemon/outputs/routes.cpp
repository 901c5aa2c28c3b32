#include "daemon/outputs/routes.hpp"

#include "daemon/dashboard/badge.hpp"
#include "daemon/dashboard/page.hpp"
#include "daemon/outputs/alerts.hpp"
#include "daemon/outputs/api.hpp"
#include "daemon/outputs/changes.hpp"
#include "daemon/outputs/events.hpp"
#include "daemon/outputs/gate.hpp"
#include "daemon/outputs/health_answer.hpp"
#include "daemon/outputs/metrics.hpp"
#include "daemon/outputs/operations.hpp"
#include "daemon/outputs/overrides.hpp"
#include "daemon/outputs/past.hpp"
#include "daemon/outputs/slo_answer.hpp"
#include "daemon/outputs/whatif_slo.hpp"

#include <algorithm>

namespace hm::daemon {

namespace {

using config::service;
using http::at_once;
using http::endpoint;
using http::reads;
using http::reads_and_options;
using http::request;

using table = std::vector<endpoint>;

// HAProxy's default check is OPTIONS: whoever asks by whatever method gets the verdict.
void add_lb(table& t, const output_context& c) {
    const auto answers = std::make_shared<health_answers>(c);
    t.push_back({reads_and_options, "/health/{region}/{flow}", at_once([answers](const request& r) {
                     return answers->answer(r, r.params[0], r.params[1]);
                 })});
    t.push_back({reads_and_options, "/health/{region}",
                 at_once([answers](const request& r) { return answers->answer(r, r.params[0]); })});
    t.push_back(
        {reads_and_options, "/health", at_once([answers](const request& r) { return answers->answer(r); })});
}

void add_operations(table& t, const output_context& c) {
    t.push_back({reads, "/livez", at_once([&c](const request&) { return livez_answer(c); })});
    t.push_back({reads, "/readyz", at_once([&c](const request&) { return readyz_answer(c); })});
}

void add_metrics(table& t, const output_context& c) {
    const auto answers = std::make_shared<metrics_answers>(c);
    t.push_back({reads, "/metrics", at_once([answers](const request& r) { return answers->answer(r); })});
}

void add_api(table& t, const output_context& c) {
    const auto read = [&](std::string path, http::response (*answer)(const output_context&, const request&)) {
        t.push_back(
            {reads, std::move(path), at_once([&c, answer](const request& r) { return answer(c, r); })});
    };
    read("/api/v1/status", status_answer);
    read("/api/v1/regions", regions_answer);
    read("/api/v1/nodes", nodes_answer);
    read("/api/v1/nodes/{id}", node_answer);
    read("/api/v1/nodes/{id}/tree", tree_answer);
    read("/api/v1/nodes/{id}/explain", explain_answer);
    read("/api/v1/alerts", alerts_answer);
    read("/api/v1/openapi.json", openapi_answer);
    read("/api/v1/gate", gate_answer);
    const auto slo = std::make_shared<slo_answers>(c);
    t.push_back({reads, "/api/v1/slo",
                 [slo](const request& r, const http::responder& respond) { slo->answer(r, respond); }});
    t.push_back({http::only(http::method::post), "/api/v1/whatif",
                 at_once([&c](const request& r) { return whatif_answer(c, r); })});
    t.push_back({http::only(http::method::post), "/api/v1/whatif/slo",
                 at_once([&c](const request& r) { return whatif_slo_answer(c, r); })});
    t.push_back({reads, "/api/v1/signals/{node}/{signal}",
                 [&c](const request& r, const http::responder& respond) { signal_answer(c, r, respond); }});
    if (c.events)
        t.push_back(
            {reads, "/api/v1/events", at_once([&c](const request&) { return c.events->subscribe(); })});
}

void add_history(table& t, const output_context& c) {
    using answer = void (*)(const output_context&, const request&, const http::responder&);
    const auto read = [&](std::string path, answer a) {
        t.push_back({reads, std::move(path),
                     [&c, a](const request& r, const http::responder& respond) { a(c, r, respond); }});
    };
    read("/api/v1/history", history_answer);
    read("/api/v1/history/transitions", transitions_answer);
    read("/api/v1/history/verdicts", past_verdicts_answer);
    read("/api/v1/history/at", past_picture_answer);
    read("/api/v1/nodes/{id}/history", past_of_node_answer);
    read("/api/v1/signals/{node}/{signal}/history", past_of_signal_answer);
}

void add_overrides(table& t, const output_context& c) {
    using answer = void (*)(const output_context&, const request&, const http::responder&);
    const auto later = [&](http::methods allowed, std::string path, answer a) {
        t.push_back({allowed, std::move(path),
                     [&c, a](const request& r, const http::responder& respond) { a(c, r, respond); }});
    };
    later(reads, "/api/v1/overrides", overrides_answer);
    later(http::only(http::method::post), "/api/v1/overrides", place_override_answer);
    later(http::only(http::method::del), "/api/v1/overrides/{id}", undo_override_answer);
    later(reads, "/api/v1/audit", audit_answer);
}

void add_admin(table& t, const output_context& c) {
    if (c.overrides) add_overrides(t, c);
    if (c.alerts)
        t.push_back(
            {http::only(http::method::post), "/api/v1/alerts/test/{sink}",
             [&c](const request& r, const http::responder& respond) { test_alert_answer(c, r, respond); }});
    if (c.pushed)
        t.push_back({http::only(http::method::post), "/api/v1/push/{node}/{signal}",
                     at_once([&c](const request& r) { return push_answer(c, r); })});
    if (c.reload)
        t.push_back(
            {http::only(http::method::post), "/api/v1/reload",
             [&c](const request& r, const http::responder& respond) { reload_answer(c, r, respond); }});
}

void add_dashboard(table& t, const output_context& c) {
    t.push_back({reads, "/badges/{id}", at_once([&c](const request& r) { return badge_answer(c, r); })});
    for (const page_file& file : page_files())
        t.push_back({reads, std::string{file.path},
                     at_once([&file](const request& r) { return page_answer(file, r); })});
}

// To a balancer even a wrong address must look bad; HAProxy can be told to drain softly on 404.
http::handler nothing_here(bool only_for_balancers) {
    const int status = only_for_balancers ? 400 : 404;
    return at_once(
        [status](const request&) { return http::problem(status, "nothing lives at this address"); });
}

}  // namespace

http::router make_routes(const std::vector<config::service>& serves, const output_context& context) {
    const auto offers = [&](service s) { return std::find(serves.begin(), serves.end(), s) != serves.end(); };
    table t;
    if (offers(service::lb)) add_lb(t, context);
    if (offers(service::api)) add_api(t, context);
    if (offers(service::api) && context.history) add_history(t, context);
    if (offers(service::admin)) add_admin(t, context);
    if (offers(service::metrics)) add_metrics(t, context);
    if (offers(service::dashboard)) add_dashboard(t, context);
    add_operations(t, context);
    if (offers(service::lb))
        t.push_back({reads_and_options, "/health/{...}", at_once([](const request&) {
                         return http::problem(400, "/health, /health/{region} or /health/{region}/{flow}");
                     })});
    return {std::move(t), nothing_here(serves == std::vector{service::lb})};
}

http::router make_pinned_routes(const config::verdict_name& pinned, const output_context& context) {
    const auto answers = std::make_shared<health_answers>(context);
    const http::handler answer = at_once(
        [answers, pinned](const request& r) { return answers->answer(r, pinned.region, pinned.flow); });
    return {{{reads_and_options, "/{...}", answer}}, answer};
}

}  // namespace hm::daemon
