// Announces what changed: one log event per change of a signal, node or verdict, and "down" and "back" of a
// region with how long it took. Reads tables only; decides nothing.
#pragma once

#include "model/snapshot.hpp"
#include "model/verdict_board.hpp"

#include <memory>
#include <set>
#include <span>
#include <string>
#include <vector>

namespace hm::daemon {

class transition_log {
public:
    explicit transition_log(std::shared_ptr<const model::graph> g);

    void signal_changed(model::vertex_id signal, const model::judged_signal* before,
                        const model::judged_signal& now) const;
    void node_changed(model::vertex_id node, model::grade before, const model::standing& now) const;
    // Tells which windows have begun, and which are over, since it was last told.
    void maintenance_changed(const model::maintenance_picture& now);
    // `who`: the operator; empty: its time came.
    void override_begun(const model::operator_override& o) const;
    void override_over(const model::operator_override& o, std::string_view how, std::string_view who) const;
    void self_suspicion(bool suspects, const std::string& grounds, model::moment at);
    // Goes on with what an older model's told of the same regions.
    void adopt(const transition_log& before);
    void verdicts_changed(std::span<const model::region_verdict> now, const model::snapshot& picture);

private:
    void announce(std::size_t region, const model::region_verdict& now, const model::snapshot& picture);

    std::shared_ptr<const model::graph> graph_;
    std::vector<model::region_verdict> told_;
    std::vector<bool> told_down_;
    model::wall_time suspects_since_{};
    std::set<std::string> under_way_;  // maintenance windows, by name
};

}  // namespace hm::daemon
