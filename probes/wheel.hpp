// A timing wheel: items that fall due at absolute ticks, for any number of items at the cost of a list link
// each. Starts and deadlines of all probes of a shard hang here, instead of on a timer each (140 times the
// cost at 100,000 of them). Pure: no clock, no I/O.
#pragma once

#include "model/time.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace hm::probes {

using tick = std::uint64_t;

// Absolute ticks on the steady clock. A time that lies between two ticks is due at the later one: never
// early.
class tick_grid {
public:
    explicit tick_grid(model::duration length) : length_(length) {}

    tick at_or_before(model::steady_time t) const {
        return static_cast<tick>(t.time_since_epoch() / length_);
    }
    tick at_or_after(model::steady_time t) const {
        return static_cast<tick>((t.time_since_epoch() + length_ - model::duration{1}) / length_);
    }
    model::steady_time time_of(tick t) const {
        return model::steady_time{length_ * static_cast<std::int64_t>(t)};
    }
    model::duration length() const { return length_; }

private:
    model::duration length_;
};

// Four levels of 256 slots: 2^32 ticks ahead at once (497 days of 10 ms); what lies further is moved on when
// its slot comes round. Items are numbered from 0, and each is in the wheel at most once.
class wheel {
public:
    using item = std::uint32_t;

    explicit wheel(tick now);

    void resize(std::size_t items);  // only grows
    void insert(item i, tick due);   // moves it when it is there already; a past tick means the next one
    void remove(item i);             // nothing happens when it is not there
    bool holds(item i) const { return nodes_[slots + i].next != none; }
    tick now() const { return now_; }

    // Goes forward tick by tick and hands out what is due, in the order of ticks. `expired(item)` may insert
    // and remove. `coming(item)` is told shortly before of most items: whoever keeps something by item can
    // have it fetched, since items that are due together are far apart in memory.
    template <class Expired, class Coming>
    void advance(tick to, Expired&& expired, Coming&& coming) {
        while (now_ < to) {
            step();
            for (item i = pop(); i != none; i = pop()) {
                if (const item soon = second(); soon != none) coming(soon);
                expired(i);
            }
        }
    }
    template <class Expired>
    void advance(tick to, Expired&& expired) {
        advance(to, std::forward<Expired>(expired), [](item) {});
    }

private:
    static constexpr std::uint32_t none = 0xffffffff;
    static constexpr unsigned level_bits = 8;
    static constexpr unsigned levels = 4;
    static constexpr std::uint32_t slots_per_level = 1u << level_bits;
    static constexpr std::uint32_t slots = levels * slots_per_level;
    static constexpr tick horizon = tick{1} << (level_bits * levels);

    // Circular doubly linked lists by index. The first `slots` nodes are the heads of the lists.
    struct node {
        std::uint32_t next = none;
        std::uint32_t prev = none;
        tick due = 0;
    };

    void step();
    item pop();
    item second() const;  // in the list of this tick
    void cascade(unsigned level);
    void place(std::uint32_t at);
    void link(std::uint32_t head, std::uint32_t at);
    void unlink(std::uint32_t at);

    tick now_;
    std::vector<node> nodes_;
};

}  // namespace hm::probes
