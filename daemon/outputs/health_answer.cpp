#include "daemon/outputs/health_answer.hpp"

#include "daemon/outputs/json_writer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace hm::daemon {

namespace {

using model::region_verdict;
using model::verdict;
using model::verdict_source;

// A verdict with the place it is about. `region` is "*" for "any region".
struct subject {
    std::string region;
    std::string flow;
    region_verdict told;
    std::size_t regions = 0, serving = 0;  // of "any region"

    bool is_any() const { return regions != 0; }
};

// A token without spaces, chosen so that none contains the word of another verdict.
std::string_view reason_of(const subject& s) {
    switch (s.told.source) {
        case verdict_source::warming:
            return "no_evidence_yet";
        case verdict_source::held:
            return "evidence_lost";
        case verdict_source::guard:
            return "kept_by_guard";
        case verdict_source::panic:
            return "all_regions_failed";
        case verdict_source::computed:
            break;
    }
    if (s.told.effective == verdict::up) return "ok";
    if (s.told.effective == verdict::degraded) return "impaired";
    if (!s.flow.empty()) return "flow_failed";
    return s.told.total_failure ? "all_flows_failed" : "major_flow_failed";
}

// Two digits, rounded down: 0.8999 must not look like the healthy band's 0.90.
std::string two_digits(model::score s) {
    return fmt::format("{}.{:02}", s.value() / model::score::full,
                       s.value() % model::score::full / (model::score::full / 100));
}

std::string line_of(const subject& s) {
    std::string line = fmt::format("serve={} verdict={} source={} region={}", s.told.serves() ? "yes" : "no",
                                   to_string(s.told.effective), to_string(s.told.source), s.region);
    if (!s.flow.empty()) line += " flow=" + s.flow;
    if (s.is_any()) line += fmt::format(" regions={} serving={}", s.regions, s.serving);
    if (s.told.value.known()) line += " score=" + two_digits(s.told.value);
    return line + fmt::format(" weight={} reason={}\n", s.told.weight_percent, reason_of(s));
}

std::string headers_of(const subject& s) {
    std::string h;
    const std::string weight = std::to_string(s.told.weight_percent);
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
    if (!s.is_any()) http::append_header(h, "x-envoy-upstream-healthchecked-cluster", s.region);
    return h;
}

std::string_view draft_status(verdict v) {
    return v == verdict::up ? "pass" : v == verdict::degraded ? "warn" : "fail";
}

// The shape of draft-inadarei-api-health-check-06.
std::string json_of(const subject& s, std::string_view version) {
    json_writer w;
    {
        auto o = w.object();
        w.key("status").text(draft_status(s.told.effective));
        w.key("releaseId").text(version);
        w.key("serviceId").text(s.flow.empty() ? s.region : s.flow + "@" + s.region);
        if (s.told.effective != verdict::up) w.key("output").text(reason_of(s));
        auto checks = w.key("checks").object();
        auto list = w.key(s.flow.empty() ? "region:verdict" : "flow:verdict").array();
        auto check = w.object();
        w.key("componentId").text(s.region);
        w.key("status").text(draft_status(s.told.effective));
        w.key("verdict").text(to_string(s.told.effective));
        w.key("computed").text(to_string(s.told.computed));
        w.key("source").text(to_string(s.told.source));
        w.key("reason").text(reason_of(s));
        if (s.told.value.known()) {
            w.key("observedValue").number(s.told.value.ratio());
            w.key("observedUnit").text("score");
        }
        w.key("weight_percent").integer(s.told.weight_percent);
        w.key("time").time(s.told.since);
    }
    return w.take() + "\n";
}

std::optional<std::size_t> region_named(const model::verdict_table& t, std::string_view name) {
    const auto& all = t.model->source().regions;
    const auto found = std::find_if(all.begin(), all.end(), [&](const auto& r) { return r.name == name; });
    if (found == all.end()) return std::nullopt;
    return static_cast<std::size_t>(found - all.begin());
}

// A region that a reload took away answers for a while as it did last, so that a balancer is not cut off
// before its configuration follows.
std::optional<subject> retired_subject(const model::verdict_table& t, std::string_view region,
                                       std::string_view flow) {
    for (const model::retired_region& gone : t.retired) {
        if (gone.name != region) continue;
        if (flow.empty()) return subject{gone.name, {}, gone.last};
        for (const auto& [name, last] : gone.flows)
            if (name == flow) return subject{gone.name, name, last};
    }
    return std::nullopt;
}

std::optional<subject> subject_of(const model::verdict_table& t, std::string_view region,
                                  std::string_view flow) {
    const auto r = region_named(t, region);
    if (!r) return retired_subject(t, region, flow);
    if (flow.empty()) return subject{std::string{region}, {}, t.regions[*r]};
    for (const auto& row : t.flows)
        if (row.runs_in[*r] && t.model->source().at(row.flow).name == flow)
            return subject{std::string{region}, std::string{flow}, row.regions[*r]};
    return std::nullopt;
}

// The region that stands best: what a caller who names none can reach.
subject any_region(const model::verdict_table& t) {
    const auto best = std::min_element(t.regions.begin(), t.regions.end(), [](const auto& a, const auto& b) {
        return a.effective != b.effective ? a.effective < b.effective : a.value > b.value;
    });
    const auto serving =
        std::count_if(t.regions.begin(), t.regions.end(), [](const region_verdict& v) { return v.serves(); });
    return {"*", {}, *best, t.regions.size(), static_cast<std::size_t>(serving)};
}

bool wants_json(const http::request& asked, std::string& unknown_parameters) {
    bool json = http::lists(asked.accept, "application/health+json");
    for (const auto& p : http::query_parameters(asked.query())) {
        if (p.name == "format" && (p.value == "json" || p.value == "text"))
            json = p.value == "json";
        else
            unknown_parameters.append(unknown_parameters.empty() ? "" : ", ").append(p.name);
    }
    return json;
}

http::response unknown_name(std::string_view region, std::string_view flow) {
    std::string what{region};
    if (!flow.empty()) what.append("/").append(flow);
    http::response r = http::text_answer(
        400, "serve=unknown reason=no_such_name name=" + model::printable(what.empty() ? "-" : what));
    r.add("Cache-Control", "no-store");
    return r;
}

}  // namespace

