// A model on a clock of its own: trackers, evaluator and verdict machines as the daemon runs them, without
// probes and threads. What signals see is said by hand, and they run by their own schedule; or states are.
// For model tests and what-if; deterministic.
#pragma once

#include "model/health.hpp"
#include "model/snapshot.hpp"
#include "model/tracker.hpp"
#include "model/verdict_board.hpp"

#include <memory>
#include <optional>
#include <vector>

namespace hm::model {

class simulation {
public:
    // Every signal, and every entity that has neither signals nor needs, is in the best state, and nothing is
    // run, until something else is said.
    explicit simulation(std::shared_ptr<const graph> g);

    // The state of a node's own signals; of a signal; of the node itself when it has none.
    void set(vertex_id id, grade state, flag_set flags);
    // The node itself, whatever its children are.
    void force(vertex_id id, grade state, flag_set flags);
    void set_maintenance(vertex_id id, bool on) { evaluator_.set_maintenance(id, on); }
    void set_acknowledged(vertex_id id, bool on) { evaluator_.set_acknowledged(id, on); }

    // From now on every run of the signal sees this, the next one at once; absent: it has no more results.
    // When certificates end is meant by the result's own time.
    void sees(signal_id s, std::optional<observation> result);

    // Goes on to so long after the start, through whatever is due on the way.
    void advance_to(duration since_start);

    const vertex_health& at(vertex_id id) const { return evaluator_.at(id); }
    // What explain reads.
    snapshot picture() const;
    // What is told when every dwell is over, if all stays as it is: for questions that have no clock.
    verdict_table settled_verdicts() const;

private:
    struct probe {
        signal_tracker tracker;
        std::optional<observation> result;
        steady_time next_run, last_known;

        explicit probe(std::shared_ptr<const signal_spec> spec) : tracker(std::move(spec)) {}
    };

    static standing as(const scale& states, grade state, flag_set flags);
    probe& probe_of(signal_id s);
    void run(signal_id s, probe& p);
    void let_go_stale(signal_id s, probe& p);
    steady_time next_event() const;
    void settle();
    moment now() const;
    std::shared_ptr<const tls_facts> from_now(const observation& result) const;

    std::shared_ptr<const graph> graph_;
    evaluator evaluator_;
    verdict_board verdicts_;
    std::vector<std::unique_ptr<probe>> probes_;  // by signal; null: its state is said
    steady_time start_{}, now_{};
};

}  // namespace hm::model
