#include "model/simulation.hpp"

#include <algorithm>

namespace hm::model {

namespace {

constexpr steady_time never = steady_time::max();
// Wall time at the start: a round one, since nothing depends on it.
constexpr wall_time wall_start{std::chrono::sys_days{std::chrono::year{2026} / 1 / 1}};

// A signal whose state was said rather than seen.
judged_signal as_given(const vertex_health& h) {
    judged_signal j;
    j.now = h.health.now;
    j.why = j.now == state::healthy ? reason::ok : reason::pushed;
    j.detail = "as given";
    j.ever_known = h.ever_known();
    return j;
}

}  // namespace

simulation::simulation(std::shared_ptr<const graph> g)
    : graph_(std::move(g)), evaluator_(graph_), verdicts_(graph_), probes_(graph_->signal_count()) {
    for (const signal_id s : graph_->signals()) evaluator_.set_leaf(s, {state::healthy, true, false});
    const grade best = graph_->states().best();
    for (std::size_t i = graph_->signal_count(); i < graph_->size(); ++i) {
        const vertex_id id{static_cast<std::uint32_t>(i)};
        const bool of_nothing = graph_->edges(id).empty() && graph_->at(id).kind == vertex_kind::entity;
        if (of_nothing) force(id, best, {});
    }
    settle();
}

standing simulation::as(const scale& states, grade state, flag_set flags) {
    return {state, flags, states.nominal(state)};
}

void simulation::set(vertex_id id, grade state, flag_set flags) {
    const auto set_signal = [&](vertex_id signal) {
        probes_[index(graph_->at(signal).signal)].reset();
        force(signal, state, flags);
    };
    if (graph_->at(id).kind == vertex_kind::signal) return set_signal(id);
    const auto own = graph_->signal_edges(id);
    if (own.empty()) return force(id, state, flags);
    for (const edge& e : own) set_signal(e.child);
}

void simulation::force(vertex_id id, grade state, flag_set flags) {
    evaluator_.force(id, as(graph_->states(), state, flags));
}

simulation::probe& simulation::probe_of(signal_id s) {
    std::unique_ptr<probe>& p = probes_[index(s)];
    if (!p) {
        evaluator_.force(graph_->vertex_of(s), std::nullopt);
        p = std::make_unique<probe>(graph_->spec_of(s));
    }
    return *p;
}

void simulation::sees(signal_id s, std::optional<observation> result) {
    probe& p = probe_of(s);
    p.next_run = result ? now_ : never;
    if (result && result->tls) result->tls = from_now(*result);
    p.result = std::move(result);
}

// How long certificates last is said from the time of the result on, and goes by with the clock.
std::shared_ptr<const tls_facts> simulation::from_now(const observation& result) const {
    tls_facts facts = *result.tls;
    for (std::optional<wall_time>* end : {&facts.expires, &facts.client_expires})
        if (*end) **end += now().wall - result.at;
    return std::make_shared<const tls_facts>(std::move(facts));
}

moment simulation::now() const {
    return {now_, wall_start + std::chrono::floor<std::chrono::milliseconds>(now_ - start_)};
}

void simulation::run(signal_id s, probe& p) {
    observation seen = *p.result;
    seen.at = now().wall;
    const signal_tracker::step step = p.tracker.add(seen, now_);
    if (is_known(seen.judged)) p.last_known = now_;
    p.next_run = now_ + interval_for(graph_->spec_of(s)->when, step.next);
    const judged_signal& judged = p.tracker.current();
    evaluator_.set_leaf(s, {judged.now, judged.ever_known, false});
}

void simulation::let_go_stale(signal_id s, probe& p) {
    const bool ever_known = p.tracker.current().ever_known;
    if (ever_known && now_ - p.last_known > graph_->spec_of(s)->when.ttl)
        evaluator_.set_leaf(s, {state::unknown, true, true});
}

// The next moment at which something may change by itself.
steady_time simulation::next_event() const {
    constexpr duration just_after{1};
    steady_time next = never;
    if (verdicts_.next_deadline() > now_) next = verdicts_.next_deadline();
    if (const auto held = evaluator_.next_hold_end()) next = std::min(next, *held + just_after);
    for (const signal_id s : graph_->signals()) {
        const probe* p = probes_[index(s)].get();
        if (p == nullptr) continue;
        next = std::min(next, p->next_run);
        const steady_time stale = p->last_known + graph_->spec_of(s)->when.ttl + just_after;
        if (p->tracker.current().ever_known && stale > now_) next = std::min(next, stale);
    }
    return next;
}

void simulation::settle() {
    for (const signal_id s : graph_->signals()) {
        probe* p = probes_[index(s)].get();
        if (p == nullptr) continue;
        if (p->result && p->next_run <= now_) run(s, *p);
        let_go_stale(s, *p);
    }
    evaluator_.advance(now_);
    evaluator_.evaluate();
    verdicts_.step(evaluator_, now());
}

void simulation::advance_to(duration since_start) {
    const steady_time end = start_ + since_start;
    settle();
    for (steady_time next = next_event(); next <= end; next = next_event()) {
        now_ = next;
        settle();
    }
    if (now_ == end) return;
    now_ = end;
    settle();
}

verdict_table simulation::settled_verdicts() const {
    verdict_board board = verdicts_;
    moment at = now();
    for (steady_time end = board.next_dwell_end(); end != never; end = board.next_dwell_end()) {
        at.wall += std::chrono::floor<std::chrono::milliseconds>(end - at.steady);
        at.steady = end;
        board.step(evaluator_, at);
    }
    return board.table(at);
}

snapshot simulation::picture() const {
    row_writer rows{graph_->size()};
    for (std::size_t i = 0; i < graph_->size(); ++i) {
        const vertex_id id{static_cast<std::uint32_t>(i)};
        row& r = rows.edit(id);
        r.health = evaluator_.at(id);
        if (graph_->at(id).kind != vertex_kind::signal) continue;
        const probe* p = probes_[index(graph_->at(id).signal)].get();
        r.leaf =
            std::make_shared<const judged_signal>(p != nullptr ? p->tracker.current() : as_given(r.health));
    }
    snapshot s;
    s.model = graph_;
    s.rows = rows.publish();
    s.verdicts = std::make_shared<const verdict_table>(verdicts_.table(now()));
    s.at = now();
    return s;
}

}  // namespace hm::model
