#include "model/slo/gatherer.hpp"

namespace hm::model {

gatherer::gatherer(const graph& g, vertex_id id, bool points) : graph_(g), id_(id), points_(points) {
    const node_rules& rules = g.rules(id);
    number_of({group_tally{rules.signals, g.states(), rules.policy.unknown},
               group_tally{rules.needs, g.states(), rules.policy.unknown}});
}

std::uint32_t gatherer::number_of(both b) {
    std::vector<std::uint64_t> marks;
    const group_tally::interest in{points_, graph_.rules(id_).policy.min_known > 0};
    b.signals.append_marks(marks, in);
    b.needs.append_marks(marks, in);
    const auto [known, fresh] = numbers_.emplace(std::move(marks), static_cast<std::uint32_t>(seen_.size()));
    if (fresh) seen_.push_back(b);
    return known->second;
}

std::uint32_t gatherer::with(std::uint32_t others, std::size_t n, const standing& child) {
    both b = seen_[others];
    const bool is_signal = n < graph_.signal_edges(id_).size();
    (is_signal ? b.signals : b.needs).add(graph_.spec(graph_.edges(id_)[n]), child);
    return number_of(b);
}

standing gatherer::outcome(std::uint32_t all) const {
    const model::outcome o =
        roll_up(graph_.rules(id_), graph_.states(), seen_[all].signals, seen_[all].needs);
    const flag_set flags = o.absent ? flag_set{flag::absent} : flag_set{};
    return {o.now, flags, points_ ? o.points : graph_.states().nominal(o.now)};
}

}  // namespace hm::model
