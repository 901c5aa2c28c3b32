#include "config/test_results.hpp"

#include "config/condition_literals.hpp"
#include "config/condition_tokens.hpp"

#include <algorithm>

namespace hm::config {

namespace {

using model::observation;
using model::reason;

// What a probe can end as; the others are the daemon's own.
std::optional<reason> failure_named(std::string_view text) {
    for (std::size_t i = 0; i < model::reason_count; ++i) {
        const auto r = static_cast<reason>(i);
        const bool of_a_run =
            r != reason::condition && r != reason::pushed && r != reason::stale && r != reason::pending;
        if (of_a_run && model::to_string(r) == text) return r;
    }
    return std::nullopt;
}

class result_reader {
public:
    result_reader(const model::signal_spec& spec, report& out) : spec_(spec), out_(out) {
        seen_.why = reason::ok;
        seen_.body.resize(spec.body_paths.size());
        if (model::tls_of(spec.probe) != nullptr) {
            tls_.expires = tls_.client_expires = seen_.at + lasting;
            has_tls_ = true;
        }
        if (const auto* http = std::get_if<model::http_spec>(&spec.probe))
            seen_.status = http->expect.status.front().first;
    }

    std::optional<observation> read(const member& m) {
        if (m.value.what == node::kind::map)
            for (const member& part : m.value.members) read_part(part);
        else
            read_alone(m.value);
        if (has_tls_) seen_.tls = std::make_shared<const model::tls_facts>(std::move(tls_));
        return good_ ? std::optional{std::move(seen_)} : std::nullopt;
    }

private:
    // Of a certificate that nothing is said of.
    static constexpr auto lasting = std::chrono::hours{24 * 365};

    // One value for the whole: a latency, a failure, or what a pushed signal says.
    void read_alone(const node& n) {
        const auto text = as_text(n, out_);
        if (!text) return void(good_ = false);
        if (const auto failure = failure_named(*text)) return void(seen_.why = *failure);
        const bool has_value =
            model::is_pushed(spec_) || std::holds_alternative<model::prometheus_spec>(spec_.probe);
        if (has_value) return set_body({"value"}, n, *text);
        if (const auto latency = parse_duration(*text)) return void(seen_.latency = *latency.value);
        fail(n, fmt::format("{} is nothing that this signal can see", quoted(*text)),
             "a latency like 150ms, a reason like timeout, none, or { status: 503, latency: 20ms }");
    }

    void read_part(const member& part) {
        const auto text = as_text(part.value, out_);
        if (!text) return void(good_ = false);
        if (part.key == "latency") {
            const auto latency = as_duration(part.value, out_, model::duration{0});
            good_ = good_ && latency;
            seen_.latency = latency.value_or(model::duration{});
        } else if (part.key == "status") {
            read_status(part.value);
        } else if (part.key == "reason") {
            const auto failure = failure_named(*text);
            if (!failure)
                return fail(part.value, fmt::format("{} is no reason of a run", quoted(*text)),
                            "timeout, connect_refused, …");
            seen_.why = *failure;
        } else if (part.key == "cert_expires_in") {
            read_end(part, tls_.expires);
        } else if (part.key == "client_cert_expires_in") {
            read_end(part, tls_.client_expires);
        } else if (part.key == "value" || part.key.starts_with("body.")) {
            set_body(path_of(part.key), part.value, *text);
        } else {
            const std::array<std::string_view, 7> known{"latency",
                                                        "status",
                                                        "reason",
                                                        "value",
                                                        "body.x",
                                                        "cert_expires_in",
                                                        "client_cert_expires_in"};
            std::string hint = did_you_mean(part.key, known);
            if (hint.empty()) hint = fmt::format("possible here: {}", fmt::join(known, ", "));
            out_.error(part.key_at, fmt::format("unknown key {}", quoted(part.key)), std::move(hint));
            good_ = false;
        }
    }

    void read_status(const node& n) {
        const auto* http = std::get_if<model::http_spec>(&spec_.probe);
        if (http == nullptr) return fail(n, "only an http signal sees a status");
        const auto code = as_integer(n, out_, 100, 599);
        if (!code) return void(good_ = false);
        seen_.status = static_cast<int>(*code);
        const auto& allowed = http->expect.status;
        const bool expected = std::any_of(allowed.begin(), allowed.end(), [&](const model::status_range& r) {
            return r.first <= seen_.status && seen_.status <= r.last;
        });
        if (!expected) seen_.why = reason::status_mismatch;
    }

    // By the time of the result, see simulation::sees().
    void read_end(const member& m, std::optional<model::wall_time>& into) {
        if (!has_tls_) return fail(m.value, "this signal has no certificates: it speaks no TLS");
        const auto left = as_duration(m.value, out_, model::duration{0});
        if (!left) return void(good_ = false);
        into = seen_.at + std::chrono::duration_cast<model::wall_time::duration>(*left);
    }

    static std::vector<std::string> path_of(std::string_view key) {
        if (key == "value") return {"value"};
        std::vector<std::string> path;
        for (std::string_view rest = key.substr(5); !rest.empty();) {
            const std::string_view step = rest.substr(0, rest.find('.'));
            path.emplace_back(step);
            rest.remove_prefix(std::min(rest.size(), step.size() + 1));
        }
        return path;
    }

    // Only what a condition looks at can make a difference.
    void set_body(const std::vector<std::string>& path, const node& n, const std::string& text) {
        const auto at = std::find(spec_.body_paths.begin(), spec_.body_paths.end(), path);
        if (at == spec_.body_paths.end()) return fail(n, "no condition of this signal looks at that");
        const auto value = body_literal({token::kind::word, text, 0}, model::comparator::equal);
        if (!value) return fail(n, value.wrong.message, value.wrong.hint);
        seen_.body[static_cast<std::size_t>(at - spec_.body_paths.begin())] = *value.value;
    }

    void fail(const node& n, std::string message, std::string hint = {}) {
        out_.error(n.at, std::move(message), std::move(hint));
        good_ = false;
    }

    const model::signal_spec& spec_;
    report& out_;
    observation seen_;
    model::tls_facts tls_;
    bool has_tls_ = false;
    bool good_ = true;
};

}  // namespace

std::optional<std::optional<observation>> read_test_result(const member& m, const model::signal_spec& spec,
                                                           report& out) {
    if (m.value.what == node::kind::scalar && m.value.text == "none")
        return std::optional<std::optional<observation>>{std::in_place};
    auto seen = result_reader{spec, out}.read(m);
    if (!seen) return std::nullopt;
    return std::optional<std::optional<observation>>{std::in_place, std::move(seen)};
}

}  // namespace hm::config
