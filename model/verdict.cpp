#include "model/verdict.hpp"

#include <algorithm>

namespace hm::model {

std::string_view to_string(verdict v) {
    switch (v) {
        case verdict::up:
            return "up";
        case verdict::degraded:
            return "degraded";
        case verdict::down:
            return "down";
    }
    return {};
}

std::string_view to_string(verdict_source s) {
    switch (s) {
        case verdict_source::computed:
            return "computed";
        case verdict_source::ramp:
            return "ramp";
        case verdict_source::warming:
            return "warming";
        case verdict_source::held:
            return "held";
        case verdict_source::guard:
            return "guard";
        case verdict_source::panic:
            return "panic";
        case verdict_source::freeze:
            return "freeze";
        case verdict_source::force_up:
            return "force_up";
        case verdict_source::drain:
            return "drain";
    }
    return {};
}

std::string_view to_string(on_unknown policy) {
    switch (policy) {
        case on_unknown::last:
            return "last";
        case on_unknown::open:
            return "open";
        case on_unknown::closed:
            return "closed";
    }
    return {};
}

int weight_percent(score routing_score) {
    constexpr int step = 5;
    if (!routing_score.known()) return 100;
    // 1.4 is the overprovisioning factor that Envoy uses: a region sheds traffic only below 71 %.
    const int percent = std::min(100, routing_score.value() * 14 / 1000);
    return std::max(step, percent / step * step);
}

verdict verdict_of(state routing) {
    switch (routing) {
        case state::degraded:
            return verdict::degraded;
        case state::unhealthy:
            return verdict::down;
        default:
            return verdict::up;
    }
}

verdict_machine::verdict_machine(std::size_t regions, traffic_rules rules)
    : rules_(rules), verdicts_(regions), memory_(regions) {}

void verdict_machine::adopt(const verdict_machine& before, std::span<const std::optional<std::size_t>> was) {
    for (std::size_t r = 0; r < verdicts_.size(); ++r) {
        if (!was[r]) continue;
        verdicts_[r] = before.verdicts_[*was[r]];
        memory_[r] = before.memory_[*was[r]];
    }
    removed_before_ = before.removed_before_;
    last_removal_ = before.last_removal_;
}

bool verdict_machine::step(std::span<const region_evidence> evidence, moment now) {
    const std::vector<region_verdict> before = verdicts_;
    deadline_ = steady_time::max();
    for (std::size_t r = 0; r < verdicts_.size(); ++r) take_evidence(r, evidence[r], now);
    apply_guard(now);

    bool changed = false;
    for (std::size_t r = 0; r < verdicts_.size(); ++r) {
        region_verdict& v = verdicts_[r];
        v.since =
            v.effective == before[r].effective && before[r].since != wall_time{} ? before[r].since : now.wall;
        v.computed_since = v.computed == before[r].computed && before[r].since != wall_time{}
                               ? before[r].computed_since
                               : now.wall;
        region_verdict same_age = v;
        same_age.evidence_at = before[r].evidence_at;
        changed = changed || !(same_age == before[r]);
    }
    return changed;
}

// Known evidence speaks for itself; unknown holds the last verdict for a while. Never known: warming.
void verdict_machine::take_evidence(std::size_t region, const region_evidence& e, moment now) {
    region_verdict& v = verdicts_[region];
    memory& m = memory_[region];
    if (is_known(e.routing)) {
        m.known_at = now.steady;
        m.ever_known = true;
        v.routing = v.computed = verdict_of(e.routing);
        v.value = e.routing_score;
        v.total_failure = e.total_failure;
        v.evidence_at = now.wall;
        tell(region, v.computed, verdict_source::computed);
        return;
    }
    if (!m.ever_known) {
        tell(region, verdict::up, verdict_source::warming);
        return;
    }
    const steady_time hold_ends = m.known_at + rules_.hold;
    if (now.steady < hold_ends)
        deadline_ = std::min(deadline_, hold_ends);
    else if (rules_.after_hold != on_unknown::last)
        v.computed = rules_.after_hold == on_unknown::open ? verdict::up : verdict::down;
    tell(region, v.computed, verdict_source::held);
}

void verdict_machine::tell(std::size_t region, verdict v, verdict_source s) {
    region_verdict& out = verdicts_[region];
    out.effective = v;
    out.source = s;
    out.weight_percent = v == verdict::down ? 0 : weight_percent(out.value);
}

bool verdict_machine::paced(moment now) const {
    return removed_before_ && now.steady - last_removal_ < rules_.removal_pace;
}

// Voters are the regions that know something. One alone gets the truth. Of several, total failures are all
// taken out, unless that were all of them (panic); others one by one, never more than half of the voters.
void verdict_machine::apply_guard(moment now) {
    std::size_t voters = 0, total_failures = 0;
    for (std::size_t r = 0; r < verdicts_.size(); ++r) {
        if (!memory_[r].ever_known) continue;
        ++voters;
        total_failures += verdicts_[r].computed == verdict::down && verdicts_[r].total_failure;
    }
    if (voters < 2) return;

    const bool panic = total_failures == voters;
    for (std::size_t r = 0; r < verdicts_.size(); ++r) {
        memory& m = memory_[r];
        const region_verdict& v = verdicts_[r];
        if (!m.ever_known || v.computed != verdict::down) {
            m.removed = false;
            continue;
        }
        if (panic) {
            m.removed = false;
            tell(r, verdict::degraded, verdict_source::panic);
            verdicts_[r].weight_percent =
                100;  // all look alike: the configured shares are the best that is known
        } else if (v.total_failure && !m.removed) {
            m.removed = removed_before_ = true;
            last_removal_ = now.steady;
        }
    }
    if (!panic) remove_partial_failures(total_failures, voters, now);
}

// Those already out stay out; then the worst scores first, as far as half of the voters and the pace allow.
// The rest stay published, degraded.
void verdict_machine::remove_partial_failures(std::size_t total_failures, std::size_t voters, moment now) {
    std::vector<std::size_t> candidates;
    for (std::size_t r = 0; r < verdicts_.size(); ++r)
        if (memory_[r].ever_known && verdicts_[r].computed == verdict::down && !verdicts_[r].total_failure)
            candidates.push_back(r);
    std::stable_sort(candidates.begin(), candidates.end(), [&](std::size_t a, std::size_t b) {
        if (memory_[a].removed != memory_[b].removed) return memory_[a].removed;
        return verdicts_[a].value < verdicts_[b].value;
    });

    std::size_t removed = total_failures;
    for (std::size_t r : candidates) {
        memory& m = memory_[r];
        const bool room = removed < voters / 2;
        if (room && !m.removed && !paced(now)) {
            m.removed = removed_before_ = true;
            last_removal_ = now.steady;
        } else if (!room) {
            m.removed = false;
        }
        if (m.removed) {
            ++removed;
            continue;
        }
        if (room) deadline_ = std::min(deadline_, last_removal_ + rules_.removal_pace);
        tell(r, verdict::degraded, verdict_source::guard);
    }
}

}  // namespace hm::model
