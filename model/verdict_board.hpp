// All verdict machines of a model: one over the regions, one per flow over the regions it runs in. What an
// operator says of a region holds for the flows in it, too.
// Between the evaluator and the verdict table: reads routing states, makes the table that the answers render.
#pragma once

#include "model/health.hpp"
#include "model/snapshot.hpp"
#include "model/verdict_machine.hpp"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hm::model {

class verdict_board {
public:
    // By the rules of the model.
    explicit verdict_board(std::shared_ptr<const graph> g);

    // What operators say from the next step on, instead of what they said: drain, force_up and freeze, by
    // the names of regions and flows; other kinds, and names that the model does not have, are passed over.
    // What is over goes by itself.
    void set_overrides(std::span<const operator_override> all);
    // What the guard has against it, in words; empty: nothing, or the override names it as broken.
    std::string objection_to(const operator_override& wanted) const;

    // True when any verdict changed.
    bool step(const evaluator& health, moment now);
    // The daemon itself has stood still since then: before the next step. Dwells do not count it.
    void stood_still(steady_time since) {
        regions_.stood_still(since);
        for (flow_group& group : flows_) group.machine.stood_still(since);
    }

    // When a step without new evidence could change something; exact unless the wall clock is set.
    steady_time next_deadline() const;

    // When the next dwell ends, if the evidence stays as it is; max(): none is under way.
    steady_time next_dwell_end() const;

    // For a store: what a restarted board needs to go on. Of regions of which nothing is known: nothing.
    std::vector<remembered_verdict> remember(moment now) const;
    // Before the first step, after set_overrides(). Records of names that the model does not have, and those
    // that are too old, are passed over.
    void resume(std::span<const remembered_verdict> before, moment now);

    // Regions and flows that bear the same name as in an older model go on where they stood.
    void adopt(const verdict_board& before);
    // After that, and before the first step: what the older model's names that are not in this one were told
    // last joins `retired`. Whose name is back goes on from there, and leaves it.
    void retire(const verdict_board& before, std::vector<retired_verdict>& retired, moment now);

    std::span<const region_verdict> regions() const { return regions_.verdicts(); }

    // A fresh table, without generation, sequence and readiness, which are core's.
    verdict_table table(moment now) const;

private:
    struct flow_group {
        entity_id flow{};
        std::vector<region_id> regions;
        verdict_machine machine;

        std::optional<std::size_t> place_of(region_id r) const;
    };
    // A region, or a flow in one, in the machine that decides about it.
    struct place {
        verdict_machine* machine;
        std::size_t region;
    };

    bool every_flow_unhealthy(const evaluator& health, region_id r) const;
    std::optional<place> find(std::string_view region, std::string_view flow);
    template <class Visit>
    void each_place(Visit visit) const;
    void take_words(moment now);
    operator_words words_about(std::string_view region, std::string_view flow) const;
    std::string objection_in(const verdict_machine& machine, std::span<const region_id> regions,
                             std::size_t drained) const;

    std::shared_ptr<const graph> graph_;
    std::vector<std::shared_ptr<const operator_override>> overrides_;
    bool overrides_are_new_ = false;
    std::optional<wall_time> next_expiry_;
    steady_time next_expiry_at_ = steady_time::max();  // the same, by the clock of the last step
    verdict_machine regions_;
    std::vector<flow_group> flows_;
    std::vector<region_evidence> evidence_;  // reused by every step
};

}  // namespace hm::model
