#include "daemon/generators/prometheus_rules.hpp"

#include "daemon/generators/burn_rates.hpp"
#include "daemon/generators/rules_text.hpp"
#include "model/slo/objective_board.hpp"

#include <fmt/format.h>

#include <array>

namespace hm::daemon {

namespace {

constexpr std::string_view badness = "flow:healthmodel_bad_traffic:ratio";

std::string badness_over(std::string_view window) {
    return fmt::format("flow:healthmodel_bad_traffic:avg{}", window);
}

// Of a weight in thousandths.
std::string weight_text(model::weight w) {
    std::string text = fmt::format("{}.{:03}", w / model::weight_one, w % model::weight_one);
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') text.pop_back();
    return text;
}

// Whether what Prometheus works out here is what the daemon counts: time, over the period, by the default
// alerts.
bool is_worked_out(const model::entity& e) {
    if (e.kind != model::entity_kind::flow || !e.objective) return false;
    if (!e.attained) return true;
    const model::slo::objective& o = *e.attained;
    const auto* rolling = std::get_if<std::chrono::seconds>(&o.window);
    return o.how == model::slo::method::time && !o.events && !o.routed_by_flow &&
           o.unknown == model::slo::unknown_rule::excluded && rolling != nullptr && *rolling == slo_period &&
           o.alerts == model::slo::default_alerts();
}

// One more of the names that a matcher takes; nothing in them means anything to a regular expression.
void add_choice(std::string& to, std::string_view name) {
    to.append(to.empty() ? "" : "|").append(name);
}

class rules {
public:
    rules(const model::definition& d, const rules_options& options)
        : model_(d), options_(options), out_(remarks(d)) {}

    std::string all() {
        add_daemon();
        add_regions();
        add_badness();
        if (options_.sloth) add_sloth();
        add_burn_alerts();
        return out_.take();
    }

private:
    static std::vector<std::string> remarks(const model::definition& d) {
        return {fmt::format(
                    "Rules for Prometheus of the model {}, made by `healthmodeld export prometheus-rules`.",
                    d.name),
                "When regions, their weights, flows or objectives change, make them anew."};
    }

    // name{matchers}, with the job where one is named.
    std::string series(std::string_view name, std::string matchers = {}) const {
        if (options_.job) matchers += fmt::format("{}job=\"{}\"", matchers.empty() ? "" : ",", *options_.job);
        return matchers.empty() ? std::string{name} : fmt::format("{}{{{}}}", name, matchers);
    }

    rule_labels told(std::string_view severity) const {
        return {{"severity", std::string{severity}}, {"model", model_.name}};
    }

    // Of who tells all of this.
    void add_daemon() {
        out_.group(model_.name + "-daemon");
        out_.alert("HealthmodelAbsent", fmt::format("absent({})", series("healthmodel_build_info")), "1m",
                   told("page"), "Nobody tells the health of " + model_.name,
                   "No healthmodeld is scraped. None of the other alerts can fire, and balancers go by what "
                   "they were "
                   "told last, or by their own rules.");
        out_.alert("HealthmodelStandsStill", series("healthmodel_core_heartbeat_age_seconds") + " > 5", "1m",
                   told("page"), "{{ $labels.instance }} does not evaluate any more",
                   "What it tells is as old as this says.");
        out_.alert("HealthmodelNotReady", series("healthmodel_ready") + " == 0", "5m", told("ticket"),
                   "{{ $labels.instance }} has not completed its first round",
                   "/readyz of the daemon says which signals have not run.");
        out_.alert(
            "HealthmodelSuspectsItself", series("healthmodel_self_suspicion") + " > 0", "1m", told("ticket"),
            "{{ $labels.instance }} suspects itself",
            "So much fails at once that its own network is likelier to be at fault: verdicts are held.");
        out_.alert("HealthmodelReloadFailed", series("healthmodel_config_last_reload_successful") + " == 0",
                   "5m", told("ticket"), "{{ $labels.instance }} could not load its model",
                   "It goes on with the one before. The log has the mistakes.");
        out_.alert("HealthmodelStoreUnusable", series("healthmodel_store_usable") + " == 0", "10m",
                   told("ticket"), "{{ $labels.instance }} cannot write to its disk",
                   "A restart would forget overrides and verdicts.");
    }

