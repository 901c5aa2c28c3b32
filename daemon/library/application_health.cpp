#include "daemon/library/application_health.hpp"

#include "daemon/outputs/json_writer.hpp"
#include "daemon/outputs/names.hpp"
#include "daemon/outputs/node_json.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace hm::daemon {

namespace {

using model::region_verdict;
using model::verdict;
using model::verdict_source;
using model::vertex_id;

// Whom the answer is about: the verdict, and the vertex whose checks are told.
struct subject {
    std::string service;
    const region_verdict* told = nullptr;
    vertex_id node = vertex_id::none;
};

std::optional<std::size_t> region_number(const model::graph& g, const std::string& name) {
    const auto& all = g.source().regions;
    const auto found = std::find_if(all.begin(), all.end(), [&](const auto& r) { return r.name == name; });
    if (found == all.end()) return std::nullopt;
    return static_cast<std::size_t>(found - all.begin());
}

bool stands_better(const region_verdict& a, const region_verdict& b) {
    return a.effective != b.effective ? a.effective < b.effective : a.value > b.value;
}

// The one that stands best; with one region it is that one.
std::size_t best_of(const std::vector<region_verdict>& all) {
    const auto best = std::min_element(all.begin(), all.end(), stands_better);
    return static_cast<std::size_t>(best - all.begin());
}

// Of those that the flow runs in: where it does not, its row has nothing to say.
std::optional<std::size_t> best_of(const model::verdict_table::flow_row& row) {
    std::optional<std::size_t> best;
    for (std::size_t r = 0; r < row.regions.size(); ++r)
        if (row.runs_in[r] && (!best || stands_better(row.regions[r], row.regions[*best]))) best = r;
    return best;
}

std::optional<subject> flow_subject(const model::verdict_table& t, const health_question& asked) {
    const model::graph& g = *t.model;
    for (const auto& row : t.flows) {
        if (g.source().at(row.flow).name != asked.flow) continue;
        const auto named = asked.region.empty() ? best_of(row) : region_number(g, asked.region);
        if (!named || !row.runs_in[*named]) return std::nullopt;
        const model::region_id place{static_cast<std::uint16_t>(*named)};
        const vertex_id node = g.instance(row.flow, place);
        return subject{g.name(node), &row.regions[*named], node};
    }
    return std::nullopt;
}

std::optional<subject> subject_of(const model::verdict_table& t, const health_question& asked) {
    const model::graph& g = *t.model;
    if (!asked.flow.empty()) return flow_subject(t, asked);
    const auto named = asked.region.empty() ? best_of(t.regions) : region_number(g, asked.region);
    if (!named) return std::nullopt;
    const bool any = asked.region.empty() && t.regions.size() > 1;
    const model::region_id place{static_cast<std::uint16_t>(*named)};
    const vertex_id node = any ? g.root() : g.region(place);
    return subject{g.name(node), &t.regions[*named], node};
}

std::string_view word_of(verdict v) {
    return v == verdict::up ? "pass" : v == verdict::degraded ? "warn" : "fail";
}

// The draft has no word for what is not known: it is no failure, and nothing to rely on.
std::string_view word_of(model::state s) {
    return s == model::state::healthy ? "pass" : s == model::state::unhealthy ? "fail" : "warn";
}

// Why the answer is not the verdict's: nobody has looked yet, or nobody looks any more.
std::string_view disbelief(const region_verdict& told, const health_question& asked, model::duration age) {
    if (age > heartbeat_limit) return "the checks stand still";
    if (told.source == verdict_source::warming && !asked.serve_while_warming)
        return "the first checks are under way";
    return {};
}

std::vector<bool> below(const model::graph& g, vertex_id node) {
    std::vector<bool> seen(g.size());
    std::vector<vertex_id> todo{node};
    while (!todo.empty()) {
        const vertex_id v = todo.back();
        todo.pop_back();
        if (seen[model::index(v)]) continue;
        seen[model::index(v)] = true;
        for (const model::edge& e : g.edges(v)) todo.push_back(e.child);
    }
    return seen;
}

check_report report_of(const engine_picture& p, model::signal_id s, model::wall_time now) {
    const model::graph& g = *p.snapshot->model;
    const vertex_id v = g.vertex_of(s);
    const std::string& name = g.name(v);
    check_report r;
    r.region = region_of(g, v);
    r.name = std::string{entity_of(g, v)} + name.substr(name.rfind('/'));
    if (const auto& leaf = p.snapshot->rows.at(v).leaf) {
        r.now = leaf->now;
        r.why = leaf->why;
        r.detail = leaf->detail;
        r.since = leaf->since;
    }
    if (!p.in_use || p.in_use->number != p.snapshot->generation) return r;
    const probes::signal_stats& stats = *p.in_use->stats[model::index(s)];
    const std::int64_t last_ms = stats.last_result_ms.get();
    if (last_ms == 0) return r;
    const model::wall_time last{std::chrono::milliseconds{last_ms}};
    r.age = std::max<model::duration>(now - last, model::duration::zero());
    r.duration = model::duration{stats.last_duration_ns.get()};
    return r;
}

void write_check(json_writer& w, const check_report& c) {
    const auto o = w.object();
    if (!c.region.empty()) w.key("componentId").text(c.region);
    w.key("status").text(word_of(c.now));
    w.key("state").text(model::to_string(c.now));
    w.key("reason").text(model::to_string(c.why));
    if (!c.detail.empty()) w.key("output").text(c.detail);
    if (c.age) w.key("age_ms").milliseconds(*c.age);
    if (c.duration)
        w.key("duration_ms").milliseconds(std::chrono::floor<std::chrono::microseconds>(*c.duration));
    if (c.since != model::wall_time{}) w.key("time").time(c.since);
}

// One list per check, with an element per region, as the draft has it.
void write_checks(json_writer& w, std::vector<check_report> checks) {
    std::stable_sort(checks.begin(), checks.end(),
                     [](const auto& a, const auto& b) { return a.name < b.name; });
    const auto all = w.key("checks").object();
    for (std::size_t i = 0; i < checks.size();) {
        const auto list = w.key(checks[i].name).array();
        const std::string& name = checks[i].name;
        for (; i < checks.size() && checks[i].name == name; ++i) write_check(w, checks[i]);
    }
}

void write_impaired(json_writer& w, const model::snapshot& s, vertex_id node) {
    const std::uint64_t bits = s.rows.at(node).health.impaired;
    if (bits == 0) return;
    const auto list = w.key("impaired").array();
    const auto abilities = s.model->abilities();
    for (std::size_t i = 0; i < abilities.size(); ++i)
        if (bits >> i & 1U) w.text(abilities[i]);
}

void write_everything(json_writer& w, const engine_picture& p, const subject& who, model::wall_time now) {
    if (!p.snapshot || p.snapshot->model != p.verdicts->model) return;  // a reload is under way
    write_state(w, "state", *p.snapshot->model, p.snapshot->rows.at(who.node).health.health.now);
    w.key("source").text(model::to_string(who.told->source));
    w.key("since").time(who.told->since);
    write_impaired(w, *p.snapshot, who.node);
    write_checks(w, checks_of(p, now, who.node));
}

health_document refusal(int status, std::string_view why) {
    json_writer w;
    {
        const auto o = w.object();
        w.key("status").text("fail");
        w.key("output").text(why);
    }
    return {status, w.take() + "\n", "down"};
}

}  // namespace

