// All verdict machines of a model: one over the regions, one per flow over the regions it runs in.
// Between the evaluator and the verdict table: reads routing states, makes the table that the answers render.
#pragma once

#include "model/health.hpp"
#include "model/snapshot.hpp"
#include "model/verdict.hpp"

#include <memory>
#include <vector>

namespace hm::model {

class verdict_board {
public:
    // By the rules of the model.
    explicit verdict_board(std::shared_ptr<const graph> g);

    // True when any verdict changed.
    bool step(const evaluator& health, moment now);

    steady_time next_deadline() const;

    // Regions and flows that bear the same name as in an older model go on where they stood.
    void adopt(const verdict_board& before);
    // What an older model's regions were told last, of those that are not in this one.
    std::vector<retired_region> retired_from(const verdict_board& before, steady_time until) const;

    std::span<const region_verdict> regions() const { return regions_.verdicts(); }

    // A fresh table, without generation, sequence and readiness, which are core's.
    verdict_table table(moment now) const;

private:
    struct flow_group {
        entity_id flow{};
        std::vector<region_id> regions;
        verdict_machine machine;
    };

    bool every_flow_unhealthy(const evaluator& health, region_id r) const;

    std::shared_ptr<const graph> graph_;
    verdict_machine regions_;
    std::vector<flow_group> flows_;
    std::vector<region_evidence> evidence_;  // reused by every step
};

}  // namespace hm::model
