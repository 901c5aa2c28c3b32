#include "daemon/outputs/slo_answer.hpp"

#include "daemon/outputs/slo_json.hpp"

#include <fmt/format.h>

namespace hm::daemon {

namespace {

std::string render(const model::calculated_slo& s) {
    json_writer w;
    {
        const auto document = w.object();
        w.key("model").text(s.wholes->source().name);
        {
            const auto list = w.key("flows").array();
            for (const model::calculated_flow& f : s.flows) {
                const auto o = w.object();
                write_calculated(w, s, f);
            }
        }
        write_assumptions(w, s);
    }
    return w.take();
}

}  // namespace

http::response slo_answers::answer(const http::request& asked) {
    if (!context_.state.snapshot)
        return http::problem(503, "the daemon is starting: there is no picture yet");
    const model::snapshot& s = *context_.state.snapshot;
    const std::string etag =
        fmt::format("\"slo-{:x}-{}\"", context_.facts.started.time_since_epoch().count(), s.generation);
    http::response r;
    if (http::lists(asked.if_none_match, etag) || http::lists(asked.if_none_match, "*"))
        r.status = 304;
    else
        r = http::json_answer(calculated(s));
    return std::move(r.add("ETag", etag).add("Cache-Control", "no-cache"));
}

const std::string& slo_answers::calculated(const model::snapshot& s) {
    if (!last_ || last_->generation != s.generation)
        last_ = {s.generation, render(model::calculate_slo(s.model->source()))};
    return last_->json;
}

}  // namespace hm::daemon
