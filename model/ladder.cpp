// How a ladder is climbed.
#include "model/rollup.hpp"

#include <algorithm>

namespace hm::model {

namespace {

// Products of a weight sum and parts per billion do not fit into 64 bits.
__extension__ using wide = unsigned __int128;

struct share_of {
    std::uint64_t part = 0, all = 0;
};

share_of counted(const rung_test& t, const tally& from, const scale& s) {
    const bool by_weight = t.what == measure::weight_sum || t.what == measure::weight_percent;
    share_of n;
    for (std::size_t rank = 0; rank < s.size(); ++rank) {
        const std::uint64_t here = by_weight ? from.weight[rank] : from.count[rank];
        n.all += here;
        if (t.who >> rank & 1) n.part += here;
    }
    return n;
}

template <class Number>
bool compare(Number a, relation is, Number b) {
    switch (is) {
        case relation::at_least:
            return a >= b;
        case relation::more_than:
            return a > b;
        case relation::at_most:
            return a <= b;
        case relation::less_than:
            return a < b;
        case relation::equal:
            return a == b;
    }
    return false;
}

// part / all against a share: exactly, or by whole percents.
bool compare_share(share_of n, const rung_test& t, rounding round) {
    if (n.all == 0) return false;  // no children, or none of weight: undefined, which nothing is
    const wide limit = static_cast<wide>(t.value);
    constexpr wide one_percent = whole / 100;
    const wide percents = wide{100} * n.part;
    if (round == rounding::floor) return compare<wide>(percents / n.all * one_percent, t.is, limit);
    if (round == rounding::up)
        return compare<wide>((percents + n.all - 1) / n.all * one_percent, t.is, limit);
    return compare<wide>(wide{whole} * n.part, t.is, limit * n.all);
}

bool holds(const rung_test& t, const tally& from, const scale& s, rounding round) {
    const share_of n = counted(t, from, s);
    const bool is_share = t.what == measure::percent || t.what == measure::weight_percent;
    return is_share ? compare_share(n, t, round)
                    : compare<std::uint64_t>(n.part, t.is, static_cast<std::uint64_t>(t.value));
}

// At least one child, and no more than there are.
std::uint32_t children_of(const quorum& k, std::uint32_t total, rounding round) {
    std::uint64_t n = k.count;
    if (k.share) {
        const auto scaled = static_cast<wide>(*k.share) * total;
        n = static_cast<std::uint64_t>(round == rounding::floor ? scaled / whole
                                                                : (scaled + whole - 1) / whole);
    }
    return static_cast<std::uint32_t>(std::clamp<std::uint64_t>(n, 1, total));
}

grade resolve(const resolution& r, const tally& t, const scale& s, rounding round) {
    if (r.as == resolution::kind::state) return r.to;
    if (t.total == 0) return s.unknown();
    const std::uint32_t wanted = children_of(r.k, t.total, round);
    const bool from_worst = r.as == resolution::kind::worst;
    std::uint32_t passed = 0;
    for (std::size_t i = 0; i < s.size(); ++i) {
        const std::size_t rank = from_worst ? s.size() - 1 - i : i;
        passed += t.count[rank];
        if (passed >= wanted) return s.at(rank);
    }
    return s.unknown();
}

}  // namespace

decision climb(const ladder& l, const tally& t, const scale& states) {
    std::optional<decision> worst;
    const auto consider = [&](const decision& d) {
        if (!worst || d.now > worst->now) worst = d;
    };
    for (std::size_t i = 0; i < l.rungs.size(); ++i) {
        const rung& r = l.rungs[i];
        const bool all_hold = std::all_of(r.when.begin(), r.when.end(), [&](const rung_test& test) {
            return holds(test, t, states, l.round);
        });
        if (!all_hold) continue;
        const decision d{resolve(r.then, t, states, l.round), i};
        if (!l.worst_match) return d;
        consider(d);
    }
    consider({resolve(l.otherwise, t, states, l.round), {}});
    return *worst;
}

}  // namespace hm::model
