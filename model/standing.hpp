// How one vertex stands, in one of its two views: its state, its score, and what else is known about it that
// a parent may go by.
#pragma once

#include "model/scale.hpp"

#include <cstdint>

namespace hm::model {

enum class flag : std::uint8_t {
    maintenance,   // announced work; dropped by its parents
    missing,       // nothing below has ever been known
    stale,         // unknown, because results stopped coming
    acknowledged,  // somebody has taken care of what is wrong
    absent,        // nothing counts below, and it says that it has then no say itself (`empty: drop`)
    covered,       // in maintenance itself, and not only because all below it is; of no interest to parents
};
inline constexpr std::size_t flag_count = 5;  // of those that a parent goes by

class flag_set {
public:
    constexpr flag_set() = default;
    constexpr flag_set(flag f) : bits_(static_cast<std::uint8_t>(1u << static_cast<unsigned>(f))) {}
    static constexpr flag_set of_bits(unsigned bits) {
        flag_set s;
        s.bits_ = static_cast<std::uint8_t>(bits);
        return s;
    }

    constexpr bool has(flag f) const { return bits_ >> static_cast<unsigned>(f) & 1; }
    constexpr bool any() const { return bits_ != 0; }
    constexpr std::uint8_t bits() const { return bits_; }

    friend constexpr flag_set operator|(flag_set a, flag_set b) { return of_bits(a.bits_ | b.bits_); }
    friend constexpr flag_set operator&(flag_set a, flag_set b) { return of_bits(a.bits_ & b.bits_); }
    friend constexpr flag_set operator-(flag_set a, flag_set b) {
        return of_bits(a.bits_ & ~static_cast<unsigned>(b.bits_));
    }
    friend constexpr bool operator==(flag_set, flag_set) = default;

private:
    std::uint8_t bits_ = 0;
};

inline constexpr flag_set every_flag = flag_set::of_bits((1u << flag_count) - 1);

struct standing {
    grade now;
    flag_set flags;
    score points;  // absent when `now` is of class unknown

    friend bool operator==(const standing&, const standing&) = default;
};

// A child as its parent counts it. What maintenance covers leaves nothing out that is covered with it: a
// database shows its own signals, a region its flows. Only who is not covered drops it.
constexpr standing seen_by(flag_set parent, standing child) {
    if (parent.has(flag::covered)) child.flags = child.flags - flag::maintenance;
    return child;
}

}  // namespace hm::model
