#include "daemon/outputs/overrides.hpp"

#include "config/units.hpp"
#include "daemon/outputs/access.hpp"
#include "daemon/outputs/override_json.hpp"
#include "daemon/outputs/override_request.hpp"

#include <fmt/format.h>

#include <limits>

namespace hm::daemon {

namespace {

http::response told(const override_report& r, bool dry_run = false) {
    if (r.outcome.by_guard)
        return http::problem(409, fmt::format("{}; if that is meant, name the rule to break: \"break\": "
                                              "[\"guard\"], or --break-glass guard",
                                              r.outcome.detail));
    if (r.outcome.status != 200) return http::problem(r.outcome.status, r.outcome.detail);
    http::response answer = http::json_answer(outcome_json(r, dry_run), r.durable || dry_run ? 200 : 202);
    return std::move(answer.add("Cache-Control", "no-store"));
}

http::response uncached(std::string json) {
    return std::move(http::json_answer(std::move(json)).add("Cache-Control", "no-store"));
}

http::response store_unreadable(const output_context& context) {
    const auto store = context.overrides->store();
    return http::problem(503, store ? "the store cannot be read: " + store->trouble
                                    : std::string{"this daemon keeps nothing: it has no state_dir"});
}

struct page {
    std::size_t limit = default_audit_page;
    std::optional<std::int64_t> before;
    std::string mistake;
};

page read_page(std::string_view query) {
    page p;
    for (const auto& q : http::query_parameters(query)) {
        const std::int64_t most = q.name == "limit" ? static_cast<std::int64_t>(max_audit_page)
                                                    : std::numeric_limits<std::int64_t>::max();
        const auto number = config::parse_integer(q.value, 1, most);
        if (q.name != "limit" && q.name != "before")
            p.mistake = "the parameters are limit and before";
        else if (!number)
            p.mistake = fmt::format("{}: {}", q.name, number.wrong.message);
        else if (q.name == "limit")
            p.limit = static_cast<std::size_t>(*number.value);
        else
            p.before = *number.value;
    }
    return p;
}

}  // namespace

void place_override_answer(const output_context& context, const http::request& asked,
                           const http::responder& respond) {
    admission who = admit_operator(context.tokens, asked);
    if (who.refusal) return respond(std::move(*who.refusal));
    override_request request = parse_override(asked.body, context.now().wall);
    if (!request.mistake.empty()) return respond(http::problem(400, request.mistake));
    request.wanted.author = who.name;
    const auto answer = [respond, dry_run = request.dry_run](const override_report& r) {
        respond(told(r, dry_run));
    };
    if (request.dry_run) return context.overrides->try_out(std::move(request.wanted), answer);
    context.overrides->place(std::move(request.wanted), answer);
}

void undo_override_answer(const output_context& context, const http::request& asked,
                          const http::responder& respond) {
    admission who = admit_operator(context.tokens, asked);
    if (who.refusal) return respond(std::move(*who.refusal));
    std::string reason;
    for (const auto& q : http::query_parameters(asked.query())) {
        if (q.name != "reason") return respond(http::problem(400, "the one parameter is reason"));
        if (const std::string bad = wrong_reason(q.value); !bad.empty())
            return respond(http::problem(400, fmt::format("reason {}", bad)));
        reason = q.value;
    }
    context.overrides->undo(asked.params[0], who.name, std::move(reason),
                            [respond](const override_report& r) { respond(told(r)); });
}

void overrides_answer(const output_context& context, const http::request& asked,
                      const http::responder& respond) {
    admission who = admit_reader(context.tokens, asked);
    if (who.refusal) return respond(std::move(*who.refusal));
    bool all = false;
    for (const auto& q : http::query_parameters(asked.query())) {
        if (q.name != "all" || (q.value != "true" && q.value != "false"))
            return respond(http::problem(400, "the one parameter is all=true"));
        all = q.value == "true";
    }
    if (!all) return respond(uncached(overrides_json(*context.state.snapshot, context.overrides->store())));
    context.overrides->past(max_past_shown, 0, {}, [&context, respond](const kept_past& past) {
        respond(past.readable ? uncached(all_overrides_json(*context.state.snapshot, past))
                              : store_unreadable(context));
    });
}

void audit_answer(const output_context& context, const http::request& asked, const http::responder& respond) {
    admission who = admit_reader(context.tokens, asked);
    if (who.refusal) return respond(std::move(*who.refusal));
    const page p = read_page(asked.query());
    if (!p.mistake.empty()) return respond(http::problem(400, p.mistake));
    context.overrides->past(0, p.limit, p.before, [&context, respond](const kept_past& past) {
        respond(past.readable ? uncached(audit_json(past)) : store_unreadable(context));
    });
}

}  // namespace hm::daemon