    void add_regions() {
        out_.group(model_.name + "-regions");
        out_.alert("HealthmodelRegionDown",
                   fmt::format("max by (region) ({}) == 1",
                               series("healthmodel_region_computed_verdict", "state=\"down\"")),
                   {}, told("page"), "Region {{ $labels.region }} is down",
                   "By what was measured; whether it takes traffic all the same is for the guard and for "
                   "operators.");
        out_.alert("HealthmodelRegionKeptIn",
                   fmt::format("max by (region, source) ({}) == 1",
                               series("healthmodel_region_verdict_source", "source=~\"guard|panic\"")),
                   {}, told("page"), "Region {{ $labels.region }} takes traffic though it is down",
                   "It is kept in by {{ $labels.source }}: too much is down to take it out, too.");
        out_.alert("HealthmodelRegionUnknown",
                   fmt::format("max by (region) ({}) == 1",
                               series("healthmodel_region_verdict_source", "source=\"held\"")),
                   "5m", told("ticket"), "Nothing is known of region {{ $labels.region }}",
                   "Its last verdict is held.");
    }

    std::vector<const model::entity*> flows(model::scope where) const {
        std::vector<const model::entity*> found;
        for (const model::entity& e : model_.entities)
            if (e.kind == model::entity_kind::flow && e.where == where) found.push_back(&e);
        return found;
    }

    // The share of the traffic that goes to regions where the flow is unhealthy; a region that was left costs
    // nothing. What is unknown, or in maintenance, is left out; where nothing is left, nothing is recorded.
    // Several daemons: the mean of what they say.
    void add_badness() {
        out_.group(model_.name + "-slo");
        add_traffic();
        if (!flows(model::scope::regional).empty()) add_regional_badness();
        for (const model::entity* flow : flows(model::scope::global)) add_global_badness(*flow);
        for (const std::string_view window : burn_windows)
            out_.record(badness_over(window), fmt::format("avg_over_time({}[{}])", badness, window));
        out_.record(badness_over("30d"), fmt::format("avg_over_time({}[30d])", badness));
        for (const model::entity* flow : with_objective())
            out_.record("flow:healthmodel_error_budget_remaining:ratio",
                        fmt::format("1 - max({}{{flow=\"{}\"}}) / {}", badness_over("30d"), flow->name,
                                    decimal_text(model::whole - *flow->objective)),
                        {{"flow", flow->name}});
    }

    // A region without any traffic still counts a little: when there is none in any, all of it is bad.
    void add_traffic() {
        for (const model::region& r : model_.regions)
            out_.record(
                "region:healthmodel_traffic:weight",
                fmt::format("{} * max(clamp_min({}, 0.000001))", weight_text(r.share),
                            series("healthmodel_region_weight", fmt::format("region=\"{}\"", r.name))),
                {{"region", r.name}});
    }

    // The states that count. What is in maintenance has a state, too.
    std::string counted(const std::string& matchers) const {
        return fmt::format("({} < 3) unless {}", series("healthmodel_node_state", matchers),
                           series("healthmodel_node_maintenance", matchers));
    }

    // Where only regions with `weight: 0` count, the share would be 0/0, and its mean over any window NaN.
    void add_regional_badness() {
        const std::string known = counted("kind=\"flow\",region!=\"\"");
        const auto weighed = [](const std::string& each) {
            return fmt::format(
                "sum by (flow) (\n"
                "  label_replace({}, \"flow\", \"$1\", \"entity\", \"(.+)\")\n"
                "  * on (region) group_left () region:healthmodel_traffic:weight\n"
                ")",
                each);
        };
        out_.record(badness,
                    fmt::format("{}\n/\n({} > 0)",
                                weighed(fmt::format("avg by (entity, region) (({}) == bool 2)", known)),
                                weighed(fmt::format("group by (entity, region) ({})", known))));
    }

    void add_global_badness(const model::entity& flow) {
        out_.record(badness,
                    fmt::format("avg(({}) == bool 2)", counted(fmt::format("node=\"{}\"", flow.name))),
                    {{"flow", flow.name}});
    }

    std::vector<const model::entity*> with_objective() const {
        std::vector<const model::entity*> found;
        for (const model::entity& e : model_.entities)
            if (e.kind == model::entity_kind::flow && e.objective) found.push_back(&e);
        return found;
    }

    void add_burn_alerts() {
        out_.group(model_.name + "-slo-alerts");
        constexpr std::array<std::string_view, 2> severities{"page", "ticket"};
        for (const model::entity* flow : with_objective())
            if (is_worked_out(*flow))
                for (const std::string_view severity : severities) add_burn_alert(*flow, severity);
        for (const std::string_view severity : severities) add_counted_burns(severity);
    }

