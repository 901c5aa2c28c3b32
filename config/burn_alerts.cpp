#include "config/burn_alerts.hpp"

namespace hm::config {

namespace {

using model::slo::burn_alert;
using model::slo::severity;
using std::chrono::seconds;

constexpr std::array<word<severity>, 2> severity_words{
    {{"page", severity::page}, {"ticket", severity::ticket}}};

std::optional<seconds> as_whole_seconds(const node& n, report& out, model::duration min,
                                        model::duration max) {
    const auto time = as_duration(n, out, min, max);
    if (!time) return std::nullopt;
    const auto whole = std::chrono::floor<seconds>(*time);
    if (whole != *time) out.error(n.at, fmt::format("{} is not a whole number of seconds", n.text));
    return whole;
}

// Of a month or a quarter, the shortest that there is.
seconds shortest(const model::slo::budget_window& window) {
    if (const auto* rolling = std::get_if<seconds>(&window)) return *rolling;
    constexpr std::array<std::chrono::days, 4> by_unit{std::chrono::days{1}, std::chrono::days{7},
                                                       std::chrono::days{28}, std::chrono::days{90}};
    return by_unit[static_cast<std::size_t>(std::get<model::slo::calendar_window>(window).unit)];
}

void read_limit(map_reader& keys, const node& alert, burn_alert& into, report& out) {
    const node* consumed = keys.optional("consumed");
    const node* rate = keys.optional("burn_rate");
    if ((consumed == nullptr) == (rate == nullptr))
        return out.error(alert.at, "one of \"consumed\" and \"burn_rate\" says when it fires",
                         "write it like { severity: page, consumed: 2%, over: 1h }");
    if (consumed != nullptr) into.consumed = as_percentage(*consumed, out).value_or(model::whole);
    if (rate != nullptr) into.rate = as_weight(*rate, out).value_or(model::weight_one);
    if (into.consumed == 0 && into.rate.value_or(0) == 0)
        out.error((consumed != nullptr ? consumed : rate)->at, "it would fire all the time");
}

std::optional<burn_alert> read_alert(const node& n, const model::slo::objective& of, report& out) {
    if (n.what != node::kind::map) {
        out.error(n.at, "expected { severity, consumed, over }",
                  "write it like { severity: page, consumed: 2%, over: 1h }");
        return std::nullopt;
    }
    map_reader keys{n, n.at, out};
    burn_alert alert;
    const node* kind = keys.required("severity");
    if (kind != nullptr) alert.kind = as_word(*kind, out, severity_words).value_or(alert.kind);
    read_limit(keys, n, alert, out);
    const node* over = keys.required("over");
    if (over != nullptr)
        alert.over = as_whole_seconds(*over, out, min_burn_window, shortest(of.window)).value_or(seconds{0});
    alert.recent = alert.over / model::slo::short_of_long;
    const seconds longest = alert.over > seconds{0} ? alert.over : shortest(of.window);
    keys.read("short", alert.recent, as_whole_seconds, seconds{1}, longest);
    keys.read("for", alert.lasting, as_whole_seconds, seconds{0}, std::chrono::days{1});
    keys.finish();
    return alert;
}

// Even when all is bad, the budget burns only at 1 / B.
void warn_if_never(const burn_alert& alert, place at, const model::slo::objective& of, report& out) {
    if (of.target >= model::whole || alert.over == seconds{0}) return;
    const double fastest = static_cast<double>(model::whole) / static_cast<double>(model::whole - of.target);
    const double limit = burn_rate_limit(alert, shortest(of.window));
    if (limit >= fastest)
        out.warning(
            at,
            fmt::format(
                "it never fires: its limit is a burn rate of {:.4g}, and a total outage burns at {:.4g}",
                limit, fastest),
            "let it look over a longer window, or at less of the budget");
}

}  // namespace

std::optional<std::vector<burn_alert>> as_burn_alerts(const node& n, report& out,
                                                      const model::slo::objective& of) {
    if (!expect_list(n, out)) return std::nullopt;
    if (n.items.size() > max_burn_alerts) {
        out.error(n.at, fmt::format("more than {} alerts", max_burn_alerts));
        return std::nullopt;
    }
    std::vector<burn_alert> alerts;
    for (const node& item : n.items) {
        const auto alert = read_alert(item, of, out);
        if (!alert) continue;
        warn_if_never(*alert, item.at, of, out);
        alerts.push_back(*alert);
    }
    return alerts;
}

}  // namespace hm::config
