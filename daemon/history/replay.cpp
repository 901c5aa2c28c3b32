#include "daemon/history/replay.hpp"

#include "daemon/history/replayed_alerts.hpp"
#include "daemon/history/timeline.hpp"
#include "daemon/outputs/names.hpp"
#include "model/alerts/watcher.hpp"
#include "model/health.hpp"
#include "model/maintenance_board.hpp"
#include "model/verdict_board.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace hm::daemon {

namespace {

using model::steady_time;
using model::wall_time;
using place = std::pair<std::string, std::string>;

// Maintenance windows begin and end at such times.
constexpr std::chrono::seconds calendar_grid{10};
constexpr steady_time start{std::chrono::hours{1}};

wall_time next_on_the_grid(wall_time t) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(t.time_since_epoch());
    return wall_time{seconds - seconds % calendar_grid + calendar_grid};
}

struct replayed {
    std::map<std::string, timeline<past_state>> states;  // nodes
    std::map<place, timeline<model::verdict>> verdicts;
    std::map<std::string, truth_line> down;  // regions, as alerts look at them
};

model::remembered_verdict remembered(const verdict_change& v, wall_time at) {
    const told_verdict& told = *v.after;
    model::remembered_verdict r;
    r.region = v.region;
    r.flow = v.flow;
    r.at = r.evidence_at = at;
    r.routing = told.routing;
    r.computed = told.computed;
    r.effective = told.effective;
    r.source = told.source;
    r.weight_percent = told.weight_percent;
    r.value = told.value;
    r.total_failure = told.total_failure;
    r.since = r.computed_since = v.at;
    r.down = told.computed == model::verdict::down;
    if (r.down) r.went_down = v.at;
    return r;
}

// The model on the clock of the past.
class machine {
public:
    machine(std::shared_ptr<const model::graph> g, const recorded_past& past)
        : graph_(std::move(g)), past_(past), evaluator_(graph_), verdicts_(graph_), maintenance_(graph_) {}

    replayed run() {
        for (const transition& t : past_.at_start) apply(t);
        std::vector<model::remembered_verdict> before;
        for (const verdict_change& v : past_.told_at_start)
            if (v.after) before.push_back(remembered(v, past_.from));
        verdicts_.resume(before, now());
        settle(true);
        for (steady_time next = next_event(); next <= at(past_.to); next = next_event()) {
            now_ = next;
            for (; done_ < past_.changes.size() && at(past_.changes[done_].at) <= now_; ++done_)
                apply(past_.changes[done_]);
            settle(false);
        }
        return std::move(out_);
    }

private:
    steady_time at(wall_time t) const { return start + (t - past_.from); }
    model::moment now() const {
        return {now_, past_.from + std::chrono::floor<std::chrono::milliseconds>(now_ - start)};
    }

    void apply(const transition& t) {
        const model::signal_id s = graph_->find_signal(t.what.name);
        if (s == model::signal_id::none) return;
        const model::state state = t.after ? t.after->kind : model::state::unknown;
        const bool ever_known = t.after && t.reason != to_string(model::reason::pending);
        evaluator_.set_leaf(s, {state, ever_known, t.reason == to_string(model::reason::stale)});
    }

    steady_time next_event() const {
        steady_time next = steady_time::max();
        const auto consider = [&](steady_time t) {
            if (t > now_) next = std::min(next, t);
        };
        if (done_ < past_.changes.size()) next = std::max(at(past_.changes[done_].at), now_);
        consider(verdicts_.next_deadline());
        if (const auto held = evaluator_.next_hold_end()) consider(*held + model::duration{1});
        if (!graph_->source().maintenance.empty()) consider(at(next_on_the_grid(now().wall)));
        return next;
    }

    void settle(bool first) {
        maintain();
        evaluator_.advance(now_);
        const auto changed = evaluator_.evaluate();
        if (first)
            for (std::size_t i = 0; i < graph_->size(); ++i)
                note(model::vertex_id{static_cast<std::uint32_t>(i)});
        else
            for (const model::vertex_id id : changed) note(id);
        if (verdicts_.step(evaluator_, now()) || first) note_verdicts();
    }

    void maintain() {
        const auto before = maintenance_.picture();
        if (!maintenance_.step(now().wall)) return;
        for (const auto& [id, window] : before->covered()) evaluator_.set_maintenance(id, false);
        for (const auto& [id, window] : maintenance_.picture()->covered())
            evaluator_.set_maintenance(id, true);
    }

