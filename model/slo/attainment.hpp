// What became of one objective: the sums over its windows, kept up to date slice by slice, and what follows
// from them. The record that outputs show is `attainment`, a value; `objective_tracker` makes it.
#pragma once

#include "model/slo/budget.hpp"
#include "model/slo/objective.hpp"
#include "model/slo/period.hpp"
#include "model/slo/window_sums.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace hm::model::slo {

// Of one of the two targets.
struct attained_target {
    parts_per_billion target = 0;
    std::optional<double> attained;          // 0 to 1; absent when nothing was counted
    std::optional<double> budget_remaining;  // 1 is all of it; unclamped
    std::int64_t bad = 0, total = 0;         // in the objective's unit: ns, slices, events
    // By time only: how much bad time the budget is for the whole period, and what may still come.
    std::optional<std::chrono::seconds> budget, affordable;
    std::vector<std::optional<double>> burn_rates;  // as attainment::windows
};

struct alert_state {
    burn_alert rule;
    bool of_degraded = false;
    double limit = 0;  // a burn rate
    bool fires = false;
    std::optional<std::chrono::sys_seconds> since;  // both windows are over the limit, or it fires
};

struct attainment {
    std::string key;
    std::shared_ptr<const objective> wanted;
    entity_id entity = entity_id::none;  // none: a composite
    region_id place = region_id::none;   // none: over all regions
    std::string composite;               // its name, without "slo:"

    std::optional<std::chrono::sys_seconds> from, until;  // what of the period was looked at; absent: nothing
    std::chrono::seconds period{};
    attained_target available;
    std::optional<attained_target> healthy;     // of the target for degraded
    std::vector<std::chrono::seconds> windows;  // burn_rates are over these, the shortest first
    std::vector<alert_state> alerts;
};

using attained_list = std::vector<attainment>;

// The windows that alerts look at, each once.
std::vector<std::chrono::seconds> burn_windows(const objective& o);

class objective_tracker {
public:
    explicit objective_tracker(std::shared_ptr<const objective> wanted);

    // A slice as it was closed: fills its targets, where the objective has one for slices, and counts it.
    // Those that begin before the last one ended are passed over.
    void close(slice& s);
    // The clock was wrong, and is back at `to`.
    void rewind(std::chrono::sys_seconds to);
    // Another objective for the same thing: sums go on, unless they are sums of something else.
    void change_to(std::shared_ptr<const objective> wanted);

    bool empty() const { return sums_.empty(); }
    std::chrono::sys_seconds end() const { return sums_.end(); }
    const std::shared_ptr<const objective>& wanted() const { return wanted_; }

    // Alerts move on with the time up to here. All but who it is about is filled.
    attainment now();

private:
    slice_counts judged(const slice& s) const;
    void count(const stretch& s);
    void turn_page(const stretch& s);
    tally of_period() const;
    attained_target target_of(bool degraded, const attainment& a) const;
    void judge_alerts(attainment& a);

    std::shared_ptr<const objective> wanted_;
    tally_counter counter_;
    window_sums sums_;
    std::vector<std::chrono::seconds> windows_;
    std::optional<time_span> period_;                                  // of a calendar
    tally before_period_;                                              // the running total at its begin
    std::vector<std::optional<std::chrono::sys_seconds>> over_since_;  // by target, then by alert
};

}  // namespace hm::model::slo
