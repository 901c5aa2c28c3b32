#include "daemon/outputs/operations.hpp"

#include "daemon/override_desk.hpp"

#include <fmt/format.h>

namespace hm::daemon {

namespace {

constexpr std::size_t named_signals = 5;

http::response uncached(int status, std::string text) {
    return std::move(http::text_answer(status, std::move(text)).add("Cache-Control", "no-store"));
}

// "3 of 40 signals have not run yet: a, b, c"; the thread of the balancers has no rows to say which.
std::string what_is_missing(const model::snapshot* s) {
    if (!s) return "not ready: the first round is not complete";
    const model::graph& g = *s->model;
    std::size_t missing = 0;
    std::string names;
    for (std::size_t i = 0; i < g.signal_count(); ++i) {
        const model::vertex_id id = g.vertex_of(model::signal_id{static_cast<std::uint32_t>(i)});
        if (s->rows.at(id).leaf) continue;
        if (++missing <= named_signals) names += (missing == 1 ? "" : ", ") + g.name(id);
    }
    if (missing > named_signals) names += ", …";
    return fmt::format("not ready: {} of {} signals have not run yet{}{}", missing, g.signal_count(),
                       missing == 0 ? "" : ": ", names);
}

// Ready all the same: balancers are answered, and overrides act.
std::string remark_on_store(const output_context& context) {
    const auto store = context.overrides ? context.overrides->store() : std::nullopt;
    if (!store || store->usable) return {};
    return fmt::format("\nstore unusable: {}; overrides act, but a restart would forget them",
                       store->trouble);
}

}  // namespace

http::response livez_answer(const output_context& context) {
    const model::duration age = context.core_heartbeat_age ? context.core_heartbeat_age() : model::duration{};
    if (age <= heartbeat_limit) return uncached(200, "alive");
    return uncached(503, fmt::format("the evaluation last looked {} s ago",
                                     std::chrono::duration_cast<std::chrono::seconds>(age).count()));
}

http::response readyz_answer(const output_context& context) {
    const auto& verdicts = context.state.verdicts;
    if (!verdicts) return uncached(503, "not ready: starting");
    if (verdicts->ready) return uncached(200, "ready" + remark_on_store(context));
    return uncached(503, what_is_missing(context.state.snapshot.get()));
}

}  // namespace hm::daemon
