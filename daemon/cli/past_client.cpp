#include "daemon/cli/past_client.hpp"

#include "daemon/outputs/past_request.hpp"

#include <fmt/format.h>
#include <boost/json/parse.hpp>

#include <algorithm>
#include <stdexcept>

namespace hm::daemon::cli {

namespace {

namespace json = boost::json;

// Whatever an answer lacks, or has of another kind, is thrown; fetch_past() catches it.
struct not_understood : std::runtime_error {
    using runtime_error::runtime_error;
};

std::string text(const json::object& o, std::string_view key) {
    const json::value* v = o.if_contains(json::string_view{key.data(), key.size()});
    return v != nullptr && v->is_string() ? std::string{std::string_view{v->get_string()}} : std::string{};
}

model::wall_time time(const json::object& o, std::string_view key) {
    const auto t = parse_instant(text(o, key));
    if (!t) throw not_understood{fmt::format("\"{}\" is no time", key)};
    return *t;
}

std::optional<past_state> state(const json::object& o, std::string_view key, std::string_view class_key) {
    const std::string name = text(o, key);
    if (name.empty()) return std::nullopt;
    past_state s{name, model::state::unknown};
    const std::string word = text(o, class_key);
    for (const model::state k : {model::state::healthy, model::state::degraded, model::state::unhealthy})
        if (model::class_word(k) == word) s.kind = k;
    return s;
}

// `since`: of a standing, of which only what a replay needs is read.
transition read_transition(const json::object& o, std::string_view since) {
    transition t;
    t.at = time(o, since);
    t.what = {text(o, "id"), text(o, "kind"), text(o, "region")};
    t.before = state(o, "state_before", "state_class_before");
    t.after = state(o, "state", "state_class");
    t.reason = text(o, "reason");
    return t;
}

template <class Word>
Word word(const json::object& o, std::string_view key, Word last) {
    const std::string found = text(o, key);
    for (int i = 0; i <= static_cast<int>(last); ++i)
        if (to_string(static_cast<Word>(i)) == found) return static_cast<Word>(i);
    throw not_understood{fmt::format("\"{}\" is no {}", found, key)};
}

verdict_change read_verdict(const json::object& o) {
    verdict_change v;
    v.at = time(o, "at");
    v.region = text(o, "region");
    v.flow = text(o, "flow");
    const json::value& after = o.at("verdict");
    if (after.is_null()) return v;
    const json::object& told = after.as_object();
    using model::verdict;
    told_verdict t;
    t.effective = word(told, "effective", verdict::down);
    t.computed = word(told, "computed", verdict::down);
    t.routing = word(told, "routing", verdict::down);
    t.source = word(told, "source", model::verdict_source::drain);
    t.weight_percent = static_cast<int>(told.at("weight_percent").as_int64());
    if (const json::value& score = told.at("score"); score.is_number())
        t.value = model::score{static_cast<int>(score.to_number<double>() * model::score::full + 0.5)};
    t.total_failure = told.at("total_failure").as_bool();
    v.after = t;
    return v;
}

// Every object of the list `key` of every page. The parameter for the next page is `next_as`.
template <class Visit>
void each_of(const api_client& daemon, const std::string& target, std::string_view key,
             std::string_view next_as, Visit&& visit) {
    std::string next;
    do {
        const api_answer a =
            daemon.ask("GET", target + (next.empty() ? "" : fmt::format("&{}={}", next_as, next)));
        if (a.status != 200) throw not_understood{refusal_in_words(a)};
        const json::value page = json::parse(a.body);
        for (const json::value& row :
             page.as_object().at(json::string_view{key.data(), key.size()}).as_array())
            visit(row.as_object());
        next = text(page.as_object(), "next");
        if (key == "nodes" && page.as_object().contains("verdicts"))
            for (const json::value& row : page.at("verdicts").as_array()) visit(row.as_object());
    } while (!next.empty());
}

std::vector<kept_span> spans_of(const api_client& daemon) {
    const api_answer a = daemon.ask("GET", "/api/v1/history");
    if (a.status != 200) throw not_understood{refusal_in_words(a)};
    std::vector<kept_span> all;
    const json::value answer = json::parse(a.body);
    for (const json::value& span : answer.as_object().at("recorded").as_array())
        all.push_back({time(span.as_object(), "from"), time(span.as_object(), "until")});
    return all;
}

void fetch(const api_client& daemon, recorded_past& p) {
    p.kept = spans_of(daemon);
    const auto instant = [](model::wall_time t) { return percent_encoded(model::format_time(t)); };
    each_of(daemon, fmt::format("/api/v1/history/at?limit=1000&signals=true&time={}", instant(p.from)),
            "nodes", "after", [&](const json::object& o) {
                if (o.contains("verdict"))
                    p.told_at_start.push_back(read_verdict(o));
                else
                    p.at_start.push_back(read_transition(o, "since"));
            });
    const std::string range =
        fmt::format("limit=1000&from={}&to={}", instant(p.from + std::chrono::milliseconds{1}),
                    instant(p.to + std::chrono::milliseconds{1}));
    each_of(daemon, "/api/v1/history/transitions?scores=false&" + range, "transitions", "cursor",
            [&](const json::object& o) { p.changes.push_back(read_transition(o, "at")); });
    each_of(daemon, "/api/v1/history/verdicts?" + range, "verdicts", "cursor",
            [&](const json::object& o) { p.verdict_changes.push_back(read_verdict(o)); });
    std::reverse(p.changes.begin(), p.changes.end());
    std::reverse(p.verdict_changes.begin(), p.verdict_changes.end());
}

}  // namespace

fetched_past fetch_past(const api_client& daemon, model::wall_time from, model::wall_time to) {
    fetched_past f;
    f.past.from = from;
    f.past.to = to;
    try {
        fetch(daemon, f.past);
    } catch (const std::exception& e) {
        f.mistake = fmt::format("the daemon's history cannot be read: {}", e.what());
    }
    return f;
}

}  // namespace hm::daemon::cli
