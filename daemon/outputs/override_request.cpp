#include "daemon/outputs/override_request.hpp"

#include "config/calendar.hpp"
#include "config/suggest.hpp"
#include "daemon/secret.hpp"
#include "model/observation.hpp"
#include "probes/wire/json_fields.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <boost/json/parse.hpp>

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

namespace hm::daemon {

namespace json = boost::json;

namespace {

using model::operator_override;
using model::override_kind;

constexpr std::array<std::string_view, 11> keys{"kind",  "region", "flow", "node",  "reason", "for",
                                                "until", "ticket", "rate", "break", "dry_run"};
constexpr std::array<std::string_view, 5> kinds{"drain", "force_up", "freeze", "maintenance", "acknowledge"};

std::string hint(std::string_view word, std::span<const std::string_view> known) {
    const std::string meant = config::did_you_mean(word, known);
    return meant.empty() ? meant : "; " + meant;
}

bool is_printable(std::string_view text) {
    return std::ranges::none_of(text, [](unsigned char c) { return c < 0x20 || c == 0x7f; });
}

// Reads one object; the first mistake is the one that is told.
class request_reader {
public:
    request_reader(const json::object& from, override_request& into) : from_(from), into_(into) {}

    void read(model::wall_time now) {
        refuse_unknown_keys();
        read_kind();
        read_subject();
        read_reason();
        read_times(now);
        if (const auto rate = text("rate", max_subject_bytes)) read_rate(*rate);
        read_breaks();
        read_dry_run();
        into_.wanted.id = new_override_id(now);
    }

private:
    void wrong(std::string what) {
        if (into_.mistake.empty()) into_.mistake = std::move(what);
    }

    void refuse_unknown_keys() {
        for (const auto& [key, value] : from_) {
            const std::string_view name{key};
            if (std::ranges::find(keys, name) == keys.end())
                wrong(fmt::format("unknown key \"{}\"{}", model::printable(name), hint(name, keys)));
        }
    }

    std::optional<std::string> text(std::string_view key, std::size_t limit) {
        const json::value* v = from_.if_contains(key);
        if (v == nullptr || v->is_null()) return std::nullopt;
        if (!v->is_string()) {
            wrong(fmt::format("\"{}\" is a text", key));
            return std::nullopt;
        }
        std::string found{std::string_view{v->get_string()}};
        if (found.size() > limit) wrong(fmt::format("\"{}\" is longer than {} bytes", key, limit));
        if (!is_printable(found)) wrong(fmt::format("\"{}\" holds control characters", key));
        return found;
    }

    void read_kind() {
        const auto word = text("kind", max_subject_bytes);
        if (!word) return wrong(fmt::format("\"kind\" is missing: one of {}", fmt::join(kinds, ", ")));
        if (const auto kind = model::parse_override_kind(*word))
            into_.wanted.kind = *kind;
        else
            wrong(fmt::format("kind \"{}\" is not one of {}{}", model::printable(*word),
                              fmt::join(kinds, ", "), hint(*word, kinds)));
    }

    void read_subject() {
        operator_override& o = into_.wanted;
        o.region = text("region", max_subject_bytes).value_or("");
        o.flow = text("flow", max_subject_bytes).value_or("");
        o.node = text("node", max_subject_bytes).value_or("");
        const std::string_view kind = to_string(o.kind);
        if (model::steers_traffic(o.kind)) {
            if (!o.node.empty())
                wrong(fmt::format("{} is about a \"region\", and a \"flow\" in it, not about a \"node\"",
                                  kind));
            if (o.region.empty()) wrong(fmt::format("\"region\" is missing: {} of what?", kind));
        } else {
            if (!o.region.empty() || !o.flow.empty())
                wrong(
                    fmt::format("{} is about a \"node\": a region, an entity, or one in the other "
                                "(cosmos-db@westeurope)",
                                kind));
            if (o.node.empty()) wrong(fmt::format("\"node\" is missing: {} of what?", kind));
        }
    }

    void read_reason() {
        into_.wanted.reason = text("reason", max_reason_bytes).value_or("");
        if (const std::string bad = wrong_reason(into_.wanted.reason); !bad.empty())
            wrong(fmt::format("\"reason\" {}: say why, for whoever looks at it tonight", bad));
        into_.wanted.ticket = text("ticket", max_ticket_bytes).value_or("");
    }

