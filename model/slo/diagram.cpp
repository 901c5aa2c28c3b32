#include "model/slo/diagram.hpp"

#include "model/slo/memo.hpp"

#include <algorithm>
#include <bit>

namespace hm::model {

namespace {

constexpr std::size_t min_slots = 64;

}  // namespace

diagram::diagram(std::size_t max_nodes)
    : max_nodes_(std::max(max_nodes, std::size_t{1})), slots_(min_slots, 0) {}

std::size_t diagram::place_of(const node& n) const {
    const std::uint64_t children = std::uint64_t{n.good} << 32 | n.bad;
    std::size_t at = mixed(mixed(children) + n.asked) & (slots_.size() - 1);
    while (slots_[at] != 0 && nodes_[slots_[at] - 1] != n) at = (at + 1) & (slots_.size() - 1);
    return at;
}

diagram::ref diagram::unique(node n) {
    const std::size_t at = place_of(n);
    if (slots_[at] != 0) return slots_[at] - 1;
    if (full_ || nodes_.size() == max_nodes_) {
        full_ = true;
        return 0;
    }
    nodes_.push_back(n);
    slots_[at] = static_cast<ref>(nodes_.size());
    if (2 * nodes_.size() > slots_.size()) rehash(2 * slots_.size());
    return static_cast<ref>(nodes_.size() - 1);
}

void diagram::cut_back(std::size_t size) {
    full_ = false;
    if (size == nodes_.size()) return;
    nodes_.resize(size);
    rehash(std::max(min_slots, std::bit_ceil(2 * size + 1)));
}

void diagram::rehash(std::size_t slots) {
    slots_.assign(slots, 0);
    for (std::size_t i = 0; i < nodes_.size(); ++i) slots_[place_of(nodes_[i])] = static_cast<ref>(i + 1);
}

}  // namespace hm::model
