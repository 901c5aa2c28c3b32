#include "daemon/outputs/subject.hpp"

#include <algorithm>

namespace hm::daemon {

namespace {

using model::region_verdict;
using model::verdict;
using model::verdict_source;

std::optional<std::size_t> region_named(const model::verdict_table& t, std::string_view name) {
    const auto& all = t.model->source().regions;
    const auto found = std::find_if(all.begin(), all.end(), [&](const auto& r) { return r.name == name; });
    if (found == all.end()) return std::nullopt;
    return static_cast<std::size_t>(found - all.begin());
}

// What a reload took away answers for a while as it did last, so that a balancer is not cut off before its
// configuration follows.
std::optional<subject> retired_subject(const model::verdict_table& t, std::string_view region,
                                       std::string_view flow) {
    for (const model::retired_verdict& gone : t.retired)
        if (gone.region == region && gone.flow == flow) return subject{gone.region, gone.flow, gone.last};
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

}  // namespace

std::optional<subject> subject_of(const model::verdict_table& t, std::string_view region,
                                  std::string_view flow) {
    if (region.empty()) return any_region(t);
    const auto r = region_named(t, region);
    if (!r) return retired_subject(t, region, flow);
    if (flow.empty()) return subject{std::string{region}, {}, t.regions[*r]};
    for (const auto& row : t.flows)
        if (row.runs_in[*r] && t.model->source().at(row.flow).name == flow)
            return subject{std::string{region}, std::string{flow}, row.regions[*r]};
    return retired_subject(t, region, flow);
}

bool is_drained(const region_verdict& told) {
    return told.source == verdict_source::drain && !told.serves();
}

std::string_view reason_of(const subject& s) {
    switch (s.told.source) {
        case verdict_source::warming:
            return "no_verdict_yet";
        case verdict_source::held:
            return "evidence_lost";
        case verdict_source::guard:
            return "kept_by_guard";
        case verdict_source::panic:
            return "all_regions_failed";
        case verdict_source::freeze:
            return "frozen_by_operator";
        case verdict_source::force_up:
            return "forced_by_operator";
        case verdict_source::drain:
            return "drained_by_operator";
        case verdict_source::ramp:
            return "recovering";
        case verdict_source::computed:
            break;
    }
    if (s.told.effective == verdict::up) return "ok";
    if (s.told.effective == verdict::degraded) return "impaired";
    if (!s.flow.empty()) return "flow_failed";
    return s.told.total_failure ? "all_flows_failed" : "major_flow_failed";
}

}  // namespace hm::daemon
