#include "probes/wheel.hpp"

#include <algorithm>

namespace hm::probes {

wheel::wheel(tick now) : now_(now), nodes_(slots) {
    for (std::uint32_t head = 0; head < slots; ++head) nodes_[head].next = nodes_[head].prev = head;
}

void wheel::resize(std::size_t items) {
    if (slots + items > nodes_.size()) nodes_.resize(slots + items);
}

void wheel::insert(item i, tick due) {
    remove(i);
    nodes_[slots + i].due = std::max(due, now_ + 1);
    place(slots + i);
}

void wheel::remove(item i) {
    if (holds(i)) unlink(slots + i);
}

// The lower levels take what a coarse slot held, so that every item passes through level 0 at its own tick.
void wheel::step() {
    ++now_;
    for (unsigned level = levels - 1; level > 0; --level) {
        const tick below = (tick{1} << (level_bits * level)) - 1;
        if ((now_ & below) == 0) cascade(level);
    }
}

void wheel::cascade(unsigned level) {
    const std::uint32_t head =
        level * slots_per_level + ((now_ >> (level_bits * level)) & (slots_per_level - 1));
    std::uint32_t at = nodes_[head].next;
    nodes_[head].next = nodes_[head].prev = head;
    while (at != head) {
        const std::uint32_t next = nodes_[at].next;
        place(at);
        at = next;
    }
}

wheel::item wheel::pop() {
    const std::uint32_t head = now_ & (slots_per_level - 1);
    const std::uint32_t first = nodes_[head].next;
    if (first == head) return none;
    unlink(first);
    return first - slots;
}

wheel::item wheel::second() const {
    const std::uint32_t head = now_ & (slots_per_level - 1);
    const std::uint32_t at = nodes_[nodes_[head].next].next;
    if (at < slots) return none;
    __builtin_prefetch(&nodes_[at]);
    return at - slots;
}

void wheel::place(std::uint32_t at) {
    const tick reached = std::min(nodes_[at].due, now_ + horizon - 1);
    const tick ahead = reached - now_;
    unsigned level = 0;
    while (ahead >> (level_bits * (level + 1)) != 0) ++level;
    link(level * slots_per_level + ((reached >> (level_bits * level)) & (slots_per_level - 1)), at);
}

// At the end, so that items of one tick come out in the order in which they went in.
void wheel::link(std::uint32_t head, std::uint32_t at) {
    const std::uint32_t last = nodes_[head].prev;
    nodes_[at].next = head;
    nodes_[at].prev = last;
    nodes_[last].next = at;
    nodes_[head].prev = at;
}

void wheel::unlink(std::uint32_t at) {
    nodes_[nodes_[at].prev].next = nodes_[at].next;
    nodes_[nodes_[at].next].prev = nodes_[at].prev;
    nodes_[at].next = nodes_[at].prev = none;
}

}  // namespace hm::probes
