#include "model/scale.hpp"

#include <utility>

namespace hm::model {

namespace {

void add_unknown_if_missing(std::vector<state_definition>& states) {
    const auto is = [](state kind) { return [kind](const state_definition& d) { return d.kind == kind; }; };
    if (std::any_of(states.begin(), states.end(), is(state::unknown))) return;
    states.insert(std::find_if(states.begin(), states.end(), is(state::unhealthy)),
                  {"unknown", state::unknown, {}, {}});
}

}  // namespace

const scale& scale::standard() {
    static const scale standard{{{"healthy", state::healthy, score{10000}, score{9000}},
                                 {"degraded", state::degraded, score{7500}, score{5000}},
                                 {"unknown", state::unknown, {}, {}},
                                 {"unhealthy", state::unhealthy, score{0}, score{0}}}};
    return standard;
}

scale::scale(std::vector<state_definition> states) : states_(std::move(states)) {
    add_unknown_if_missing(states_);
    int highest = score::full;
    std::array<bool, 4> seen{};
    bool any_known = false;
    for (unsigned rank = 0; rank < states_.size(); ++rank) {
        const state_definition& d = states_[rank];
        const grade g{rank, d.kind};
        const auto kind = static_cast<std::size_t>(d.kind);
        grades_[rank] = g;
        nominal_[rank] = d.nominal;
        class_sets_[kind] = static_cast<rank_set>(class_sets_[kind] | 1u << rank);
        const bool last_of_class_counts = d.kind == state::unhealthy || d.kind == state::unknown;
        if (!std::exchange(seen[kind], true) || last_of_class_counts) by_class_[kind] = g;
        if (!is_known(d.kind)) continue;
        highest_[rank] = score{highest};
        highest = d.from.value() - 1;
        if (!std::exchange(any_known, true)) best_ = g;
        worst_ = g;
        if (d.kind != state::unhealthy) worst_not_bad_ = g;
        if (d.kind == state::healthy && !seen[static_cast<std::size_t>(state::degraded)])
            by_class_[static_cast<std::size_t>(state::degraded)] = g;
    }
    unknown_ = by_class_[static_cast<std::size_t>(state::unknown)];
}

std::optional<grade> scale::find(std::string_view name) const {
    for (std::size_t rank = 0; rank < states_.size(); ++rank)
        if (states_[rank].name == name) return grades_[rank];
    return std::nullopt;
}

grade scale::band(score s) const {
    if (!s.known()) return unknown_;
    for (std::size_t rank = 0; rank < states_.size(); ++rank)
        if (states_[rank].from.known() && s >= states_[rank].from) return grades_[rank];
    return worst_;
}

score scale::clamp(score wanted, grade g) const {
    if (!is_known(g)) return score{};
    if (!wanted.known()) return nominal(g);
    return std::clamp(wanted, of(g).from, highest_[g.rank()]);
}

}  // namespace hm::model
