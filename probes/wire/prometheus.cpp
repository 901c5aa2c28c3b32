#include "probes/wire/prometheus.hpp"

#include "probes/wire/json_text.hpp"
#include "probes/wire/timestamp.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <limits>

namespace hm::probes::wire {

namespace json = boost::json;
using model::state;

namespace {

constexpr std::string_view not_ours = "the answer is not that of Prometheus's API";

// For a query string and for a form alike.
std::string escaped(std::string_view text) {
    std::string out;
    for (const unsigned char c : text) {
        const bool is_plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                              c == '-' || c == '_' || c == '.' || c == '~';
        if (is_plain)
            out += static_cast<char>(c);
        else
            out += fmt::format("%{:02X}", c);
    }
    return out;
}

// What stands in the URL before and behind stays: /prometheus/?partial_response=false.
std::string path_of(std::string_view base, std::string_view endpoint, const std::string& parameters) {
    const std::size_t mark = base.find('?');
    std::string_view place = base.substr(0, mark);
    while (place.ends_with('/')) place.remove_suffix(1);
    std::string all = mark == std::string_view::npos ? std::string{} : std::string{base.substr(mark + 1)};
    if (!all.empty() && !parameters.empty()) all += '&';
    all += parameters;
    return fmt::format("{}{}{}{}", place, endpoint, all.empty() ? "" : "?", all);
}

std::string_view text_in(const json::object& o, std::string_view key) {
    const json::value* found = o.if_contains({key.data(), key.size()});
    const json::string* text = found == nullptr ? nullptr : found->if_string();
    return text == nullptr ? std::string_view{} : std::string_view{text->data(), text->size()};
}

const json::object* object_in(const json::object& o, std::string_view key) {
    const json::value* found = o.if_contains({key.data(), key.size()});
    return found == nullptr ? nullptr : found->if_object();
}

const json::array* array_in(const json::object& o, std::string_view key) {
    const json::value* found = o.if_contains({key.data(), key.size()});
    return found == nullptr ? nullptr : found->if_array();
}

// `data` of an answer that says "success"; else null, and the words for it.
const json::object* data_of(const json::value& root, std::string& trouble) {
    const json::object* answer = root.if_object();
    const json::object* data = answer == nullptr ? nullptr : object_in(*answer, "data");
    if (data != nullptr && text_in(*answer, "status") == "success") return data;
    trouble = not_ours;
    if (answer != nullptr && text_in(*answer, "status") == "error")
        trouble = fmt::format("{}: {}", text_in(*answer, "errorType"), text_in(*answer, "error"));
    return nullptr;
}

// "1.5e-3", "NaN", "+Inf", "-Inf", as the API writes them.
std::optional<double> number_of(std::string_view text) {
    if (text == "NaN") return std::numeric_limits<double>::quiet_NaN();
    if (text == "+Inf" || text == "Inf") return std::numeric_limits<double>::infinity();
    if (text == "-Inf") return -std::numeric_limits<double>::infinity();
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool is_number = error == std::errc{} && end == text.data() + text.size() && std::isfinite(value);
    return is_number ? std::optional{value} : std::nullopt;
}

std::string too_old(std::string_view what, double seconds, model::duration max_age) {
    return fmt::format("{} is {:.0f}s old, more than {}", what, seconds, model::format_duration(max_age));
}

// [1700000000.123, "0.5"]
prometheus_value value_of_sample(const json::array& sample, model::wall_time now, model::duration max_age) {
    const bool is_pair = sample.size() == 2 && sample[0].is_number() && sample[1].is_string();
    if (!is_pair) return {0, std::string{not_ours}};
    const json::string& text = sample[1].get_string();
    const auto value = number_of({text.data(), text.size()});
    if (!value) return {0, std::string{not_ours}};
    if (std::isnan(*value)) return {0, "the value is NaN: a quotient of nothing by nothing, perhaps"};
    const double age =
        std::chrono::duration<double>(now.time_since_epoch()).count() - sample[0].to_number<double>();
    if (age > std::chrono::duration<double>(max_age).count()) return {0, too_old("the value", age, max_age)};
    return {*value, {}};
}

prometheus_value value_of_vector(const json::array& series, model::wall_time now, model::duration max_age) {
    if (series.empty()) return {0, "no data"};
    if (series.size() > 1)
        return {0, fmt::format("{} series instead of one: aggregate them, as in sum(...) or max(...)",
                               series.size())};
    const json::object* only = series[0].if_object();
    const json::array* sample = only == nullptr ? nullptr : array_in(*only, "value");
    if (sample != nullptr) return value_of_sample(*sample, now, max_age);
    const bool is_histogram = only != nullptr && only->if_contains("histogram") != nullptr;
    return {0, is_histogram ? "a histogram is no number" : std::string{not_ours}};
}

prometheus_value value_in(const json::value& root, model::wall_time now, model::duration max_age) {
    prometheus_value none;
    const json::object* data = data_of(root, none.trouble);
    if (data == nullptr) return none;
    none.trouble = not_ours;
    const json::array* result = array_in(*data, "result");
    const std::string_view type = text_in(*data, "resultType");
    if (result == nullptr) return none;
    if (type == "vector") return value_of_vector(*result, now, max_age);
    if (type == "scalar") return value_of_sample(*result, now, max_age);
    if (type == "matrix" || type == "string")
        none.trouble = fmt::format("the query is of a {}, not of a number", type);
    return none;
}

bool has_labels(const json::object& alert, const model::prometheus_spec& spec) {
    const json::object* labels = object_in(alert, "labels");
    for (const auto& [name, value] : spec.labels)
        if (labels == nullptr || text_in(*labels, name) != value) return false;
    return true;
}

state worth_of(const json::object& alert, const model::prometheus_spec& spec) {
    if (text_in(alert, "state") == "pending") return spec.pending;
    if (text_in(alert, "state") != "firing") return state::healthy;
    const json::object* labels = object_in(alert, "labels");
    for (const auto& [severity, worth] : spec.by_severity)
        if (labels != nullptr && text_in(*labels, "severity") == severity) return worth;
    return spec.firing;
}

void count_alerts(const json::object& rule, const model::prometheus_spec& spec, prometheus_alerts& into) {
    const json::array* alerts = array_in(rule, "alerts");
    if (alerts == nullptr) return;
    for (const json::value& each : *alerts) {
        const json::object* alert = each.if_object();
        if (alert == nullptr || !has_labels(*alert, spec)) continue;
        const state worth = worth_of(*alert, spec);
        into.unhealthy += worth == state::unhealthy;
        into.degraded += worth == state::degraded;
    }
}

// Why a rule's alerts are not to be believed; empty when they are.
std::string trouble_of_rule(const json::object& rule, const model::prometheus_spec& spec,
                            model::wall_time now) {
    const std::string_view health = text_in(rule, "health");
    if (health == "unknown") return "the rule has not been evaluated yet";
    if (health != "ok") return fmt::format("the rule cannot be evaluated: {}", text_in(rule, "lastError"));
    const auto evaluated = parse_timestamp(text_in(rule, "lastEvaluation"));
    if (!evaluated) return std::string{not_ours};
    const auto age = std::chrono::duration<double>(now - *evaluated).count();
    const bool is_old = age > std::chrono::duration<double>(spec.max_age).count();
    return is_old ? too_old("the last evaluation", age, spec.max_age) : std::string{};
}

bool is_asked_for(const json::object& rule, const model::prometheus_spec& spec) {
    return text_in(rule, "name") == spec.alert && text_in(rule, "type") == "alerting";
}

prometheus_alerts alerts_in(const json::value& root, const model::prometheus_spec& spec,
                            model::wall_time now) {
    prometheus_alerts all;
    const json::object* data = data_of(root, all.trouble);
    const json::array* groups = data == nullptr ? nullptr : array_in(*data, "groups");
    if (data != nullptr && groups == nullptr) all.trouble = not_ours;
    if (groups == nullptr) return all;
    bool exists = false;
    for (const json::value& group : *groups) {
        const json::object* members = group.if_object();
        const json::array* rules = members == nullptr ? nullptr : array_in(*members, "rules");
        if (rules == nullptr) continue;
        for (const json::value& each : *rules) {
            const json::object* rule = each.if_object();
            if (rule == nullptr || !is_asked_for(*rule, spec)) continue;
            exists = true;
            const std::string trouble = trouble_of_rule(*rule, spec, now);
            if (trouble.empty())
                count_alerts(*rule, spec, all);
            else if (all.trouble.empty())
                all.trouble = trouble;
        }
    }
    if (!exists) all.trouble = fmt::format("there is no alerting rule \"{}\"", spec.alert);
    if (all.unhealthy > 0) all.trouble.clear();
    return all;
}

}  // namespace

model::http_spec prometheus_request(const model::prometheus_spec& spec, model::duration timeout) {
    model::http_spec request = spec;
    if (spec.query.empty()) {
        request.path = path_of(spec.path, "/api/v1/rules", "type=alert&rule_name[]=" + escaped(spec.alert));
        return request;
    }
    const auto ms = std::max<std::int64_t>(1, std::chrono::floor<std::chrono::milliseconds>(timeout).count());
    request.method = "POST";
    request.path = path_of(spec.path, "/api/v1/query", {});
    request.headers.emplace_back("Content-Type", "application/x-www-form-urlencoded");
    request.body = fmt::format("query={}&timeout={}ms", escaped(spec.query), ms);
    return request;
}

prometheus_value read_query_answer(std::string_view body, model::wall_time now, model::duration max_age) {
    const auto seen = in_json(body, [&](const json::value& root) { return value_in(root, now, max_age); });
    return seen.value_or(prometheus_value{0, std::string{not_ours}});
}

prometheus_alerts read_rules_answer(std::string_view body, const model::prometheus_spec& spec,
                                    model::wall_time now) {
    const auto seen = in_json(body, [&](const json::value& root) { return alerts_in(root, spec, now); });
    return seen.value_or(prometheus_alerts{0, 0, std::string{not_ours}});
}

std::optional<std::string> prometheus_error(std::string_view body) {
    std::string trouble;
    const bool is_json = in_json(body, [&](const json::value& root) {
                             data_of(root, trouble);
                             return true;
                         }).has_value();
    return is_json && !trouble.empty() && trouble != not_ours ? std::optional{trouble} : std::nullopt;
}

}  // namespace hm::probes::wire