    void note(model::vertex_id id) {
        if (graph_->at(id).kind == model::vertex_kind::signal) return;
        const model::grade g = evaluator_.at(id).health.now;
        out_.states[graph_->name(id)].note(now().wall, {graph_->states().name(g), g.kind()});
    }

    void note_verdicts() {
        const model::verdict_table table = verdicts_.table(now());
        const model::definition& d = graph_->source();
        for (std::size_t r = 0; r < table.regions.size(); ++r) {
            out_.verdicts[{d.regions[r].name, {}}].note(now().wall, table.regions[r].effective);
            out_.down[d.regions[r].name].note(now().wall, model::alerts::truth_of(table.regions[r]));
        }
        for (const auto& row : table.flows)
            for (std::size_t r = 0; r < row.regions.size(); ++r)
                if (row.runs_in[r])
                    out_.verdicts[{d.regions[r].name, d.at(row.flow).name}].note(now().wall,
                                                                                 row.regions[r].effective);
    }

    std::shared_ptr<const model::graph> graph_;
    const recorded_past& past_;
    model::evaluator evaluator_;
    model::verdict_board verdicts_;
    model::maintenance_board maintenance_;
    steady_time now_ = start;
    std::size_t done_ = 0;
    replayed out_;
};

using recorded_states = std::map<std::string, timeline<past_state>>;

recorded_states states_of(const recorded_past& past) {
    const past_state absent{"not in the model", model::state::unknown};
    recorded_states all;
    for (const transition& t : past.at_start)
        if (t.what.kind != "signal") all[t.what.name].note(past.from, *t.after);
    for (const transition& t : past.changes)
        if (t.what.kind != "signal") all[t.what.name].note(t.at, t.after.value_or(absent));
    return all;
}

struct told {
    std::string effective, source;
    friend bool operator==(const told&, const told&) = default;
};

std::map<place, timeline<told>> verdicts_of(const recorded_past& past) {
    std::map<place, timeline<told>> all;
    const auto note = [&](const verdict_change& v, wall_time since) {
        const told t = v.after ? told{std::string{to_string(v.after->effective)},
                                      std::string{to_string(v.after->source)}}
                               : told{"not in the model", {}};
        all[{v.region, v.flow}].note(since, t);
    };
    for (const verdict_change& v : past.told_at_start) note(v, past.from);
    for (const verdict_change& v : past.verdict_changes) note(v, v.at);
    return all;
}

// What follows at once and is the same is one difference.
void add(std::vector<replay_difference>& to, replay_difference d) {
    if (!to.empty()) {
        replay_difference& last = to.back();
        if (last.what == d.what && last.to == d.from && last.recorded == d.recorded &&
            last.replayed == d.replayed && last.source == d.source) {
            last.to = d.to;
            return;
        }
    }
    to.push_back(std::move(d));
}

void by_time(std::vector<replay_difference>& all) {
    std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.from < b.from; });
}

void compare_states(const recorded_past& past, const recorded_states& was, const replayed& would,
                    replay_report& into) {
    for (const auto& [name, line] : would.states) {
        const auto found = was.find(name);
        if (found == was.end()) {
            into.nodes_added.push_back(name);
            continue;
        }
        each_of_both(found->second, line, past.to,
                     [&](wall_time from, wall_time to, const past_state& a, const past_state& b) {
                         if (a.name != b.name) add(into.states, {from, to, name, a.name, b.name, {}});
                     });
    }
    by_time(into.states);
}

void compare_verdicts(const recorded_past& past, const replayed& would, replay_report& into) {
    const auto was = verdicts_of(past);
    for (const auto& [where, line] : would.verdicts) {
        const auto found = was.find(where);
        if (found == was.end()) continue;
        const std::string what = where.second.empty() ? where.first : where.first + "/" + where.second;
        each_of_both(found->second, line, past.to,
                     [&](wall_time from, wall_time to, const told& a, model::verdict b) {
                         const std::string replayed{to_string(b)};
                         if (a.effective != replayed)
                             add(into.verdicts, {from, to, what, a.effective, replayed, a.source});
                     });
    }
    by_time(into.verdicts);
}

std::map<std::string, truth_line> down_of(const recorded_past& past) {
    std::map<std::string, truth_line> all;
    const auto note = [&](const verdict_change& v, wall_time since) {
        if (!v.flow.empty()) return;
        model::region_verdict told;
        if (v.after) {
            told.effective = v.after->effective;
            told.routing = v.after->routing;
            told.source = v.after->source;
        }
        all[v.region].note(since, model::alerts::truth_of(told));
    };
    for (const verdict_change& v : past.told_at_start) note(v, past.from);
    for (const verdict_change& v : past.verdict_changes) note(v, v.at);
    return all;
}

