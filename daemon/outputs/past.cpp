#include "daemon/outputs/past.hpp"

#include "daemon/history/history_desk.hpp"
#include "daemon/outputs/names.hpp"
#include "daemon/outputs/past_json.hpp"
#include "daemon/outputs/past_request.hpp"

#include <fmt/format.h>

#include <array>
#include <limits>

namespace hm::daemon {

namespace {

using words = std::span<const std::string_view>;

constexpr std::array<std::string_view, 0> no_words{};
constexpr std::array<std::string_view, 9> transition_words{"from",   "to",   "limit", "cursor", "node",
                                                           "region", "kind", "state", "scores"};
constexpr std::array<std::string_view, 6> verdict_words{"from", "to", "limit", "cursor", "region", "flow"};
constexpr std::array<std::string_view, 6> picture_words{"time",   "limit", "after",
                                                        "region", "kind",  "signals"};
constexpr std::array<std::string_view, 5> one_words{"from", "to", "limit", "cursor", "scores"};

http::response told(const past_answer& a) {
    if (a.status != 200) return http::problem(a.status, a.body);
    return std::move(http::json_answer(a.body).add("Cache-Control", "no-store"));
}

using finder = past_answer (*)(database&, const past_request&);

void answer(const output_context& context, const http::request& asked, words known,
            const http::responder& respond, finder find) {
    const past_request request = parse_past(asked.query(), known, context.now().wall);
    if (!request.mistake.empty()) return respond(http::problem(400, request.mistake));
    context.history->ask([request, find](database& db) { return find(db, request); },
                         [respond](const past_answer& a) { respond(told(a)); });
}

past_answer find_transitions(database& db, const past_request& r) {
    const transition_filter which{r.node, r.region, r.kind, r.state, r.scores};
    return {200,
            transitions_json(r.range, transitions(db, r.range, which), spans(db, r.range.from, r.range.to))};
}

past_answer find_verdicts(database& db, const past_request& r) {
    return {200, verdicts_json(r.range, verdicts(db, r.range, {r.region, r.flow}),
                               spans(db, r.range.from, r.range.to))};
}

past_answer find_picture(database& db, const past_request& r) {
    past_picture found;
    found.is_covered = is_covered(db, r.time);
    found.nodes = states_at(db, r.time, {r.region, r.kind, r.signals, r.after, r.range.limit});
    found.has_verdicts = !r.after;
    if (found.has_verdicts) found.verdicts = verdicts_at(db, r.time);
    return {200, past_picture_json(r.time, found)};
}

past_answer find_one(database& db, const past_request& r, model::wall_time now) {
    const auto what = subject_named(db, *r.node);
    if (!what)
        return {404, fmt::format("neither the model nor the history has a node \"{}\"",
                                 model::printable(*r.node))};
    past_of_one found;
    found.what = *what;
    found.at_start = state_at(db, r.range.from, *r.node);
    transition_filter which;
    which.node = r.node;
    which.scores = r.scores;
    found.changes = transitions(db, r.range, which);
    if (what->kind == "signal" && !r.range.before)
        found.latency = latencies(db, *r.node, r.range.from, r.range.to, now);
    found.kept = spans(db, r.range.from, r.range.to);
    return {200, past_of_one_json(r.range, found)};
}

void answer_about_one(const output_context& context, const http::request& asked, std::string name,
                      const http::responder& respond) {
    const model::wall_time now = context.now().wall;
    past_request request = parse_past(asked.query(), one_words, now);
    if (!request.mistake.empty()) return respond(http::problem(400, request.mistake));
    request.node = std::move(name);
    context.history->ask([request, now](database& db) { return find_one(db, request, now); },
                         [respond](const past_answer& a) { respond(told(a)); });
}

}  // namespace

void history_answer(const output_context& context, const http::request& asked,
                    const http::responder& respond) {
    const past_request request = parse_past(asked.query(), no_words, context.now().wall);
    if (!request.mistake.empty()) return respond(http::problem(400, "there are no parameters"));
    const history_bounds bounds = context.history->bounds();
    const history_health health = context.history->health();
    context.history->ask(
        [bounds, health](database& db) -> past_answer {
            return {200, history_json(health, bounds, spans(db, {}, model::wall_time::max()))};
        },
        [respond](const past_answer& a) { respond(told(a)); });
}

void transitions_answer(const output_context& context, const http::request& asked,
                        const http::responder& respond) {
    answer(context, asked, transition_words, respond, find_transitions);
}

void past_verdicts_answer(const output_context& context, const http::request& asked,
                          const http::responder& respond) {
    answer(context, asked, verdict_words, respond, find_verdicts);
}

void past_picture_answer(const output_context& context, const http::request& asked,
                         const http::responder& respond) {
    answer(context, asked, picture_words, respond, find_picture);
}

void past_of_node_answer(const output_context& context, const http::request& asked,
                         const http::responder& respond) {
    answer_about_one(context, asked, asked.params[0], respond);
}

void past_of_signal_answer(const output_context& context, const http::request& asked,
                           const http::responder& respond) {
    answer_about_one(context, asked, asked.params[0] + "/" + asked.params[1], respond);
}

}  // namespace hm::daemon
