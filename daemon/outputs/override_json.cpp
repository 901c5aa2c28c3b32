#include "daemon/outputs/override_json.hpp"

#include "daemon/outputs/names.hpp"
#include "daemon/outputs/status_json.hpp"

#include <algorithm>

namespace hm::daemon {

namespace {

void write_if_any(json_writer& w, std::string_view key, std::string_view value) {
    if (!value.empty()) w.key(key).text(value);
}

bool is_in(const model::graph& g, const model::operator_override& o) {
    if (model::steers_traffic(o.kind)) return no_such_subject(g, o.region, o.flow).empty();
    return g.find(o.node) != model::vertex_id::none;
}

// A region's own, a flow's in a region; everybody else's by its name.
bool is_about(const model::operator_override& o, const model::graph& g, model::vertex_id node) {
    if (!model::steers_traffic(o.kind)) return o.node == g.name(node);
    if (o.region != region_of(g, node)) return false;
    const bool is_region = g.at(node).kind == model::vertex_kind::region;
    return is_region ? o.flow.empty() : !o.flow.empty() && o.flow == entity_of(g, node);
}

void write_ending(json_writer& w, const ending& e) {
    const auto o = w.key("ended").object();
    w.key("at").time(e.at);
    w.key("how").text(to_string(e.how));
    write_if_any(w, "by", e.by);
    write_if_any(w, "reason", e.reason);
}

void write_members(json_writer& w, const model::operator_override& o) {
    w.key("id").text(o.id);
    w.key("kind").text(to_string(o.kind));
    write_if_any(w, "region", o.region);
    write_if_any(w, "flow", o.flow);
    write_if_any(w, "node", o.node);
    w.key("reason").text(o.reason);
    w.key("author").text(o.author);
    write_if_any(w, "ticket", o.ticket);
    w.key("since").time(o.since);
    w.key("until").time(o.until);
    if (o.rate_percent_per_minute) w.key("rate_percent_per_minute").integer(*o.rate_percent_per_minute);
    if (o.breaks == model::broken_rules{}) return;
    const auto rules = w.key("breaks").array();
    if (o.breaks.guard) w.text("guard");
}

// What is told of every region, and of the flow if one is meant.
void write_told(json_writer& w, const model::operator_override& o, const model::verdict_table& told) {
    const model::definition& d = told.model->source();
    const auto list = w.key("verdicts").array();
    const auto write = [&](std::string_view region, std::string_view flow, const model::region_verdict& v) {
        const auto one = w.object();
        w.key("region").text(region);
        write_if_any(w, "flow", flow);
        w.key("verdict");
        write_verdict(w, v, told.at);
    };
    if (o.flow.empty()) {
        for (std::size_t r = 0; r < told.regions.size(); ++r) write(d.regions[r].name, {}, told.regions[r]);
        return;
    }
    for (const auto& row : told.flows)
        for (std::size_t r = 0; r < row.regions.size(); ++r)
            if (row.runs_in[r] && d.at(row.flow).name == o.flow)
                write(d.regions[r].name, o.flow, row.regions[r]);
}

}  // namespace

void write_override(json_writer& w, const model::operator_override& o, const model::graph& g) {
    write_members(w, o);
    if (!is_in(g, o)) w.key("in_model").boolean(false);
}

void write_overrides(json_writer& w, const model::snapshot& s) {
    const auto list = w.array();
    for (const model::operator_override& o : *s.overrides) {
        const auto one = w.object();
        write_override(w, o, *s.model);
    }
}

void write_overrides_of(json_writer& w, const model::snapshot& s, model::vertex_id node) {
    const auto about = [&](const auto& o) { return is_about(o, *s.model, node); };
    if (std::ranges::none_of(*s.overrides, about)) return;
    const auto list = w.key("overrides").array();
    for (const model::operator_override& o : *s.overrides) {
        if (!about(o)) continue;
        const auto one = w.object();
        write_override(w, o, *s.model);
    }
}

void write_store(json_writer& w, const std::optional<store_health>& store) {
    if (!store) return w.null();
    const auto o = w.object();
    w.key("usable").boolean(store->usable);
    if (!store->trouble.empty()) w.key("trouble").text(store->trouble);
    w.key("waiting").integer(static_cast<std::int64_t>(store->waiting));
}

std::string outcome_json(const override_report& r, bool dry_run) {
    json_writer w;
    {
        const auto o = w.object();
        w.key("durable").boolean(r.durable);
        if (dry_run) w.key("dry_run").boolean(true);
        {
            const auto what = w.key("override").object();
            write_members(w, r.outcome.what);
        }
        write_if_any(w, "replaced", r.outcome.replaced);
        if (model::steers_traffic(r.outcome.what.kind)) write_told(w, r.outcome.what, *r.outcome.told);
    }
    return w.take();
}

std::string overrides_json(const model::snapshot& s, const std::optional<store_health>& store) {
    json_writer w;
    {
        const auto o = w.object();
        w.key("as_of").time(s.at.wall);
        w.key("overrides");
        write_overrides(w, s);
        w.key("store");
        write_store(w, store);
    }
    return w.take();
}

std::string all_overrides_json(const model::snapshot& s, const kept_past& past) {
    json_writer w;
    {
        const auto o = w.object();
        w.key("as_of").time(s.at.wall);
        w.key("overrides");
        const auto list = w.array();
        // Of those in force, core's list is the truth: the store may be behind.
        for (const model::operator_override& now : *s.overrides) {
            const auto one = w.object();
            write_override(w, now, *s.model);
        }
        for (const override_record& r : past.overrides) {
            if (!r.ended) continue;
            const auto one = w.object();
            write_override(w, r.what, *s.model);
            write_ending(w, *r.ended);
        }
    }
    return w.take();
}

std::string audit_json(const kept_past& past) {
    json_writer w;
    {
        const auto o = w.object();
        {
            const auto list = w.key("audit").array();
            for (const audit_entry& e : past.audit) {
                const auto one = w.object();
                w.key("number").integer(e.number);
                w.key("at").time(e.at);
                write_if_any(w, "who", e.who);
                w.key("what").text(e.what);
                write_if_any(w, "override", e.overrides);
                w.key("about").text(e.about);
                w.key("reason").text(e.reason);
                write_if_any(w, "ticket", e.ticket);
                w.key("outcome").text(e.outcome);
            }
        }
        if (!past.audit.empty()) w.key("before").integer(past.audit.back().number);
    }
    return w.take();
}

}  // namespace hm::daemon
