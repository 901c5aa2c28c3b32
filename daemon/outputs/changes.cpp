#include "daemon/outputs/changes.hpp"

#include "daemon/log.hpp"
#include "daemon/outputs/access.hpp"
#include "daemon/outputs/json_writer.hpp"
#include "daemon/push_desk.hpp"

#include <fmt/format.h>

namespace hm::daemon {

namespace {

http::response told(const reload_report& r) {
    if (r.status != 200) return http::problem(r.status, r.detail);
    json_writer w;
    {
        const auto o = w.object();
        w.key("generation").integer(static_cast<std::int64_t>(r.generation));
        w.key("detail").text(r.detail);
    }
    return http::json_answer(w.take());
}

}  // namespace

http::response push_answer(const output_context& context, const http::request& asked) {
    push_desk& desk = *context.pushed;
    const std::string signal = asked.params[0] + "/" + asked.params[1];
    if (!desk.knows(signal))
        return http::problem(404, fmt::format("there is no pushed signal \"{}\"", model::printable(signal)));
    if (!desk.lets_in(signal, bearer(asked.authorization)))
        return unauthorized("the signal's own token is needed: Authorization: Bearer …");
    const parsed_push parsed = parse_pushed(asked.body);
    if (!parsed.result) return http::problem(400, parsed.mistake);
    if (!parsed.result->state && !desk.needs_no_state(signal))
        return http::problem(400, R"("state" is missing, and the signal has no conditions to judge by)");
    desk.take(signal, *parsed.result, context.now());
    return http::json_answer("{}", 202);
}

void reload_answer(const output_context& context, const http::request& asked,
                   const http::responder& respond) {
    admission operator_ = admit_operator(context.tokens, asked);
    if (operator_.refusal) return respond(std::move(*operator_.refusal));
    bool force = false;
    for (const auto& p : http::query_parameters(asked.query())) {
        if (p.name != "force" || (p.value != "true" && p.value != "false"))
            return respond(http::problem(400, "the one parameter is force=true"));
        force = p.value == "true";
    }
    log::info("reload_asked", {{"by", operator_.name}, {"force", force ? "true" : "false"}});
    context.reload(force, [respond](const reload_report& r) { respond(told(r)); });
}

}  // namespace hm::daemon
