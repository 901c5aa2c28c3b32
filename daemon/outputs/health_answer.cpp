#include "daemon/outputs/health_answer.hpp"

#include "daemon/outputs/agent_answer.hpp"
#include "daemon/outputs/health_query.hpp"
#include "daemon/outputs/json_writer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace hm::daemon {

namespace {

using model::verdict;
using model::verdict_source;

constexpr std::string_view health_json = "application/health+json";

// Two digits, rounded down: 0.8999 must not look like the healthy band's 0.90.
std::string two_digits(model::score s) {
    return fmt::format("{}.{:02}", s.value() / model::score::full,
                       s.value() % model::score::full / (model::score::full / 100));
}

// Only 200 takes traffic: the weight beside any other status must not invite some.
int weight_of(const subject& s, int status) {
    return status == 200 ? s.told.weight_percent : 0;
}

std::string line_of(const subject& s, int status) {
    std::string line = fmt::format("serve={} verdict={} source={} region={}", status == 200 ? "yes" : "no",
                                   to_string(s.told.effective), to_string(s.told.source), s.region);
    if (!s.flow.empty()) line += " flow=" + s.flow;
    if (s.is_any()) line += fmt::format(" regions={} serving={}", s.regions, s.serving);
    if (s.told.value.known()) line += " score=" + two_digits(s.told.value);
    return line + fmt::format(" weight={} reason={}\n", weight_of(s, status), reason_of(s));
}

std::string headers_of(const subject& s, int status) {
    std::string h;
    const std::string weight = std::to_string(weight_of(s, status));
    http::append_header(h, "Cache-Control", "no-store");
    http::append_header(h, "Vary", "Accept");
    http::append_header(h, "X-Health-Region", s.region);
    if (!s.flow.empty()) http::append_header(h, "X-Health-Flow", s.flow);
    http::append_header(h, "X-Health-Verdict", to_string(s.told.effective));
    http::append_header(h, "X-Health-Computed", to_string(s.told.computed));
    http::append_header(h, "X-Health-Source", to_string(s.told.source));
    if (s.told.value.known()) http::append_header(h, "X-Health-Score", two_digits(s.told.value));
    http::append_header(h, "X-Health-Weight", weight);
    http::append_header(h, "X-Load-Balancing-Endpoint-Weight", weight);
    // Envoy goes by its presence, whatever its value.
    if (s.told.effective == verdict::degraded) http::append_header(h, "x-envoy-degraded", "true");
    // Beside an unexpected status: out, and not counted among those that failed.
    if (is_drained(s.told) && status != 200)
        http::append_header(h, "x-envoy-immediate-health-check-fail", "true");
    if (!s.is_any()) http::append_header(h, "x-envoy-upstream-healthchecked-cluster", s.region);
    return h;
}

// "fail" goes with 4xx and 5xx, and they with it.
std::string_view draft_status(verdict v, int status) {
    if (status != 200) return "fail";
    return v == verdict::up ? "pass" : "warn";
}

// The shape of draft-inadarei-api-health-check-06.
std::string json_of(const subject& s, int status, std::string_view version) {
    json_writer w;
    {
        auto o = w.object();
        w.key("status").text(draft_status(s.told.effective, status));
        w.key("releaseId").text(version);
        w.key("serviceId").text(s.flow.empty() ? s.region : s.flow + "@" + s.region);
        if (s.told.effective != verdict::up) w.key("output").text(reason_of(s));
        auto checks = w.key("checks").object();
        auto list = w.key(s.flow.empty() ? "region:verdict" : "flow:verdict").array();
        auto check = w.object();
        w.key("componentId").text(s.region);
        w.key("status").text(draft_status(s.told.effective, status));
        w.key("verdict").text(to_string(s.told.effective));
        w.key("computed").text(to_string(s.told.computed));
        w.key("source").text(to_string(s.told.source));
        w.key("reason").text(reason_of(s));
        if (s.told.value.known()) {
            w.key("observedValue").number(s.told.value.ratio());
            w.key("observedUnit").text("score");
        }
        w.key("weight_percent").integer(weight_of(s, status));
        w.key("time").time(s.told.since);
    }
    return w.take() + "\n";
}

http::response not_told(int status, std::string_view why) {
    http::response r = http::text_answer(status, fmt::format("serve=unknown reason={}", why));
    r.add("Cache-Control", "no-store");
    return r;
}

http::response unknown_name(std::string_view region, std::string_view flow) {
    std::string what{region};
    if (!flow.empty()) what.append("/").append(flow);
    return not_told(400, "no_such_name name=" + model::printable(what.empty() ? "-" : what));
}

body_format format_of(const http::request& asked, const health_query& query) {
    if (query.format) return *query.format;
    return http::lists(asked.accept, health_json) ? body_format::json : body_format::text;
}

}  // namespace

