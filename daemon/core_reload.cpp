// How core changes over to another model: whatever both have in common goes on.
#include "daemon/core.hpp"

#include <algorithm>

namespace hm::daemon {

void core::adopt(std::shared_ptr<generation> next, model::moment now) {
    notice_stall(now);
    core after{unpublished{}, std::move(next), *out_, timing_, now};
    after.take_over(*this, now);
    *this = std::move(after);
    verdicts_.step(evaluator_, now);
    publish_verdicts(now);
    publish_rows(now);
}

void core::take_over(core& before, model::moment now) {
    sequence_ = before.sequence_;
    ready_ = before.ready_;
    last_look_ = before.last_look_;
    stall_ended_ = before.stall_ended_;

    evaluator_.adopt(before.evaluator_);
    transitions_.adopt(before.transitions_);
    take_over_leaves(before);
    overrides_ = before.overrides_;
    objectives_.adopt(before.objectives_);
    kept_ = before.kept_;
    take_words();
    maintain(now);
    transitions_.maintenance_changed(*maintenance_.picture());  // also when there is none any more
    evaluator_.evaluate();
    take_over_rows(before, now);
    verdicts_.adopt(before.verdicts_);
    retired_ = std::move(before.retired_);
    verdicts_.retire(before.verdicts_, retired_, now);
}

// A signal goes on when it has the same name and an equal spec; the shard keeps it on the same condition.
void core::take_over_leaves(const core& before) {
    std::vector<model::signal_id> was(leaves_.size(), model::signal_id::none);
    for (const model::signal_id s : graph_->signals()) {
        const model::signal_id then = before.graph_->find_signal(graph_->name(graph_->vertex_of(s)));
        if (then == model::signal_id::none || *before.graph_->spec_of(then) != *graph_->spec_of(s)) continue;
        was[model::index(s)] = then;
        leaves_[model::index(s)] = before.leaves_[model::index(then)];
        generation_->board.carry(s, before.generation_->board, then);
        if (const auto& shown = before.rows_.at(before.graph_->vertex_of(then)).leaf) show(s, shown);
    }
    suspicion_.adopt(before.suspicion_, was);
}

// Under other states than before, everything begins anew: nobody can say what became of what.
void core::take_over_rows(const core& before, model::moment now) {
    const bool same_states = graph_->states() == before.graph_->states();
    for (std::size_t i = 0; i < graph_->size(); ++i) {
        const model::vertex_id id{static_cast<std::uint32_t>(i)};
        model::row& r = rows_.edit(id);
        r.health = evaluator_.at(id);
        r.since = now.wall;
        const model::vertex_id then = before.graph_->find(graph_->name(id));
        if (then == model::vertex_id::none || !same_states) continue;
        const model::row& was = before.rows_.at(then);
        if (was.health.health.now == r.health.health.now)
            r.since = was.since;
        else if (graph_->at(id).kind != model::vertex_kind::signal)
            transitions_.node_changed(id, was.health.health.now, r.health.health);
    }
}

void core::forget_retired(model::moment now) {
    if (std::erase_if(retired_, [&](const model::retired_verdict& r) { return r.until <= now.steady; }) > 0)
        publish_verdicts(now);
}

}  // namespace hm::daemon