truth_line judged(const timeline<past_state>& states, const model::alerts::rule& by) {
    truth_line line;
    for (const auto& [since, s] : states.steps())
        line.note(since, model::alerts::truth_of(s.kind, by.states));
    return line;
}

std::string_view firing_word(bool fires) {
    return fires ? "firing" : "quiet";
}

void compare_alerts(const std::shared_ptr<const model::graph>& g, const recorded_past& past,
                    const std::vector<model::alerts::rule>& rules, const recorded_states& was,
                    const replayed& would, replay_report& into) {
    const model::alerts::watcher watcher{rules, g};
    const auto was_down = down_of(past);
    const auto compare = [&](const std::string& key, const model::alerts::rule& by, const truth_line& a,
                             const truth_line& b) {
        each_of_both(
            firing(a, by, past.to), firing(b, by, past.to), past.to,
            [&](wall_time from, wall_time to, bool then, bool now) {
                if (then != now)
                    add(into.alerts,
                        {from, to, key, std::string{firing_word(then)}, std::string{firing_word(now)}, {}});
            });
    };
    for (const auto& w : watcher.all_watched()) {
        const model::alerts::rule& by = rules[w.rule];
        const std::string& name = g->name(w.subject);
        if (by.what == model::alerts::rule_kind::verdict && was_down.contains(name))
            compare(watcher.key_of(w), by, was_down.at(name), would.down.at(name));
        if (by.what == model::alerts::rule_kind::states && was.contains(name) && would.states.contains(name))
            compare(watcher.key_of(w), by, judged(was.at(name), by), judged(would.states.at(name), by));
    }
    by_time(into.alerts);
}

model::duration time_in(const timeline<past_state>* line, model::state kind, wall_time end) {
    model::duration all{0};
    if (line != nullptr)
        line->each(end, [&](wall_time from, wall_time to, const past_state& s) {
            if (s.kind == kind) all += to - from;
        });
    return all;
}

void sum_up_flows(const model::graph& g, const recorded_past& past, const recorded_states& was,
                  const replayed& would, replay_report& into) {
    const auto line_of = [](const auto& all, const std::string& name) {
        const auto found = all.find(name);
        return found == all.end() ? nullptr : &found->second;
    };
    const auto& entities = g.source().entities;
    for (std::size_t i = 0; i < entities.size(); ++i) {
        if (entities[i].kind != model::entity_kind::flow) continue;
        const std::string& node =
            g.name(g.seen_from_elsewhere(model::entity_id{static_cast<std::uint32_t>(i)}));
        const auto* recorded = line_of(was, node);
        const auto* replayed = line_of(would.states, node);
        flow_outcome f;
        f.flow = entities[i].name;
        f.unhealthy_recorded = time_in(recorded, model::state::unhealthy, past.to);
        f.unhealthy_replayed = time_in(replayed, model::state::unhealthy, past.to);
        f.degraded_recorded = time_in(recorded, model::state::degraded, past.to);
        f.degraded_replayed = time_in(replayed, model::state::degraded, past.to);
        f.objective = entities[i].objective;
        if (f.objective)
            f.allowed = model::duration{static_cast<std::int64_t>(
                static_cast<double>(model::duration{past.to - past.from}.count()) *
                static_cast<double>(model::whole - *f.objective) / static_cast<double>(model::whole))};
        into.flows.push_back(std::move(f));
    }
}

void note_signals(const model::graph& g, const recorded_past& past, replay_report& into) {
    std::set<std::string_view> recorded;
    for (const transition& t : past.at_start)
        if (t.what.kind == "signal") recorded.insert(t.what.name);
    for (const transition& t : past.changes) {
        if (t.what.kind != "signal") continue;
        recorded.insert(t.what.name);
        into.signal_changes += g.find_signal(t.what.name) != model::signal_id::none;
    }
    for (const model::signal_id s : g.signals()) {
        const std::string& name = g.name(g.vertex_of(s));
        if (recorded.contains(name))
            ++into.signals;
        else
            into.not_recorded.push_back(name);
    }
}

}  // namespace

replay_report replay(const std::shared_ptr<const model::graph>& g, const recorded_past& past,
                     const std::vector<model::alerts::rule>& rules) {
    replay_report report;
    note_signals(*g, past, report);
    const replayed would = machine{g, past}.run();
    const recorded_states was = states_of(past);
    compare_states(past, was, would, report);
    compare_verdicts(past, would, report);
    compare_alerts(g, past, rules, was, would, report);
    sum_up_flows(*g, past, was, would, report);
    return report;
}

}  // namespace hm::daemon