    void read_times(model::wall_time now) {
        operator_override& o = into_.wanted;
        const auto length = text("for", max_subject_bytes);
        const auto until = text("until", max_subject_bytes);
        o.since = now;
        o.until = now + std::chrono::duration_cast<std::chrono::milliseconds>(model::default_override_length);
        if (length && until) return wrong("\"for\" and \"until\" say the same: give one of them");
        if (length) read_length(*length);
        if (until) read_end(*until);
        if (o.until <= now) wrong("an override ends after it begins");
        // In their own unit: the difference to a year far off does not fit into nanoseconds.
        if (o.until - now > std::chrono::duration_cast<std::chrono::milliseconds>(model::longest_override))
            wrong(fmt::format("an override lasts at most {}; begin it anew when it is over",
                              model::format_duration(model::longest_override)));
    }

    void read_length(std::string_view text) {
        const auto length = config::parse_duration(text);
        if (!length) return wrong(fmt::format("\"for\": {}; write it like 1h or 90m", length.wrong.message));
        into_.wanted.until =
            into_.wanted.since + std::chrono::duration_cast<std::chrono::milliseconds>(*length.value);
    }

    void read_end(std::string_view text) {
        const auto end = config::parse_date_time(text);
        if (!end || !end.value->ahead)
            return wrong(
                fmt::format("\"until\" is no time with its offset: \"{}\"; write it like "
                            "2026-12-01T21:00Z or 2026-12-01T22:00+01:00",
                            model::printable(text)));
        into_.wanted.until = model::wall_time{end.value->shown.time_since_epoch() - *end.value->ahead};
    }

    void read_rate(std::string_view text) {
        constexpr std::string_view unit = "%/min";
        const bool has_unit = text.ends_with(unit);
        const auto number = config::parse_integer(text.substr(0, text.size() - (has_unit ? unit.size() : 0)),
                                                  model::slowest_drain, model::fastest_drain);
        if (into_.wanted.kind != override_kind::drain) return wrong("only a drain has a \"rate\"");
        if (!has_unit || !number)
            return wrong(fmt::format("\"rate\" is {}%/min to {}%/min, such as 10%/min", model::slowest_drain,
                                     model::fastest_drain));
        into_.wanted.rate_percent_per_minute = static_cast<int>(*number.value);
    }

    void read_breaks() {
        const json::value* v = from_.if_contains("break");
        if (v == nullptr || v->is_null()) return;
        constexpr std::string_view expected = "\"break\" is a list of rules to break: [\"guard\"]";
        if (!v->is_array()) return wrong(std::string{expected});
        for (const json::value& rule : v->get_array()) {
            if (!rule.is_string() || rule.get_string() != "guard") return wrong(std::string{expected});
            if (into_.wanted.kind != override_kind::drain) return wrong("only a drain can break the guard");
            into_.wanted.breaks.guard = true;
        }
    }

    void read_dry_run() {
        const json::value* v = from_.if_contains("dry_run");
        if (v == nullptr || v->is_null()) return;
        if (!v->is_bool()) return wrong("\"dry_run\" is true or false");
        into_.dry_run = v->get_bool();
    }

    const json::object& from_;
    override_request& into_;
};

}  // namespace

override_request parse_override(std::string_view text, model::wall_time now) {
    override_request request;
    json::parse_options limits;
    limits.max_depth = probes::wire::max_json_depth;
    json::error_code ec;
    const json::value v = json::parse(json::string_view{text}, ec, {}, limits);
    if (ec || !v.is_object())
        request.mistake =
            R"(expected a JSON object such as {"kind": "drain", "region": "westeurope", "reason": "…"})";
    else
        request_reader{v.get_object(), request}.read(now);
    return request;
}

std::string new_override_id(model::wall_time now) {
    return fmt::format("{:%Y%m%d-%H%M%S}-{}", std::chrono::floor<std::chrono::seconds>(now),
                       new_token().substr(0, 8));
}

std::string wrong_reason(std::string_view text) {
    const bool blank = std::ranges::all_of(text, [](char c) { return c == ' '; });
    if (blank) return "is missing";
    if (text.size() > max_reason_bytes) return fmt::format("is longer than {} bytes", max_reason_bytes);
    if (!is_printable(text)) return "holds control characters";
    return {};
}

}  // namespace hm::daemon
