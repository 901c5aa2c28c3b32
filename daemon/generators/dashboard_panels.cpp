#include "daemon/generators/dashboard_panels.hpp"

#include "daemon/generators/burn_rates.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace hm::daemon {

namespace {

using panel = dashboard_panel;
using as = panel::as;
using shows = panel::shows;

class rows {
public:
    rows(const model::definition& d, const std::string& job) : model_(d), job_(job) {}

    std::vector<dashboard_row> all() const {
        std::vector<dashboard_row> all{overview(), regions(), flows()};
        const bool has_objectives = std::any_of(
            model_.entities.begin(), model_.entities.end(),
            [](const model::entity& e) { return e.kind == model::entity_kind::flow && e.objective; });
        if (has_objectives) all.push_back(objectives());
        all.push_back(daemons());
        return all;
    }

private:
    std::string series(std::string_view name, std::string matchers = {}) const {
        if (!job_.empty()) matchers += (matchers.empty() ? "" : ",") + job_;
        return matchers.empty() ? std::string{name} : fmt::format("{}{{{}}}", name, matchers);
    }

    // The worst that any daemon says.
    std::string worst(std::string_view by, const std::string& of) const {
        return fmt::format("max by ({}) ({})", by, of);
    }

    dashboard_row overview() const {
        const std::string root = fmt::format("node=\"{}\"", model_.name);
        return {
            "Overview",
            {
                {.title = "Health",
                 .description = "The whole model: the worst of its flows.",
                 .what = shows::state,
                 .queries = {{worst("node", series("healthmodel_node_state", root)), model_.name}}},
                {.title = "Regions",
                 .description = "What load balancers are told.",
                 .what = shows::verdict,
                 .width = 12,
                 .queries = {{worst("region", verdict()), "{{region}}"}}},
                {.title = "Daemons that tell",
                 .description = "How many are scraped. None: nobody knows.",
                 .width = 3,
                 .queries = {{fmt::format("count({})", series("healthmodel_build_info")), "daemons"}}},
                {.title = "Suspects itself",
                 .description =
                     "So much fails at once that the daemon doubts its own network: verdicts are held.",
                 .what = shows::yes_no,
                 .width = 3,
                 .queries = {{fmt::format("max({})", series("healthmodel_self_suspicion")), ""}}},
                {.title = "Not healthy, and not for want of evidence",
                 .description = "Nodes that are degraded or unhealthy. Empty while all is well.",
                 .how = as::timeline,
                 .what = shows::state,
                 .width = 16,
                 .height = 8,
                 .queries = {{worst("node", series("healthmodel_node_state", "kind!=\"root\"") + " > 0 < 3"),
                              "{{node}}"}},
                 .may_be_empty = true},
                {.title = "Operators",
                 .description = "Overrides in force, and when they end. Empty while there are none.",
                 .what = shows::time_ago,
                 .width = 8,
                 .height = 8,
                 .queries = {{"max by (kind, region, flow, node) (" +
                                  series("healthmodel_override_end_timestamp_seconds") + ") * 1000",
                              "{{kind}} {{region}} {{flow}} {{node}}"}},
                 .may_be_empty = true},
            }};
    }

    // 0 up, 1 degraded, 2 down.
    std::string verdict() const {
        return fmt::format("({} == 1) * 0 or ({} == 1) or ({} == 1) * 2",
                           series("healthmodel_region_verdict", "state=\"up\",region=~\"$region\""),
                           series("healthmodel_region_verdict", "state=\"degraded\",region=~\"$region\""),
                           series("healthmodel_region_verdict", "state=\"down\",region=~\"$region\""));
    }

    dashboard_row regions() const {
        return {"Regions",
                {
                    {.title = "Verdicts",
                     .description = "What load balancers were told of each region.",
                     .how = as::timeline,
                     .what = shows::verdict,
                     .width = 12,
                     .height = 7,
                     .queries = {{worst("region", verdict()), "{{region}}"}}},
                    {.title = "Health",
                     .description = "What was seen of each region; the verdict follows after its dwell.",
                     .how = as::timeline,
                     .what = shows::state,
                     .width = 12,
                     .height = 7,
                     .queries = {{worst("region", series("healthmodel_node_state",
                                                         "kind=\"region\",region=~\"$region\"")),
                                  "{{region}}"}}},
                    {.title = "Traffic that each should get",
                     .description = "Of its configured share.",
                     .how = as::lines,
                     .what = shows::ratio,
                     .width = 8,
                     .height = 7,
                     .queries = {{fmt::format("avg by (region) ({})",
                                              series("healthmodel_region_weight", "region=~\"$region\"")),
                                  "{{region}}"}}},
                    {.title = "Score",
                     .description = "1 is fully healthy. Absent while nothing is known.",
                     .how = as::lines,
                     .what = shows::ratio,
                     .width = 8,
                     .height = 7,
                     .queries = {{fmt::format("min by (region) ({})",
                                              series("healthmodel_node_score",
                                                     "kind=\"region\",region=~\"$region\"")),
                                  "{{region}}"}}},
                    {.title = "Why",
                     .description =
                         "Where verdicts come from: computed is the usual. Several daemons may differ.",
                     .how = as::lines,
                     .width = 8,
                     .height = 7,
                     .queries = {{"sum by (region, source) (" +
                                      series("healthmodel_region_verdict_source", "region=~\"$region\"") +
                                      " == 1)",
                                  "{{region}}: {{source}}"}}},
                }};
    }