    // Objectives with a window, alerts or a way of counting of their own, of flows or of anything else: the
    // daemon says itself which of their alerts fire.
    void add_counted_burns(std::string_view severity) {
        std::string whole, healthy_part;
        for (const model::entity& e : model_.entities) {
            if (!e.attained) continue;
            if (!is_worked_out(e))
                add_choice(whole, e.name);
            else if (e.attained->degraded)
                add_choice(healthy_part, e.name);
        }
        for (const model::slo::composite& c : model_.slos)
            add_choice(whole, std::string{model::slo::composite_prefix} + c.name);
        std::string expr;
        const auto add = [&](const std::string& names, std::string_view more) {
            if (names.empty()) return;
            expr += fmt::format("{}max by (slo, sli, window) ({}) == 1", expr.empty() ? "" : "\nor\n",
                                series("healthmodel_slo_burn_alert",
                                       fmt::format("severity=\"{}\",slo=~\"{}\"{}", severity, names, more)));
        };
        add(whole, "");
        add(healthy_part, ",sli=\"healthy\"");
        if (expr.empty()) return;
        out_.alert(
            "HealthmodelErrorBudgetBurn", expr, {}, told(severity),
            fmt::format("The error budget of {{{{ $labels.slo }}}} burns {}",
                        severity == "page" ? "fast" : "steadily"),
            "By the objective's own window and alerts, as the daemon counts: within {{ $labels.window }} "
            "too much of it was not {{ $labels.sli }}.");
    }

    void add_burn_alert(const model::entity& flow, std::string_view severity) {
        std::string expr;
        for (const burn_alert& a : burn_alerts) {
            if (a.severity != severity || !can_fire(a, slo_period, *flow.objective)) continue;
            const auto over = [&](std::string_view window) {
                return fmt::format("{}{{flow=\"{}\"}} > {:.6g} * {}", badness_over(window), flow.name,
                                   burn_factor(a, slo_period), decimal_text(model::whole - *flow.objective));
            };
            expr += fmt::format("{}({} and {})", expr.empty() ? "" : "\nor\n", over(a.long_window),
                                over(a.short_window));
        }
        if (expr.empty()) return;
        rule_labels labels = told(severity);
        labels.emplace_back("flow", flow.name);
        labels.emplace_back("criticality", std::string{to_string(flow.weight_class)});
        out_.alert(
            "HealthmodelErrorBudgetBurn", expr, {}, labels,
            fmt::format("The error budget of {} burns {}", flow.name,
                        severity == "page" ? "fast" : "steadily"),
            fmt::format(
                "Objective {} over {} days. Lately {{{{ $value | humanizePercentage }}}} of the traffic met "
                "an unhealthy {}.",
                decimal_text(*flow.objective), slo_period.count() / 24, flow.name));
    }

    // As Sloth 0.11 records them, so that its dashboards show them.
    void add_sloth() {
        out_.group(model_.name + "-sloth");
        for (const model::entity* flow : with_objective()) add_sloth(*flow);
    }

    void add_sloth(const model::entity& flow) {
        const rule_labels id{{"sloth_id", model_.name + "-" + flow.name},
                             {"sloth_service", model_.name},
                             {"sloth_slo", flow.name}};
        const std::string chosen = fmt::format(
            "{{sloth_id=\"{0}-{1}\", sloth_service=\"{0}\", sloth_slo=\"{1}\"}}", model_.name, flow.name);
        const std::string budget = decimal_text(model::whole - *flow.objective);
        for (const std::string_view window : {"5m", "30m", "1h", "2h", "6h", "1d", "3d", "30d"}) {
            rule_labels labels = id;
            labels.emplace_back("sloth_window", std::string{window});
            out_.record(fmt::format("slo:sli_error:ratio_rate{}", window),
                        fmt::format("sum({}{{flow=\"{}\"}})", badness_over(window), flow.name), labels);
        }
        const std::string per_budget =
            " / on (sloth_id, sloth_slo, sloth_service) group_left () slo:error_budget:ratio" + chosen;
        out_.record("slo:objective:ratio", fmt::format("vector({})", decimal_text(*flow.objective)), id);
        out_.record("slo:error_budget:ratio", fmt::format("vector({})", budget), id);
        out_.record("slo:time_period:days", fmt::format("vector({})", slo_period.count() / 24), id);
        out_.record("slo:current_burn_rate:ratio", "slo:sli_error:ratio_rate5m" + chosen + per_budget, id);
        out_.record("slo:period_burn_rate:ratio", "slo:sli_error:ratio_rate30d" + chosen + per_budget, id);
        out_.record("slo:period_error_budget_remaining:ratio", "1 - slo:period_burn_rate:ratio" + chosen, id);
        rule_labels info = id;
        info.emplace_back("sloth_mode", "healthmodeld");
        info.emplace_back("sloth_objective", decimal_text(*flow.objective * 100));
        out_.record("sloth_slo_info", "vector(1)", info);
    }

    const model::definition& model_;
    const rules_options& options_;
    rules_text out_;
};

}  // namespace

std::string prometheus_rules(const model::definition& d, const rules_options& options) {
    return rules{d, options}.all();
}

}  // namespace hm::daemon
