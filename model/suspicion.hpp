// Is it them, or is it us? A mass failure makes the daemon doubt itself; the death of one region never does.
// Fed with every result as core sees it; says which signals' failures are not to be believed.
//
// Convicted, and only then:
//   with witnesses       more than half of them failed in their last interval
//   without, ≥ 2 regions in every region at least 30 % of the signals that were good turned to a network
//                        reason within one interval
// Between the first failure and the verdict (at most one interval) it is watching: what turned is held back
// for that long, so that no region is evicted on evidence that half a second later would speak against
// ourselves. As soon as one region has answered enough since, it is over.
#pragma once

#include "model/graph.hpp"
#include "model/reason.hpp"
#include "model/time.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace hm::model {

enum class doubt : std::uint8_t { none, watching, suspect };

class self_suspicion {
public:
    static constexpr int turned_percent = 30;  // of a region's good signals
    static constexpr duration longest_interval = std::chrono::seconds{10};

    explicit self_suspicion(std::shared_ptr<const graph> g);

    // The newest result of a signal; `at`: when it came.
    void saw(signal_id s, reason why, steady_time at);
    // Weighs what was seen. True when status() changed.
    bool step(steady_time now);

    doubt status() const { return status_; }
    // In words, while suspect: what speaks against us.
    const std::string& grounds() const { return grounds_; }

    // The signal turned while we watch: its failure waits for the verdict.
    bool waits_for(signal_id s) const;
    // The signal turned while we suspect ourselves: its failure is not believed. For a while after, too:
    // until then whoever came back has had time to prove it.
    bool disbelieves(signal_id s, steady_time now) const;
    bool in_doubt(steady_time now) const { return status_ == doubt::suspect || now < grace_ends_; }

    // Goes on with what an older model's knew of the same signals; was[s]: its id there, or none.
    void adopt(const self_suspicion& before, const std::vector<signal_id>& was);

private:
    enum class known : std::uint8_t { never_good, good, turned };

    struct memory {
        known as = known::never_good;
        bool weighed = false;         // a watch over this failure is over, or it needs none
        std::uint32_t confirmed = 0;  // the last watch in which it answered
        steady_time turned_at{};
    };

    // One region, the witnesses, or all that is neither.
    struct group {
        std::uint32_t size = 0;
        std::uint32_t good = 0;
        std::uint32_t confirmed = 0;  // of the good, those that answered since the watch began
        std::uint32_t failing = 0;    // turned, whenever
        std::uint32_t weighed = 0;    // of these, who needs no watch any more
        std::uint32_t turned = 0;     // of these, as many as count in this step

        std::uint32_t judged_by() const { return good + turned; }
    };

    bool is_witness(signal_id s) const { return group_of_[index(s)] == regions_; }
    void answered(memory& m, group& g);
    void failed(signal_id s, memory& m, group& g, steady_time at);
    void tally(steady_time since);
    bool convicts() const;
    bool acquits() const;
    bool must_watch(steady_time now) const;
    bool has_two_regions() const;
    void begin_watch(steady_time now);
    void suspect(steady_time now);
    void settle();  // what turned so far was weighed
    std::string describe() const;

    std::shared_ptr<const graph> graph_;
    std::vector<memory> signals_;
    std::vector<std::uint16_t> group_of_;
    std::vector<group> groups_;  // the regions, the witnesses, the others
    std::size_t regions_;
    std::vector<signal_id> turned_;
    duration interval_{};
    doubt status_ = doubt::none;
    std::string grounds_;
    std::uint32_t watch_ = 0;  // its number
    steady_time watch_began_{};
    steady_time disbelieved_from_{};
    steady_time grace_ends_ = steady_time::min();
};

}  // namespace hm::model
