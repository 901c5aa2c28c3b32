#include "model/gate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace hm::model {

namespace {

class inquiry {
public:
    inquiry(const snapshot& s, const gate_question& asked) : s_(s), g_(*s.model), asked_(asked) {}

    std::vector<objection> all() {
        if (!s_.verdicts->ready) object(objection_kind::not_ready, "the first round is not complete");
        if (!s_.verdicts->self_suspicion.empty())
            object(objection_kind::suspicion, "the daemon suspects itself: " + s_.verdicts->self_suspicion);
        const entity& flow = g_.source().at(asked_.flow);
        if (asked_.place == region_id::none) look_at_state(g_.seen_from_elsewhere(asked_.flow));
        for (const region_id r : flow.regions)
            if (asked_.place == region_id::none || asked_.place == r) look_at_region(flow, r);
        for (const slo::attainment& a : *s_.attained)
            if (concerns(a)) look_at_budget(a);
        return std::move(all_);
    }

private:
    void object(objection_kind kind, std::string words) { all_.push_back({kind, std::move(words)}); }

    void look_at_region(const entity& flow, region_id r) {
        if (asked_.place != region_id::none) look_at_state(g_.instance(asked_.flow, r));
        const std::string& region = g_.source().at(r).name;
        look_at_verdict(region, s_.verdicts->regions[index(r)]);
        for (const auto& row : s_.verdicts->flows)
            if (row.flow == asked_.flow) look_at_verdict(flow.name + "@" + region, row.regions[index(r)]);
    }

    void look_at_state(vertex_id id) {
        const vertex_health& h = s_.rows.at(id).health;
        const std::string& name = g_.name(id);
        if (!is_known(h.health.now)) {
            const std::string_view why = h.in_maintenance() ? "in maintenance" : "unknown";
            return object(objection_kind::unknown, fmt::format("{} is {}", name, why));
        }
        const bool is_allowed =
            h.health.now == state::healthy || (h.health.now == state::degraded && asked_.degraded_will_do);
        if (!is_allowed)
            object(objection_kind::state, fmt::format("{} is {}", name, g_.states().name(h.health.now)));
    }

    // What an operator said of traffic is no objection: who drains a region may be about to deploy to it.
    void look_at_verdict(const std::string& who, const region_verdict& v) {
        const auto told = [&](objection_kind kind, std::string_view what) {
            object(kind, fmt::format("{} {} (source={})", who, what, to_string(v.source)));
        };
        switch (v.source) {
            case verdict_source::guard:
            case verdict_source::panic:
                return told(objection_kind::guard, "is kept in against its own evidence");
            case verdict_source::warming:
                return told(objection_kind::warming, "is not known to be well yet");
            case verdict_source::held:
                return told(objection_kind::warming, "goes by evidence that is no more");
            case verdict_source::ramp:
                return told(objection_kind::warming, "is only coming back");
            case verdict_source::computed:
                if (!v.serves()) told(objection_kind::down, "takes no traffic");
                return;
            case verdict_source::drain:
            case verdict_source::force_up:
            case verdict_source::freeze:
                return;
        }
    }

    // The flow's own objective, over all regions, has a say in what is done in one.
    bool concerns(const slo::attainment& a) const {
        const bool here =
            a.place == region_id::none || asked_.place == region_id::none || a.place == asked_.place;
        return a.entity == asked_.flow && here;
    }

    void look_at_budget(const slo::attainment& a) {
        const auto look = [&](const slo::attained_target& target, std::string_view what) {
            if (target.budget_remaining && *target.budget_remaining <= 0)
                object(objection_kind::budget,
                       fmt::format("{} has spent its error budget{}: {:.3g} % are left", a.key, what,
                                   *target.budget_remaining * 100));
        };
        look(a.available, "");
        if (a.healthy && !asked_.degraded_will_do) look(*a.healthy, " of degraded time");
        for (const slo::alert_state& alert : a.alerts) {
            const bool counts = alert.fires && alert.rule.kind == slo::severity::page &&
                                !(alert.of_degraded && asked_.degraded_will_do);
            if (counts)
                object(objection_kind::burn,
                       fmt::format("{} burns its error budget more than {:.3g} times too fast", a.key,
                                   alert.limit));
        }
    }

    const snapshot& s_;
    const graph& g_;
    const gate_question& asked_;
    std::vector<objection> all_;
};

}  // namespace

std::string_view to_string(objection_kind k) {
    static constexpr std::array<std::string_view, 10> names{
        "not_ready", "state", "unknown", "down", "guard", "warming", "budget", "burn", "suspicion", "stale"};
    return names.at(static_cast<std::size_t>(k));
}

std::vector<objection> objections(const snapshot& s, const gate_question& asked) {
    return inquiry{s, asked}.all();
}

}  // namespace hm::model