    dashboard_row flows() const {
        return {
            "Flows",
            {
                {.title = "Flows",
                 .description = "As users see them: over all regions.",
                 .how = as::timeline,
                 .what = shows::state,
                 .width = 12,
                 .height = 8,
                 .queries = {{worst("entity", series("healthmodel_node_state",
                                                     "kind=\"flow\",region=\"\",entity=~\"$flow\"")),
                              "{{entity}}"}}},
                {.title = "Flows in each region",
                 .description = "Empty for flows that run in no region of their own.",
                 .how = as::timeline,
                 .what = shows::state,
                 .width = 12,
                 .height = 8,
                 .queries = {{worst("node", series("healthmodel_node_state",
                                                   "kind=\"flow\",region=~\"$region\",entity=~\"$flow\"")),
                              "{{node}}"}},
                 .may_be_empty = !has_regional_flows()},
                {.title = "Checks that failed",
                 .description =
                     "Runs a second that did not answer as expected, by reason. Empty until one did.",
                 .how = as::lines,
                 .what = shows::rate,
                 .width = 12,
                 .height = 8,
                 .queries = {{fmt::format(
                                  "sum by (reason) (rate({}[$__rate_interval])) > 0",
                                  series("healthmodel_probe_results_total", "reason!~\"ok|condition\"")),
                              "{{reason}}"}},
                 .may_be_empty = true},
                {.title = "How long checks take",
                 .description = "The slowest of each entity, last runs.",
                 .how = as::lines,
                 .what = shows::seconds,
                 .width = 12,
                 .height = 8,
                 .queries = {{fmt::format("topk(10, max by (entity) ({}))",
                                          series("healthmodel_probe_last_duration_seconds")),
                              "{{entity}}"}}},
            }};
    }

    bool has_regional_flows() const {
        return std::any_of(model_.entities.begin(), model_.entities.end(), [](const model::entity& e) {
            return e.kind == model::entity_kind::flow && e.where == model::scope::regional;
        });
    }

    dashboard_row objectives() const {
        std::vector<dashboard_query> burning;
        for (const std::string_view window : {"1h", "6h", "3d"})
            burning.push_back({fmt::format("flow:healthmodel_bad_traffic:avg{}{{flow=~\"$flow\"}} / on "
                                           "(flow) group_left () (1 - max "
                                           "by (flow) ({}))",
                                           window, series("healthmodel_slo_objective_ratio")),
                               fmt::format("{{{{flow}}}}, {}", window)});
        return {
            "Objectives",
            {
                {.title = "Error budget left",
                 .description = "Of 30 days. 0: all is spent; less: the objective is missed.",
                 .what = shows::ratio,
                 .width = 8,
                 .height = 7,
                 .queries = {{"flow:healthmodel_error_budget_remaining:ratio{flow=~\"$flow\"}", "{{flow}}"}}},
                {.title = "Objective",
                 .description = "What is to be kept.",
                 .what = shows::ratio,
                 .width = 4,
                 .height = 7,
                 .queries = {{worst("flow", series("healthmodel_slo_objective_ratio", "flow=~\"$flow\"")),
                              "{{flow}}"}}},
                {.title = "Traffic that met an unhealthy flow",
                 .description = "The share of it, in the region where it went.",
                 .how = as::lines,
                 .what = shows::ratio,
                 .width = 12,
                 .height = 7,
                 .queries = {{"flow:healthmodel_bad_traffic:ratio{flow=~\"$flow\"}", "{{flow}}"}}},
                {.title = "Burn rate",
                 .description =
                     "1 spends the budget in 30 days. Somebody is paged over 14.4 in 1 h and over 6 in 6 h.",
                 .how = as::lines,
                 .width = 24,
                 .height = 8,
                 .queries = std::move(burning)},
            }};
    }

    dashboard_row daemons() const {
        return {"The daemon",
                {
                    {.title = "Since it looked last",
                     .description = "Over 5 s it stands still.",
                     .how = as::lines,
                     .what = shows::seconds,
                     .width = 8,
                     .height = 7,
                     .queries = {{series("healthmodel_core_heartbeat_age_seconds"), "{{instance}}"}}},
                    {.title = "Checks a second",
                     .description = "Runs that ended.",
                     .how = as::lines,
                     .what = shows::rate,
                     .width = 8,
                     .height = 7,
                     .queries = {{fmt::format("sum by (instance) (rate({}[$__rate_interval]))",
                                              series("healthmodel_probe_results_total")),
                                  "{{instance}}"}}},
                    {.title = "Checks that came too late to run",
                     .description = "Missed in a stall, or for want of a place. 0 is as it should be.",
                     .how = as::lines,
                     .what = shows::rate,
                     .width = 8,
                     .height = 7,
                     .queries = {{fmt::format("sum by (instance) (rate({}[$__rate_interval]))",
                                              series("healthmodel_probe_runs_missed_total")),
                                  "{{instance}}"}}},
                }};
    }

    const model::definition& model_;
    const std::string& job_;
};

}  // namespace

std::vector<dashboard_row> dashboard_rows(const model::definition& d, const std::string& job) {
    return rows{d, job}.all();
}

}  // namespace hm::daemon