http::response health_answers::answer(const http::request& asked, std::string_view region,
                                      std::string_view flow) {
    if (!context_.state.verdicts) return http::text_answer(503, "serve=unknown reason=starting");
    if (region.empty() && context_.own_region) region = *context_.own_region;
    const rendered* found = find(region, flow);
    if (!found) return unknown_name(region, flow);

    http::response r;
    std::string unknown_parameters;
    const bool json = wants_json(asked, unknown_parameters);
    r.status = found->status;
    r.content_type = json ? "application/health+json" : http::text_plain;
    r.shared_headers = found->headers;
    r.shared_body = json ? found->json : found->text;
    if (found->has_age)
        r.add("X-Health-Age-Ms",
              std::to_string(std::chrono::ceil<std::chrono::milliseconds>(age(*found)).count()));
    // Refusing what we do not know would turn a downgrade of the daemon into an outage.
    if (!unknown_parameters.empty()) r.add("X-Health-Warning", "ignored: " + unknown_parameters);
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
    auto fresh = render(region, flow);
    if (!fresh) return nullptr;  // not kept: anybody can invent names
    return &cache_.emplace(key_, std::move(*fresh)).first->second;
}

std::optional<health_answers::rendered> health_answers::render(std::string_view region,
                                                               std::string_view flow) const {
    const auto s = region.empty() ? any_region(*of_) : subject_of(*of_, region, flow);
    if (!s) return std::nullopt;
    rendered r;
    r.status = s->told.serves() ? 200 : 503;
    r.headers = std::make_shared<const std::string>(headers_of(*s));
    r.text = std::make_shared<const std::string>(line_of(*s));
    r.json = std::make_shared<const std::string>(json_of(*s, context_.facts.version));
    r.evidence_at = s->told.evidence_at;
    r.held = s->told.source == verdict_source::held;
    r.has_age = s->told.evidence_at != model::wall_time{};
    return r;
}

// A table is made when a verdict changes, not when evidence is confirmed: while the routing state is known it
// is as fresh as core's last look at it.
model::duration health_answers::age(const rendered& r) const {
    if (!r.held && context_.core_heartbeat_age) return context_.core_heartbeat_age();
    return std::max<model::duration>(context_.now().wall - r.evidence_at, model::duration::zero());
}

}  // namespace hm::daemon
