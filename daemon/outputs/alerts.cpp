#include "daemon/outputs/alerts.hpp"

#include "daemon/alerts/alert_desk.hpp"
#include "daemon/outputs/access.hpp"
#include "daemon/outputs/json_writer.hpp"

#include <fmt/format.h>

namespace hm::daemon {

using namespace model::alerts;

namespace {

void text_unless_empty(json_writer& w, std::string_view key, std::string_view text) {
    if (!text.empty()) w.key(key).text(text);
}

void write_deliveries(json_writer& w, const incident& i) {
    w.key("told");
    const auto list = w.array();
    for (const auto& [to, d] : i.to) {
        const auto o = w.object();
        w.key("destination").text(to);
        w.key("knows").text(to_string(d.knows));
        w.key("wants").text(to_string(d.wants));
        w.key("tries").integer(d.tries);
    }
}

void write_incident(json_writer& w, const incident& i) {
    const auto o = w.object();
    write_notice(w, i.what);
    write_deliveries(w, i);
}

void write_alert(json_writer& w, const alert_row& a, const alert_picture& p) {
    const auto o = w.object();
    w.key("alert").text(a.is.what.key);
    w.key("rule").text(a.rule);
    text_unless_empty(w, "node", a.node);
    w.key("severity").text(to_string(a.is.what.level));
    w.key("phase").text(to_string(a.is.now));
    w.key("since").time(a.is.since);
    w.key("unclear").boolean(a.is.what.is == truth::unclear);
    w.key("clearing").boolean(a.is.well_since.has_value());
    text_unless_empty(w, "held_by", a.is.now == phase::held ? a.is.held_by : "");
    text_unless_empty(w, "muted_by", a.is.what.muted_by);
    const auto i = p.incidents.find(a.is.incident);
    if (i == p.incidents.end()) return;
    w.key("incident");
    write_incident(w, i->second);
}

void write_destination(json_writer& w, const destination_row& d) {
    const auto o = w.object();
    w.key("destination").text(d.of.name);
    w.key("sink").text(d.of.sink);
    w.key("waiting").integer(static_cast<std::int64_t>(d.waiting));
    w.key("delivered").integer(static_cast<std::int64_t>(d.health.delivered));
    w.key("failed").integer(static_cast<std::int64_t>(d.health.failed));
    w.key("lost").integer(static_cast<std::int64_t>(d.health.lost));
    text_unless_empty(w, "trouble", d.health.trouble);
    if (d.health.last_success != model::wall_time{}) w.key("last_success").time(d.health.last_success);
}

void write_store(json_writer& w, const std::optional<alert_store_health>& store) {
    if (!store) return;
    w.key("store");
    const auto o = w.object();
    w.key("usable").boolean(store->usable);
    text_unless_empty(w, "trouble", store->trouble);
}

std::string picture_json(const alert_picture& p, model::wall_time now) {
    json_writer w;
    {
        const auto o = w.object();
        w.key("as_of").time(now);
        w.key("alerts");
        {
            const auto list = w.array();
            for (const alert_row& a : p.alerts) write_alert(w, a, p);
        }
        w.key("ended");
        {
            const auto list = w.array();
            for (const auto& [id, i] : p.incidents)
                if (i.what.ended) write_incident(w, i);
        }
        w.key("destinations");
        {
            const auto list = w.array();
            for (const destination_row& d : p.destinations) write_destination(w, d);
        }
        w.key("left_out").integer(static_cast<std::int64_t>(p.left_out));
        write_store(w, p.store);
    }
    return w.take();
}

http::response tested(const test_report& report) {
    bool all_well = true;
    json_writer w;
    {
        const auto o = w.object();
        w.key("told");
        const auto list = w.array();
        for (const auto& [name, trouble] : report) {
            all_well = all_well && trouble.empty();
            const auto one = w.object();
            w.key("destination").text(name);
            text_unless_empty(w, "trouble", trouble);
        }
    }
    return http::json_answer(w.take(), all_well ? 200 : 502);
}

}  // namespace

http::response alerts_answer(const output_context& context, const http::request&) {
    const auto picture =
        context.alerts != nullptr ? context.alerts->picture() : std::make_shared<const alert_picture>();
    return std::move(
        http::json_answer(picture_json(*picture, context.now().wall)).add("Cache-Control", "no-store"));
}

void test_alert_answer(const output_context& context, const http::request& asked,
                       const http::responder& respond) {
    admission operator_ = admit_operator(context.tokens, asked);
    if (operator_.refusal) return respond(std::move(*operator_.refusal));
    const std::string sink = asked.params[0];
    if (!context.alerts->has_sink(sink))
        return respond(http::problem(404, fmt::format("there is no sink \"{}\"", model::printable(sink))));
    context.alerts->test(sink, operator_.name, [respond, later = context.on_this_thread](test_report report) {
        later([respond, report = std::move(report)] { respond(tested(report)); });
    });
}

}  // namespace hm::daemon
