// What matters of a tally: by which the calculated SLO (slo/) knows that two combinations of children need
// not be told apart.
#include "model/rollup.hpp"

#include <algorithm>
#include <bit>

namespace hm::model {

namespace {

void append(std::vector<std::uint64_t>& to, const mean_score& m) {
    to.push_back(m.weight_sum);
    to.push_back(m.weighted_score);
}

// As unsigned, and an absent one, too.
void append(std::vector<std::uint64_t>& to, score s) {
    to.push_back(s.known() ? static_cast<std::uint64_t>(s.value()) + 1 : 0);
}

bool weighs(const ladder& l) {
    return std::any_of(l.rungs.begin(), l.rungs.end(), [](const rung& r) {
        return std::any_of(r.when.begin(), r.when.end(), [](const rung_test& t) {
            return t.what == measure::weight_sum || t.what == measure::weight_percent;
        });
    });
}

}  // namespace

void group_tally::append_marks(std::vector<std::uint64_t>& to, const tally& t) const {
    const auto any_of = [&](rank_set set) { to.push_back((t.present & set) != 0 ? 1 : 0); };
    switch (rule_.kind) {
        case group_rule::worst:
        case group_rule::flows:  // an essential child is among those that are present
            to.push_back(static_cast<std::uint64_t>(std::bit_width(t.present)));
            return;
        case group_rule::best:
            to.push_back(static_cast<std::uint64_t>(std::countr_zero(t.present)));
            break;
        case group_rule::redundant:
            any_of(states_.all());
            any_of(static_cast<rank_set>(~states_.of_class(state::healthy)));
            any_of(states_.of_class(state::healthy) | states_.of_class(state::degraded));
            break;
        case group_rule::weighted:
            any_of(states_.all());
            append(to, t.mean);
            break;
        case group_rule::ladder:
            to.insert(to.end(), t.count.begin(),
                      t.count.begin() + static_cast<std::ptrdiff_t>(states_.size()));
            if (!weighs(*rule_.rungs)) break;
            to.insert(to.end(), t.weight.begin(),
                      t.weight.begin() + static_cast<std::ptrdiff_t>(states_.size()));
            break;
    }
    to.push_back(t.essential.bits());
}

void group_tally::append_marks(std::vector<std::uint64_t>& to, interest in) const {
    append_marks(to, best_);
    append_marks(to, worst_);
    if (in.known) {
        to.push_back(counted_);
        to.push_back(known_);
    }
    const bool is_of_flows = rule_.kind == group_rule::flows;
    const bool as_bad_as_can_be = contains(worst_.present & best_.present, states_.worst());
    if (is_of_flows && !as_bad_as_can_be) {  // else a total failure makes no difference but to the score
        to.push_back(raw_known_ == 0 ? 1 : 0);
        to.push_back(raw_unhealthy_ == raw_known_ ? 1 : 0);
    }
    if (!in.points) return;
    append(to, lowest_);
    append(to, highest_);
    append(to, known_mean_);
    if (is_of_flows) append(to, raw_);
}

}  // namespace hm::model
