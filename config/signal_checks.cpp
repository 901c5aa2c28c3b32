#include "config/signal_checks.hpp"

#include "config/comparisons.hpp"
#include "config/condition_fields.hpp"
#include "config/conditions.hpp"
#include "config/never_true.hpp"
#include "config/placed_condition.hpp"
#include "config/window_checks.hpp"

#include <algorithm>

namespace hm::config {

namespace {

using model::comparator;
using model::condition;
using model::field;
using model::signal_spec;

bool compares(const condition::node& n, field what) {
    return n.op == condition::kind::compare && n.what == what;
}

std::string text_of(const std::vector<model::status_range>& ranges) {
    std::string text;
    for (const auto& [first, last] : ranges) {
        if (!text.empty()) text += ", ";
        text += first == last ? fmt::format("{}", first) : fmt::format("{}-{}", first, last);
    }
    return text;
}

// The same answer for every expected status: another status is a failed run, which never meets the condition.
bool is_decided(const condition::node& n, const std::vector<model::status_range>& expected) {
    bool seen_yes = false, seen_no = false;
    for (const auto& [first, last] : expected)
        for (int status = first; status <= last; ++status)
            (model::holds(n.cmp, status, std::get<double>(n.literal)) ? seen_yes : seen_no) = true;
    return seen_yes != seen_no;
}

std::string_view model_word(field f) {
    switch (f) {
        case field::latency:
            return "latency";
        case field::status:
            return "status";
        case field::failed:
            return "failed";
        case field::body:
            return "body";
        case field::cert:
            return cert_word;
        case field::client_cert:
            return client_cert_word;
    }
    return {};
}

// Written as the short form of body.value.
bool is_value(const condition::node& n) {
    return n.text == value_word || n.text.starts_with(std::string{value_word} + " ");
}

// Where a condition names a field, within its windows, too.
std::vector<const condition::node*> fields_of(const condition& c, const signal_spec& spec) {
    std::vector<const condition::node*> all;
    for (const condition::node& n : c.nodes) {
        if (n.op == condition::kind::compare || n.op == condition::kind::flag) all.push_back(&n);
        if (n.op != condition::kind::windowed) continue;
        const auto inside = fields_of(spec.windowed[n.windowed].of, spec);
        all.insert(all.end(), inside.begin(), inside.end());
    }
    return all;
}

bool has(const probe_kind& kind, field what) {
    switch (what) {
        case field::status:
            return kind.has_status;
        case field::body:
            return kind.has_body;
        case field::cert:
        case field::client_cert:
            return kind.has_tls;
        default:
            return true;
    }
}

// The kind has certificates; this signal may have none.
void check_certificate(const signal_spec& spec, field what, place at, report& out) {
    const model::tls_settings* tls = model::tls_of(spec.probe);
    if (tls == nullptr)
        out.error(at, fmt::format("without TLS there is no {}", model_word(what)),
                  std::holds_alternative<model::http_spec>(spec.probe) ? "it needs https://"
                                                                       : "it needs `tls: true`");
    else if (what == field::client_cert && tls->certificate.empty())
        out.error(at, fmt::format("without a certificate of our own there is no {}", model_word(what)),
                  "name one: tls: { certificate: FILE, key: FILE }");
}

void check_body_field(const probe_kind& kind, const body_path& path, place at, report& out) {
    const auto is_it = [&](std::string_view field) { return path.size() == 1 && path.front() == field; };
    if (kind.body_fields.empty() || std::any_of(kind.body_fields.begin(), kind.body_fields.end(), is_it))
        return;
    out.error(
        at,
        fmt::format("a {} probe has no {}", kind.key, quoted(fmt::format("body.{}", fmt::join(path, ".")))),
        fmt::format("it has body.{}", fmt::join(kind.body_fields, ", body.")));
}

void check_value(const signal_spec& spec, const probe_kind& kind, const condition::node& n, place at,
                 report& out) {
    if (n.what == field::body && spec.body_paths[n.body_index] == body_path{std::string{value_word}}) return;
    out.error(at, fmt::format("a {} signal has no {}", kind.key, model_word(n.what)),
              "it has the value of its query: value > 5%");
}

void check_field(const signal_spec& spec, const probe_kind& kind, const condition::node& n, place at,
                 report& out) {
    if (kind.is_pushed && n.what != field::body)
        return out.error(at, fmt::format("a pushed signal has no {}", model_word(n.what)),
                         "it has what was sent: value (short for body.value) and body.x");
    if (kind.only_value) return check_value(spec, kind, n, at, out);
    if (!has(kind, n.what))
        return out.error(at, fmt::format("a {} probe has no {}", kind.key, model_word(n.what)),
                         "it has latency and failed");
    if (is_certificate(n.what)) return check_certificate(spec, n.what, at, out);
    if (n.what != field::body || kind.is_pushed) return;
    if (is_value(n))
        return out.error(at, "\"value\" is what is pushed; a probe has none",
                         "a field of the answer is body.value");
    check_body_field(kind, spec.body_paths[n.body_index], at, out);
    const auto* http = std::get_if<model::http_spec>(&spec.probe);
    if (http != nullptr && http->method == "HEAD") out.error(at, "the answer to HEAD has no body", "use GET");
}

void check_fields(const signal_spec& spec, const probe_kind& kind, const placed_condition& c, report& out) {
    for (const condition::node* n : fields_of(c.what, spec))
        check_field(spec, kind, *n, place_of_part(c, *n, out), out);
}

// Conditions see only what was expected, unless they are asked to judge failed runs as well.
void check_decided(const signal_spec& spec, const placed_condition& c, report& out) {
    if (spec.on_failure == model::failure_policy::conditions) return;
    const auto* http = std::get_if<model::http_spec>(&spec.probe);
    for (const condition::node& n : c.what.nodes) {
        if (http != nullptr && compares(n, field::status) && is_decided(n, http->expect.status))
            out.error(place_of_part(c, n, out),
                      fmt::format("{} is already decided by `expect`", quoted(n.text)),
                      fmt::format("another status than {} is a failed run; widen `expect: status`, or set "
                                  "`on_failure: conditions`",
                                  text_of(http->expect.status)));
        if (n.op == condition::kind::flag && n.what == field::failed)
            out.warning(
                place_of_part(c, n, out), "\"failed\" is never true here",
                "a failed run is judged by `on_failure`; set `on_failure: conditions` to judge it here");
    }
}

// Each of these makes the condition true by itself.
std::vector<const condition::node*> alternatives(const condition& c) {
    const condition::node& root = c.nodes.front();
    if (root.op != condition::kind::any_of) return {&root};
    std::vector<const condition::node*> all;
    for (std::uint16_t child : root.children) all.push_back(&c.nodes[child]);
    return all;
}

enum class direction : std::uint8_t { up, down, none };

direction direction_of(comparator c) {
    if (c == comparator::greater || c == comparator::greater_equal) return direction::up;
    if (c == comparator::less || c == comparator::less_equal) return direction::down;
    return direction::none;
}

// Two thresholds of the same in one direction.
bool comparable(const condition::node& a, const condition::node& b, const signal_spec& spec) {
    return compare_the_same(a, b, spec) && direction_of(a.cmp) != direction::none &&
           direction_of(a.cmp) == direction_of(b.cmp) && std::holds_alternative<double>(a.literal) &&
           std::holds_alternative<double>(b.literal);
}

struct threshold {
    const condition::node& part;
    double value;
    place at;
};

threshold threshold_of(const condition::node& part, const signal_spec& spec, const placed_condition& c,
                       const report& out) {
    return {part, number_of(part, spec), place_of_part(c, part, out)};
}

void compare_thresholds(const threshold& degraded, const threshold& unhealthy, report& out) {
    const reference other{unhealthy.at, "the threshold of unhealthy"};
    if (degraded.value == unhealthy.value)
        return out.error(degraded.at,
                         fmt::format("degraded and unhealthy have the same threshold ({} and {})",
                                     quoted(degraded.part.text), quoted(unhealthy.part.text)),
                         "there must be values that are degraded only", {other});
    const bool stricter = direction_of(degraded.part.cmp) == direction::up ? degraded.value > unhealthy.value
                                                                           : degraded.value < unhealthy.value;
    if (stricter)
        out.error(degraded.at,
                  fmt::format("degraded ({}) is stricter than unhealthy ({})", degraded.part.text,
                              unhealthy.part.text),
                  "whatever is degraded would be unhealthy already: swap them?", {other});
}

void check_thresholds(const signal_spec& spec, const placed_condition& degraded,
                      const placed_condition& unhealthy, report& out) {
    if (degraded.what.text == unhealthy.what.text)
        return out.error(degraded.at.at, "degraded and unhealthy are the same condition",
                         "unhealthy is tried first: this would never be degraded");
    for (const condition::node* low : alternatives(degraded.what))
        for (const condition::node* high : alternatives(unhealthy.what))
            if (comparable(*low, *high, spec))
                compare_thresholds(threshold_of(*low, spec, degraded, out),
                                   threshold_of(*high, spec, unhealthy, out), out);
}

}  // namespace

void check_signal(const signal_spec& spec, const probe_kind& kind, const member* degraded,
                  const member* unhealthy, report& out) {
    std::vector<placed_condition> conditions;
    if (spec.degraded) conditions.push_back({*spec.degraded, degraded->value});
    if (spec.unhealthy) conditions.push_back({*spec.unhealthy, unhealthy->value});
    for (const placed_condition& c : conditions) {
        check_fields(spec, kind, c, out);
        check_decided(spec, c, out);
        check_windows(spec, c, out);
        warn_never_true(spec, c, out);
    }
    if (conditions.size() == 2) check_thresholds(spec, conditions[0], conditions[1], out);
}

}  // namespace hm::config
