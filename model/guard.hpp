// How many regions may be taken out, and who: so that a wrong model, a prober in the dark or a shared
// dependency never empties the pool. Sees all regions of one group at once; decides about those only that are
// computed down and that no operator speaks for.
//
// N regions vote: those neither drained nor warming. One alone gets the truth. Of more, total failures are
// all taken out, up to N - 1; others the worst first, one per removal_pace, while fewer than N/2 are out and
// `capacity` stays published. Who is out stays out until it recovers, so that crossing scores never make two
// regions swap; who was kept in and is well again is not taken out any more. When all have failed totally,
// all are published: panic.
#pragma once

#include "model/rollup_rule.hpp"
#include "model/state.hpp"
#include "model/time.hpp"
#include "model/traffic_rules.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace hm::model {

// A region as the guard sees it.
struct guarded {
    // evidence: nobody speaks for it; forced: told up, whatever the evidence; frozen: told as it was;
    // absent: drained or warming, without a vote.
    enum class by : std::uint8_t { evidence, forced, frozen, absent };

    by told_by = by::evidence;
    bool serves = true;      // frozen or absent: whether it is published
    bool down = false;       // computed
    bool unhealthy = false;  // now; a region that is down may be well and only wait for its return
    bool total_failure = false;
    score value;
    weight share = weight_one;

    bool votes() const { return told_by != by::absent; }
    bool failed() const { return told_by != by::forced && down && total_failure; }
};

// own: told as computed; kept: down, but published all the same; panic: likewise, because all are down.
enum class ruling : std::uint8_t { own, kept, panic };

// Whether what is left of all shares is as much as `capacity` asks for.
bool keeps_capacity(double left, double all, const traffic_rules& rules);

class guard {
public:
    explicit guard(std::size_t regions) : removed_at_(regions) {}

    // One ruling per region; valid until the next call.
    std::span<const ruling> rule(std::span<const guarded> regions, const traffic_rules& rules,
                                 steady_time now);

    // When a removal is due that the pace put off; max(): none.
    steady_time due() const { return due_; }

    // When a region was taken out, while it is. For reload and restart.
    const std::optional<steady_time>& removed_at(std::size_t region) const { return removed_at_[region]; }
    const std::optional<steady_time>& last_removal() const { return last_removal_; }
    void resume(std::size_t region, std::optional<steady_time> removed_at) {
        removed_at_[region] = removed_at;
    }
    void resume_pace(std::optional<steady_time> last_removal) {
        last_removal_ = std::max(last_removal_, last_removal);
    }

private:
    bool must_panic(const traffic_rules& rules) const;
    void panic(const traffic_rules& rules);
    void follow_what_is_decided(steady_time now);
    void remove_total_failures(steady_time now);
    void remove_others(const traffic_rules& rules, steady_time now);
    void remove(std::size_t region, steady_time now);
    bool is_candidate(std::size_t region) const;
    std::vector<std::size_t> candidates() const;
    std::size_t out_already() const;
    double published() const;

    std::span<const guarded> regions_;  // during rule()
    std::vector<ruling> rulings_;
    std::vector<std::optional<steady_time>> removed_at_;
    std::optional<steady_time> last_removal_;
    steady_time due_ = steady_time::max();
};

}  // namespace hm::model
