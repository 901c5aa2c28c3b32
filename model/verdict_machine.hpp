// Routing states made safe, for all regions of one group: evidence, time and operators' words in, verdicts
// out. Pure and deterministic. Three layers, each with a say over the one below:
//   operators  drain > force_up > freeze
//   guard      panic > guard (guard.hpp)
//   computed   dwell (dwell.hpp), held while nothing is known, ramp and weight (traffic_weight.hpp)
// One step is as good as many: a step at every deadline tells the same as a step at every instant.
#pragma once

#include "model/dwell.hpp"
#include "model/guard.hpp"
#include "model/remembered_verdict.hpp"
#include "model/verdict.hpp"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace hm::model {

// What operators say of one region, each at most once.
struct operator_words {
    std::shared_ptr<const operator_override> drain{}, force_up{}, freeze{};
};

class verdict_machine {
public:
    // `shares`: the regions' configured shares of traffic.
    verdict_machine(std::vector<weight> shares, traffic_rules rules);

    // From the next step on.
    void say(std::size_t region, operator_words words) { memory_[region].words = std::move(words); }

    // One step; `evidence` has one entry per region, always in the same order. Returns true when any verdict
    // changed, other than by the age of its evidence.
    bool step(std::span<const region_evidence> evidence, moment now);
    // The daemon itself has stood still since then: before the next step.
    void stood_still(steady_time since) {
        for (memory& m : memory_) m.computed.nobody_looked(since);
    }

    // When a step without new evidence or words could change something; steady_time::max() when never.
    steady_time next_deadline() const { return deadline_; }

    std::span<const region_verdict> verdicts() const { return verdicts_; }
    bool is_warming(std::size_t region) const { return !memory_[region].warm; }

    // Goes on where the machine of an older model stood: was[r] is the region's place there, or none.
    void adopt(const verdict_machine& before, std::span<const std::optional<std::size_t>> was);

    // What a restarted machine needs to go on with the region, without its names; none of a warming one that
    // nobody froze.
    std::optional<remembered_verdict> remember(std::size_t region, moment now) const;
    // Before the first step. Of a record that is too old, or of a warming region, only what operators told of
    // it is taken, and that only if it is frozen.
    void resume(std::size_t region, const remembered_verdict& before, moment now);

private:
    // What is told, without what it is about.
    struct answer {
        verdict effective = verdict::up;
        verdict_source source = verdict_source::warming;
        int weight_percent = 100;
    };
    struct frozen {
        std::string by;  // the override's id
        answer told;
    };
    struct slow_drain {
        std::string by;  // empty: begun before a restart
        int from = 100;
        steady_time began{};
    };
    struct memory {
        dwell computed;
        bool warm = false;       // a first round has told, or a record
        bool known = false;      // now
        bool given_up = false;   // nothing was known for longer than the hold
        steady_time known_at{};  // the last time
        int weight = 100;        // by the last score that was not unhealthy's
        std::optional<steady_time> ramp_began;
        std::optional<steady_time> out_since;  // told to take nothing
        operator_words words;
        std::optional<frozen> freeze;
        std::optional<slow_drain> drain;
    };

    void take_evidence(std::size_t region, const region_evidence& e, moment now);
    void hold(std::size_t region, steady_time now);
    void take_words(std::size_t region, moment now);
    void begin_drain(std::size_t region, moment now);
    guarded seen_by_guard(std::size_t region) const;
    answer answer_of(std::size_t region, ruling by_guard, steady_time now);
    answer drained(std::size_t region, ruling by_guard, steady_time now);
    answer by_evidence(std::size_t region, ruling by_guard, steady_time now);
    answer ramped(std::size_t region, answer told, steady_time now);
    answer told(std::size_t region) const;
    bool tell(std::size_t region, const answer& a, const region_verdict& before, moment now);
    void expect(steady_time t) { deadline_ = std::min(deadline_, t); }

    std::vector<weight> shares_;
    traffic_rules rules_;
    guard guard_;
    std::vector<region_verdict> verdicts_;
    std::vector<memory> memory_;
    std::vector<guarded> view_;           // reused by every step
    std::vector<region_verdict> before_;  // reused by every step
    steady_time deadline_ = steady_time::max();
};

}  // namespace hm::model
