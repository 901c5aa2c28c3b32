// What a child's state becomes on its way to the parent: `impact:`, `unknown:` and `map:` of one edge,
// compiled into a table over the child's flags and state.
#pragma once

#include "model/standing.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace hm::model {

// How much of a child's trouble reaches the parent, in a word.
enum class impact : std::uint8_t { standard, limited, at_most_degraded, suppressed };

std::string_view to_string(impact i);

// A contributed state, or nothing: the child is left out of the count.
class mapped {
public:
    constexpr mapped() = default;
    constexpr mapped(grade g) : bits_(g.bits()) {}
    static constexpr mapped drop() { return {}; }

    constexpr bool dropped() const { return bits_ == nothing; }
    constexpr grade to() const { return grade::of_bits(bits_); }  // not when dropped

    friend constexpr bool operator==(mapped, mapped) = default;

private:
    static constexpr std::uint8_t nothing = 0xff;
    std::uint8_t bits_ = nothing;
};

// One line of `map:`. Without `from` it holds for every state. Lines with a flag go before those without; of
// several flags maintenance decides, then missing, stale, acknowledged.
struct map_entry {
    std::optional<flag> when;
    std::optional<grade> from;
    mapped to;

    friend bool operator==(const map_entry&, const map_entry&) = default;
};

class edge_map {
public:
    // Everything as it is; in maintenance or absent: dropped.
    explicit edge_map(const scale& states);
    // `drop_unknown`: states of class unknown are dropped, unless an entry says otherwise.
    edge_map(const scale& states, impact effect, bool drop_unknown, std::span<const map_entry> entries);

    mapped operator()(grade g, flag_set flags) const { return table_[(flags & every_flag).bits()][g.rank()]; }
    mapped operator()(const standing& s) const { return (*this)(s.now, s.flags); }

    friend bool operator==(const edge_map&, const edge_map&) = default;

private:
    using row = std::array<mapped, max_states>;  // by rank

    std::array<row, 1u << flag_count> table_;
};

}  // namespace hm::model