http::response health_answers::answer(const http::request& asked, std::string_view region,
                                      std::string_view flow) {
    if (!context_.state.verdicts) return not_told(503, "starting");
    if (region.empty() && context_.own_region) region = *context_.own_region;
    const rendered* found = find(region, flow);
    if (!found) return unknown_name(region, flow);
    const health_query query = parse_health_query(asked.query());
    if (!query.wrong.empty()) return not_told(400, "no_such_value parameter=" + query.wrong);

    const int status = status_of(found->about.told, query);
    http::response r = status == found->status
                           ? respond(*found, format_of(asked, query))
                           : respond(render(found->about, status), format_of(asked, query));
    // Refusing what we do not know would turn a downgrade of the daemon into an outage.
    if (!query.ignored.empty()) r.add("X-Health-Warning", "ignored: " + query.ignored);
    return r;
}

http::response health_answers::respond(const rendered& told, body_format as) const {
    http::response r;
    r.status = told.status;
    r.shared_headers = told.headers;
    switch (as) {
        case body_format::text:
            r.shared_body = told.text;
            break;
        case body_format::json:
            r.content_type = health_json;
            r.shared_body = told.json;
            break;
        case body_format::weight:
            r.text = fmt::format("{}\n", weight_of(told.about, told.status));
            break;
        case body_format::agent:
            r.text = agent_line(told.about);
            break;
    }
    if (told.about.told.evidence_at != model::wall_time{})
        r.add("X-Health-Age-Ms",
              std::to_string(std::chrono::ceil<std::chrono::milliseconds>(age(told.about.told)).count()));
    return r;
}

const health_answers::rendered* health_answers::find(std::string_view region, std::string_view flow) {
    if (of_ != context_.state.verdicts) {
        of_ = context_.state.verdicts;
        cache_.clear();
    }
    key_.assign(region).append("/").append(flow);
    const auto hit = cache_.find(key_);
    if (hit != cache_.end()) return &hit->second;
    auto about = subject_of(*of_, region, flow);
    if (!about) return nullptr;  // not kept: anybody can invent names
    const int status = status_of(about->told, {});
    return &cache_.emplace(key_, render(std::move(*about), status)).first->second;
}

health_answers::rendered health_answers::render(subject about, int status) const {
    rendered r;
    r.status = status;
    r.headers = std::make_shared<const std::string>(headers_of(about, status));
    r.text = std::make_shared<const std::string>(line_of(about, status));
    r.json = std::make_shared<const std::string>(json_of(about, status, context_.facts.version));
    r.about = std::move(about);
    return r;
}

// A table is made when a verdict changes, not when evidence is confirmed: while the routing state is known it
// is as fresh as core's last look at it.
model::duration health_answers::age(const model::region_verdict& told) const {
    if (told.source != verdict_source::held && context_.core_heartbeat_age)
        return context_.core_heartbeat_age();
    return std::max<model::duration>(context_.now().wall - told.evidence_at, model::duration::zero());
}

}  // namespace hm::daemon
