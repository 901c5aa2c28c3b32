#include "model/slo/chances.hpp"

#include <algorithm>
#include <array>
#include <unordered_map>

namespace hm::model {

namespace {

// All that a function is made of, children before parents.
std::vector<diagram::ref> parts_of(const diagram& functions, diagram::ref root) {
    std::vector<diagram::ref> found{root};
    std::unordered_map<diagram::ref, bool> met{{root, true}};
    for (std::size_t i = 0; i < found.size(); ++i) {
        const diagram::node n = functions.at(found[i]);
        if (n.asked == diagram::no_variable) continue;
        for (const diagram::ref child : {n.good, n.bad})
            if (met.emplace(child, true).second) found.push_back(child);
    }
    std::sort(found.begin(), found.end());
    return found;
}

}  // namespace

// Only bad or not: what the diagram tells apart beyond that, and leaves that only that depends on, fall away.
bad_chance::bad_chance(const diagram& functions, diagram::ref root,
                       const std::function<bool(std::uint32_t)>& is_bad) {
    diagram reduced{functions.size()};
    std::unordered_map<diagram::ref, diagram::ref> number;
    for (const diagram::ref r : parts_of(functions, root)) {
        const diagram::node n = functions.at(r);
        const bool is_value = n.asked == diagram::no_variable;
        number.emplace(r, is_value ? reduced.value(is_bad(n.good) ? 1 : 0)
                                   : reduced.choice(n.asked, number.at(n.good), number.at(n.bad)));
    }
    for (diagram::ref r = 0; r <= number.at(root); ++r) nodes_.push_back(reduced.at(r));
}

std::vector<double> bad_chance::chances(std::span<const double> down) const {
    std::vector<double> chance(nodes_.size());
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
        const diagram::node& n = nodes_[i];
        if (n.asked == diagram::no_variable) {
            chance[i] = n.good;
            continue;
        }
        const double q = down[n.asked];
        chance[i] = (1 - q) * chance[n.good] + q * chance[n.bad];
    }
    return chance;
}

double bad_chance::operator()(std::span<const double> down) const {
    return chances(down).back();
}

namespace {

// So many sets at once, each twice: one pass over the nodes, and eight sums that fit a line of the cache.
constexpr std::size_t sets_at_once = 4;
using lanes = std::array<double, 2 * sets_at_once>;
constexpr std::size_t no_lane = lanes{}.size();

}  // namespace

std::vector<bad_chance::swing> bad_chance::swings(std::span<const double> down,
                                                  const std::vector<std::vector<std::size_t>>& sets) const {
    std::vector<swing> all(sets.size());
    for (std::size_t i = 0; i < sets.size(); i += sets_at_once) {
        const std::size_t n = std::min(sets_at_once, sets.size() - i);
        swing_some(down, std::span{sets}.subspan(i, n), std::span{all}.subspan(i, n));
    }
    return all;
}

void bad_chance::swing_some(std::span<const double> down, std::span<const std::vector<std::size_t>> sets,
                            std::span<swing> result) const {
    std::vector<std::size_t> lane_of(down.size(),
                                     no_lane);  // by variable: where it is up; the next: where it is down
    for (std::size_t i = 0; i < sets.size(); ++i)
        for (std::size_t variable : sets[i]) lane_of[variable] = 2 * i;
    std::vector<lanes> chance(nodes_.size());
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
        const diagram::node& n = nodes_[i];
        if (n.asked == diagram::no_variable) {
            chance[i].fill(n.good);
            continue;
        }
        const double q = down[n.asked];
        const lanes &good = chance[n.good], &bad = chance[n.bad];
        for (std::size_t l = 0; l < good.size(); ++l) chance[i][l] = (1 - q) * good[l] + q * bad[l];
        if (const std::size_t l = lane_of[n.asked]; l != no_lane) {
            chance[i][l] = good[l];
            chance[i][l + 1] = bad[l + 1];
        }
    }
    for (std::size_t i = 0; i < sets.size(); ++i)
        result[i] = {chance.back()[2 * i], chance.back()[2 * i + 1]};
}

std::vector<double> bad_chance::slopes(std::span<const double> down) const {
    const std::vector<double> chance = chances(down);
    std::vector<double> reached(nodes_.size(), 0);
    std::vector<double> slope(down.size(), 0);
    reached.back() = 1;
    for (std::size_t i = nodes_.size(); i-- > 0;) {
        const diagram::node& n = nodes_[i];
        if (n.asked == diagram::no_variable) continue;
        const double q = down[n.asked];
        slope[n.asked] += reached[i] * (chance[n.bad] - chance[n.good]);
        reached[n.good] += reached[i] * (1 - q);
        reached[n.bad] += reached[i] * q;
    }
    return slope;
}

std::vector<bool> bad_chance::asked(std::size_t variables) const {
    std::vector<bool> some(variables, false);
    for (const diagram::node& n : nodes_)
        if (n.asked != diagram::no_variable) some[n.asked] = true;
    return some;
}

}  // namespace hm::model
