#include "daemon/outputs/health_query.hpp"

#include "config/units.hpp"
#include "daemon/http/request.hpp"
#include "daemon/outputs/subject.hpp"

#include <array>
#include <utility>

namespace hm::daemon {

namespace {

using model::verdict;
using model::verdict_source;

template <class Value, std::size_t N>
using words = std::array<std::pair<std::string_view, Value>, N>;

constexpr words<body_format, 4> formats{{{"text", body_format::text},
                                         {"json", body_format::json},
                                         {"weight", body_format::weight},
                                         {"agent", body_format::agent}}};
constexpr words<int, 3> degraded_words{{{"pass", 200}, {"warn", 429}, {"fail", 503}}};
constexpr words<int, 3> drain_words{{{"fail", 503}, {"404", 404}, {"pass", 200}}};
constexpr words<std::optional<int>, 3> unknown_words{
    {{"last", std::nullopt}, {"open", 200}, {"closed", 503}}};

// False when it is none of the words.
template <class Into, class Value, std::size_t N>
bool take(std::string_view text, const words<Value, N>& known, Into& into) {
    for (const auto& [word, value] : known) {
        if (word != text) continue;
        into = value;
        return true;
    }
    return false;
}

// "0.75", at most three decimals.
bool take_score(std::string_view text, model::score& into) {
    const auto value = config::parse_weight(text);
    if (!value || *value.value > model::weight_one) return false;
    into = model::score{static_cast<int>(*value.value * (model::score::full / model::weight_one))};
    return true;
}

void append_name(std::string& list, std::string_view name) {
    list.append(list.empty() ? "" : ", ").append(name);
}

bool is_kept_in_on_purpose(verdict_source s) {
    return s == verdict_source::guard || s == verdict_source::panic || s == verdict_source::force_up;
}

bool is_without_fresh_evidence(verdict_source s) {
    return s == verdict_source::held || s == verdict_source::warming;
}

}  // namespace

health_query parse_health_query(std::string_view query) {
    health_query asked;
    for (const auto& [name, value] : http::query_parameters(query)) {
        bool good = true;
        if (name == "format")
            good = take(value, formats, asked.format);
        else if (name == "on_degraded")
            good = take(value, degraded_words, asked.on_degraded);
        else if (name == "on_drain")
            good = take(value, drain_words, asked.on_drain);
        else if (name == "on_unknown")
            good = take(value, unknown_words, asked.on_unknown);
        else if (name == "min_score")
            good = take_score(value, asked.min_score);
        else
            append_name(asked.ignored, name);
        if (!good && asked.wrong.empty()) asked.wrong = name;
    }
    return asked;
}

int status_of(const model::region_verdict& told, const health_query& asked) {
    if (asked.on_unknown && is_without_fresh_evidence(told.source)) return *asked.on_unknown;
    // Who failed meanwhile is no place to finish what was begun there.
    if (is_drained(told) && told.computed != verdict::down) return asked.on_drain;
    if (!told.serves()) return 503;
    if (is_kept_in_on_purpose(told.source)) return 200;
    if (told.value.known() && told.value < asked.min_score) return 503;
    return told.effective == verdict::degraded ? asked.on_degraded : 200;
}

}  // namespace hm::daemon
