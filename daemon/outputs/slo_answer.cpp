#include "daemon/outputs/slo_answer.hpp"

#include "daemon/history/history_desk.hpp"
#include "daemon/outputs/attained_json.hpp"
#include "daemon/outputs/observed_json.hpp"
#include "daemon/outputs/slo_json.hpp"
#include "model/slo/own_parts.hpp"

#include <fmt/format.h>

#include <utility>

namespace hm::daemon {

namespace {

template <class Write>
std::string written(Write&& write) {
    json_writer w;
    write(w);
    return w.take();
}

// The same object, with one more key, whose value is JSON already.
std::string with(std::string object, std::string_view key, std::string_view value) {
    object.pop_back();  // its bracket; it is not empty
    return fmt::format("{},\"{}\":{}}}", object, key, value);
}

}  // namespace

void slo_answers::answer(const http::request& asked, const http::responder& respond) {
    if (!context_.state.snapshot)
        return respond(http::problem(503, "the daemon is starting: there is no picture yet"));
    if (is_observed()) return respond(told(asked.if_none_match));
    waiting_.push_back({asked.if_none_match, respond});
    if (waiting_.size() == 1) observe();
}

bool slo_answers::is_observed() const {
    if (context_.history == nullptr || !context_.history->keeps_any()) return true;
    return observed_.generation == context_.state.snapshot->generation &&
           context_.now().steady < observed_.until;
}

void slo_answers::observe() {
    const model::wall_time to = context_.now().wall, from = to - model::slo_period;
    context_.history->ask(
        [source = context_.state.snapshot->model->shared_source(), from, to](database& db) -> past_answer {
            return {200, observed_json(observe_failures(db, model::as_own_parts(*source), from, to))};
        },
        [self = shared_from_this(), generation = context_.state.snapshot->generation](const past_answer& a) {
            self->take(a, generation);
        });
}

void slo_answers::take(const past_answer& a, std::uint64_t generation) {
    const bool found = a.status == 200;
    observed_ = {observed_.number + 1, generation,
                 context_.now().steady + (found ? observed_for : trouble_for),
                 found ? a.body : trouble_json(a.body)};
    for (const waiting& w : std::exchange(waiting_, {})) w.respond(told(w.if_none_match));
}

// All that the answer depends on is in the ETag: the model, the picture of it, and what was observed.
http::response slo_answers::told(const std::string& if_none_match) {
    const model::snapshot& s = *context_.state.snapshot;
    const std::string etag =
        fmt::format("\"slo-{:x}-{}-{}-{}\"", context_.facts.started.time_since_epoch().count(), s.generation,
                    s.sequence, observed_.number);
    http::response r;
    if (http::lists(if_none_match, etag) || http::lists(if_none_match, "*"))
        r.status = 304;
    else
        r = http::json_answer(document(s));
    return std::move(r.add("ETag", etag).add("Cache-Control", "no-cache"));
}

std::string slo_answers::document(const model::snapshot& s) {
    const calculated_text& c = calculated(s);
    std::string flows;
    for (const auto& [flow, json] : c.flows) {
        const model::slo::attainment* attained = attained_of(s, flow);
        flows += flows.empty() ? "" : ",";
        flows += attained == nullptr
                     ? json
                     : with(json, "attained", written([&](json_writer& w) { write_attained(w, *attained); }));
    }
    std::string all = with(c.model, "flows", "[" + flows + "]");
    all = with(std::move(all), "attained", written([&](json_writer& w) { write_all_attained(w, s); }));
    return observed_.json.empty() ? all : with(std::move(all), "observed", observed_.json);
}

const slo_answers::calculated_text& slo_answers::calculated(const model::snapshot& s) {
    if (!last_ || last_->generation != s.generation) last_ = calculate(s);
    return *last_;
}

slo_answers::calculated_text slo_answers::calculate(const model::snapshot& s) {
    const model::calculated_slo c = model::calculate_slo(s.model->source());
    calculated_text text{s.generation, {}, {}};
    text.model = written([&](json_writer& w) {
        const auto o = w.object();
        w.key("model").text(s.model->source().name);
        write_assumptions(w, c);
    });
    for (const model::calculated_flow& f : c.flows)
        text.flows.emplace_back(f.flow, written([&](json_writer& w) {
                                    const auto o = w.object();
                                    write_calculated(w, c, f);
                                }));
    return text;
}

}  // namespace hm::daemon
