#include "daemon/outputs/metrics.hpp"

#include "daemon/outputs/exposition.hpp"
#include "daemon/outputs/names.hpp"
#include "daemon/outputs/series_labels.hpp"
#include "daemon/outputs/slo_metrics.hpp"

#include <array>
#include <functional>

namespace hm::daemon {

namespace {

// Scores are ten-thousandths.
constexpr int score_places = 4;
static_assert(model::score::full == 10000);

constexpr std::array states{model::state::healthy, model::state::degraded, model::state::unhealthy,
                            model::state::unknown};
constexpr std::array verdicts{model::verdict::up, model::verdict::degraded, model::verdict::down};
constexpr std::array sources{
    model::verdict_source::computed, model::verdict_source::ramp,     model::verdict_source::warming,
    model::verdict_source::held,     model::verdict_source::guard,    model::verdict_source::panic,
    model::verdict_source::freeze,   model::verdict_source::force_up, model::verdict_source::drain};

void add_nodes(std::string& to, const model::snapshot& s, const series_labels& l) {
    const model::graph& g = *s.model;
    family score(to, metric_type::gauge, "healthmodel_node_score",
                 "Score of the node, 0 to 1; absent while its state is unknown.");
    for_each_node(g, [&](model::vertex_id id) {
        const model::score points = s.rows.at(id).health.health.points;
        if (points.known()) score.add(l.of(id), decimal{points.value(), score_places});
    });
    family state(to, metric_type::gauge, "healthmodel_node_state",
                 "State of the node by number; healthmodel_state_info names the numbers.");
    for_each_node(g, [&](model::vertex_id id) {
        state.add(l.of(id), static_cast<int>(s.rows.at(id).health.health.now.kind()));
    });
    family since(to, metric_type::gauge, "healthmodel_node_last_change_timestamp_seconds",
                 "When the node's state last changed.");
    for_each_node(g, [&](model::vertex_id id) {
        const model::wall_time t = s.rows.at(id).since;
        if (t != model::wall_time{}) since.add(l.of(id), seconds(t));
    });
    family maintenance(to, metric_type::gauge, "healthmodel_node_maintenance",
                       "1 for a node that is in maintenance: what is above leaves it out.");
    for_each_node(g, [&](model::vertex_id id) {
        if (s.rows.at(id).health.in_maintenance()) maintenance.add(l.of(id), 1);
    });
}

void add_state_info(std::string& to) {
    family info(to, metric_type::gauge, "healthmodel_state_info",
                "What the numbers of the state metrics mean.");
    for (const model::state each : states)
        info.add(labels{"state", to_string(each)}.add("value", std::to_string(static_cast<int>(each))), 1);
}

void add_signals(std::string& to, const model::snapshot& s, const series_labels& l) {
    const model::graph& g = *s.model;
    family state(to, metric_type::gauge, "healthmodel_signal_state",
                 "State of the signal by number; healthmodel_state_info names the numbers.");
    for (const model::signal_id signal : g.signals()) {
        const model::vertex_id id = g.vertex_of(signal);
        state.add(l.in_full(id), static_cast<int>(s.rows.at(id).health.health.now.kind()));
    }
}

template <class Words, class Word>
void one_hot(family& f, const labels& base, std::string_view label, const Words& words, Word holds) {
    for (const Word each : words) f.add(base.with(label, to_string(each)), each == holds ? 1 : 0);
}

// `add`: what each region adds, given its labels and its verdict.
void add_regions(std::string& to, const model::snapshot& s, std::string_view name, std::string_view help,
                 const std::function<void(family&, const labels&, const model::region_verdict&)>& add) {
    family f(to, metric_type::gauge, name, help);
    const auto& regions = s.model->source().regions;
    for (std::size_t r = 0; r < regions.size(); ++r)
        add(f, labels{"region", regions[r].name}, s.verdicts->regions[r]);
}

void add_regions(std::string& to, const model::snapshot& s) {
    using model::region_verdict;
    add_regions(to, s, "healthmodel_region_verdict",
                "1 for the verdict that load balancers are told about the region.",
                [](family& f, const labels& l, const region_verdict& v) {
                    one_hot(f, l, "state", verdicts, v.effective);
                });
    add_regions(to, s, "healthmodel_region_computed_verdict",
                "1 for the verdict that the region's routing state gives, its dwell included.",
                [](family& f, const labels& l, const region_verdict& v) {
                    one_hot(f, l, "state", verdicts, v.computed);
                });
    add_regions(to, s, "healthmodel_region_verdict_source", "1 for where the region's verdict comes from.",
                [](family& f, const labels& l, const region_verdict& v) {
                    one_hot(f, l, "source", sources, v.source);
                });
    add_regions(to, s, "healthmodel_region_weight",
                "Share of the region's configured traffic that it should get, 0 to 1.",
                [](family& f, const labels& l, const region_verdict& v) {
                    f.add(l, decimal{v.weight_percent, 2});
                });
    add_regions(to, s, "healthmodel_region_last_outage_seconds",
                "How long the region was told to take no traffic, the last time that it came back.",
                [](family& f, const labels& l, const region_verdict& v) {
                    if (v.last_outage) f.add(l, std::chrono::duration<double>(*v.last_outage).count());
                });
    add_regions(to, s, "healthmodel_region_last_change_timestamp_seconds",
                "When the region's verdict last changed.",
                [](family& f, const labels& l, const region_verdict& v) {
                    if (v.since != model::wall_time{}) f.add(l, seconds(v.since));
                });
}

// As many series as overrides are in force: model::max_overrides at most.
void add_overrides(std::string& to, const model::snapshot& s) {
    const auto about = [](const model::operator_override& o) {
        labels l{"kind", to_string(o.kind)};
        if (!o.region.empty()) l.add("region", o.region);
        if (!o.flow.empty()) l.add("flow", o.flow);
        if (!o.node.empty()) l.add("node", o.node);
        return l;
    };
    family active(to, metric_type::gauge, "healthmodel_override_active",
                  "1 while an operator's override is in force.");
    for (const model::operator_override& o : *s.overrides) active.add(about(o), 1);
    family until(to, metric_type::gauge, "healthmodel_override_end_timestamp_seconds",
                 "When the operator's override ends.");
    for (const model::operator_override& o : *s.overrides) until.add(about(o), seconds(o.until));
}

}  // namespace

void add_health_metrics(std::string& to, const model::snapshot& s, const series_labels& l) {
    add_nodes(to, s, l);
    add_state_info(to);
    add_signals(to, s, l);
    add_regions(to, s);
    add_overrides(to, s);
    add_slo_metrics(to, s);
}

}  // namespace hm::daemon