std::vector<check_report> checks_of(const engine_picture& picture, model::wall_time now, vertex_id node) {
    std::vector<check_report> all;
    if (!picture.snapshot) return all;
    const model::graph& g = *picture.snapshot->model;
    const std::vector<bool> wanted =
        node == vertex_id::none ? std::vector<bool>(g.size(), true) : below(g, node);
    for (const model::signal_id s : g.signals())
        if (wanted[model::index(g.vertex_of(s))]) all.push_back(report_of(picture, s, now));
    return all;
}

health_document application_health(const engine_picture& picture, const health_question& asked,
                                   model::wall_time now, model::duration heartbeat_age) {
    if (!picture.verdicts) return refusal(503, "starting");
    const std::optional<subject> who = subject_of(*picture.verdicts, asked);
    if (!who) return refusal(400, "there is no such region or flow");

    const std::string_view doubt = disbelief(*who->told, asked, heartbeat_age);
    const bool serves = doubt.empty() && who->told->serves();
    health_document d;
    d.status = serves ? 200 : 503;
    d.verdict = serves ? model::to_string(who->told->effective) : "down";
    json_writer w;
    {
        const auto o = w.object();
        w.key("status").text(serves ? word_of(who->told->effective) : "fail");
        if (!doubt.empty()) w.key("output").text(doubt);
        if (asked.everything) {
            w.key("serviceId").text(who->service);
            write_everything(w, picture, *who, now);
        }
    }
    d.json = w.take() + "\n";
    return d;
}

}  // namespace hm::daemon
