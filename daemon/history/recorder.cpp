#include "daemon/history/recorder.hpp"

#include "daemon/outputs/names.hpp"
#include "model/explain.hpp"

#include <algorithm>
#include <cstdlib>

namespace hm::daemon {

namespace {

past_subject subject_of(const model::graph& g, model::vertex_id id) {
    return {g.name(id), std::string{kind_of(g, id)}, std::string{region_of(g, id)}};
}

// Bytes of UTF-8 are not cut in two.
std::string bounded(std::string text) {
    if (text.size() <= max_past_detail) return text;
    std::size_t end = max_past_detail;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
    text.resize(end);
    return text;
}

told_verdict told_of(const model::region_verdict& v) {
    return {v.effective, v.computed, v.routing, v.source, v.weight_percent, v.value, v.total_failure};
}

// Of one node, what came later is not stamped earlier, because the clock was set back a little.
model::wall_time not_before(model::wall_time last, model::wall_time t) {
    return last > t && last - t <= clock_slack ? last : t;
}

bool moved_far(model::score a, model::score b) {
    return a.known() && b.known() && std::abs(a.value() - b.value()) >= recorded_score_step;
}

}  // namespace

void recorder::resume(std::vector<last_record> states, std::vector<verdict_change> verdicts) {
    graph_.reset();
    seen_.clear();
    told_.clear();
    resumed_.clear();
    begun_ = false;
    all_anew_ = true;
    postponed_.clear();
    weight_due_.reset();
    for (last_record& r : states) {
        const seen s{number_of(r.state), r.points, r.at};
        std::string name = r.what.name;
        resumed_.emplace(std::move(name), std::pair{std::move(r.what), s});
    }
    for (const verdict_change& v : verdicts)
        if (v.after) told_[{v.region, v.flow}] = {*v.after, v.override_id, v.at};
}

std::uint16_t recorder::number_of(const past_state& s) {
    const auto found = std::find(states_.begin() + 1, states_.end(), s);
    const auto number = static_cast<std::uint16_t>(found - states_.begin());
    if (found == states_.end()) states_.push_back(s);
    return number;
}

bool recorder::take(const model::snapshot& s, history_batch& into, std::size_t room) {
    if (!into.from) into.from = s.at.wall;
    if (!begun_) {
        change_model(s, into);
        begin(s);
        take_verdicts(s, into);
    }
    const std::size_t from = into.transitions.size();
    for (; done_ < to_do_.size() && into.size() < room; ++done_) look_at(s, to_do_[done_], into);
    explain(s, into, from);
    if (done_ < to_do_.size()) return false;
    begun_ = false;
    last_ = s.at.wall;
    return true;
}

void recorder::begin(const model::snapshot& s) {
    begun_ = true;
    done_ = 0;
    if (!all_anew_) {
        to_do_ = s.changed;
        return add_postponed(s.at.wall);
    }
    all_anew_ = false;
    to_do_.resize(s.model->size());
    for (std::size_t i = 0; i < to_do_.size(); ++i)
        to_do_[i] = model::vertex_id{static_cast<std::uint32_t>(i)};
}

void recorder::add_postponed(model::wall_time now) {
    if (postponed_.empty() || postponed_.begin()->first > now) return;
    for (auto it = postponed_.begin(); it != postponed_.end() && it->first <= now; it = postponed_.erase(it))
        to_do_.push_back(it->second);
    std::sort(to_do_.begin(), to_do_.end());
    to_do_.erase(std::unique(to_do_.begin(), to_do_.end()), to_do_.end());
}

std::optional<model::wall_time> recorder::due() const {
    if (postponed_.empty()) return weight_due_;
    const model::wall_time score_due = postponed_.begin()->first;
    return weight_due_ ? std::min(score_due, *weight_due_) : score_due;
}

// What is in both goes on, by its name; what is not in the new one any more is told.
void recorder::change_model(const model::snapshot& s, history_batch& into) {
    if (graph_ == s.model) return;
    if (graph_) {
        for (std::size_t i = 0; i < seen_.size(); ++i) {
            const model::vertex_id id{static_cast<std::uint32_t>(i)};
            if (seen_[i].state != 0)
                resumed_.emplace(graph_->name(id), std::pair{subject_of(*graph_, id), seen_[i]});
        }
    }
    graph_ = s.model;
    all_anew_ = true;
    postponed_.clear();
    ranks_.clear();
    const model::scale& states = graph_->states();
    for (std::size_t rank = 0; rank < states.size(); ++rank) {
        const model::grade g = states.at(rank);
        ranks_.push_back(number_of({states.name(g), g.kind()}));
    }
    seen_.assign(graph_->size(), {});
    for (auto& [name, known] : resumed_) {
        const model::vertex_id id = graph_->find(name);
        if (id != model::vertex_id::none) {
            seen_[model::index(id)] = known.second;
            continue;
        }
        transition gone;
        gone.at = s.at.wall;
        gone.what = std::move(known.first);
        gone.before = states_[known.second.state];
        gone.score_before = known.second.points;
        into.transitions.push_back(std::move(gone));
    }
    resumed_.clear();
}

// When it changed, if that is between the picture before and this one; the clock may have been set meanwhile.
model::wall_time recorder::within(const model::snapshot& s, model::wall_time t) const {
    return t >= last_ && t <= s.at.wall ? t : s.at.wall;
}

void recorder::look_at(const model::snapshot& s, model::vertex_id id, history_batch& into) {
    const model::row& row = s.rows.at(id);
    const model::standing& now = row.health.health;
    seen& was = seen_[model::index(id)];
    const std::uint16_t state = ranks_[now.now.rank()];
    const bool same_state = was.state == state;
    if (same_state && !moved_far(was.points, now.points)) return;
    const model::wall_time due = was.at + recorded_score_pause;
    if (same_state && s.at.wall < due) {
        postponed_.emplace(due, id);
        return;
    }
    postponed_.erase({due, id});
    transition t;
    t.at = not_before(was.at, same_state ? s.at.wall : within(s, row.since));
    t.what = subject_of(*graph_, id);
    if (was.state != 0) t.before = states_[was.state];
    t.after = states_[state];
    t.score_before = was.points;
    t.score_after = now.points;
    if (row.leaf) {
        t.reason = to_string(row.leaf->why);
        t.detail = bounded(model::printable(row.leaf->detail));
    } else if (t.what.kind == "signal") {
        t.reason = to_string(model::reason::pending);
    }
    was = {state, now.points, t.at};
    into.transitions.push_back(std::move(t));
}

// From the end: there are regions and flows, what is below them comes before them.
void recorder::explain(const model::snapshot& s, history_batch& into, std::size_t from) const {
    std::size_t left = max_explained;
    for (std::size_t i = into.transitions.size(); i > from && left > 0; --i) {
        transition& t = into.transitions[i - 1];
        if (!t.after || t.after->kind == model::state::healthy || t.what.kind == "signal") continue;
        const model::vertex_id id = graph_->find(t.what.name);
        t.detail = bounded(model::headline(s, id));
        for (const model::culprit& c : model::explain(s, id).blame) {
            if (t.blame.size() == max_past_blame) break;
            t.blame.push_back(graph_->name(c.leaf));
        }
        --left;
    }
}

void recorder::take_verdicts(const model::snapshot& s, history_batch& into) {
    const model::verdict_table& table = *s.verdicts;
    const model::graph& g = *table.model;
    const model::definition& d = g.source();
    std::set<place> there;
    weight_due_.reset();
    for (std::size_t r = 0; r < table.regions.size(); ++r) {
        const model::region_id id{static_cast<std::uint16_t>(r)};
        there.insert({d.regions[r].name, {}});
        take_verdict(s, {d.regions[r].name, {}}, g.region(id), table.regions[r], into);
    }
    for (const auto& row : table.flows)
        for (std::size_t r = 0; r < row.regions.size(); ++r) {
            if (!row.runs_in[r]) continue;
            const model::region_id id{static_cast<std::uint16_t>(r)};
            const place where{d.regions[r].name, d.at(row.flow).name};
            there.insert(where);
            take_verdict(s, where, g.instance(row.flow, id), row.regions[r], into);
        }
    for (auto it = told_.begin(); it != told_.end();) {
        if (there.contains(it->first)) {
            ++it;
            continue;
        }
        verdict_change gone;
        gone.at = s.at.wall;
        gone.region = it->first.first;
        gone.flow = it->first.second;
        gone.before = it->second.what.effective;
        into.verdicts.push_back(std::move(gone));
        it = told_.erase(it);
    }
}

void recorder::take_verdict(const model::snapshot& s, place where, model::vertex_id vertex,
                            const model::region_verdict& v, history_batch& into) {
    const told_verdict now = told_of(v);
    const std::string said = v.said ? v.said->id : std::string{};
    const auto found = told_.find(where);
    const bool known = found != told_.end();
    if (known) {
        const told_verdict& was = found->second.what;
        const bool same = was.effective == now.effective && was.computed == now.computed &&
                          was.source == now.source && found->second.override_id == said;
        if (same && was.weight_percent == now.weight_percent) return;
        const model::wall_time due = found->second.at + recorded_weight_pause;
        if (same && s.at.wall < due) {
            weight_due_ = std::min(due, weight_due_.value_or(due));
            return;
        }
    }
    verdict_change c;
    c.at = within(s, known && found->second.what.effective == now.effective ? s.at.wall : v.since);
    if (known) c.at = not_before(found->second.at, c.at);
    c.region = where.first;
    c.flow = where.second;
    if (known) c.before = found->second.what.effective;
    c.after = now;
    c.why = bounded(v.said                                                  ? model::printable(v.said->reason)
                    : s.model == graph_ && vertex != model::vertex_id::none ? model::headline(s, vertex)
                                                                            : std::string{});
    c.override_id = said;
    if (v.said) c.author = bounded(model::printable(v.said->author));
    told_[std::move(where)] = {now, said, c.at};
    into.verdicts.push_back(std::move(c));
}

}  // namespace hm::daemon
