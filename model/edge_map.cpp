#include "model/edge_map.hpp"

namespace hm::model {

namespace {

using row = std::array<mapped, max_states>;

mapped through(impact effect, grade g, const scale& s) {
    const mapped good = s.of(state::healthy), warn = s.worst_not_bad();
    switch (effect) {
        case impact::standard:
            return g;
        case impact::limited:
            if (!is_known(g)) return mapped::drop();
            return g == state::unhealthy ? warn : g == state::degraded ? good : mapped{g};
        case impact::at_most_degraded:
            return g == state::unhealthy ? warn : mapped{g};
        case impact::suppressed:
            return is_known(g) ? good : mapped::drop();
    }
    return g;
}

// What the entries for one flag (or for none) say; `otherwise` where they say nothing.
row applied(std::span<const map_entry> entries, std::optional<flag> when, row otherwise) {
    for (const map_entry& e : entries) {
        if (e.when != when) continue;
        if (e.from)
            otherwise[e.from->rank()] = e.to;
        else
            otherwise.fill(e.to);
    }
    return otherwise;
}

}  // namespace

std::string_view to_string(impact i) {
    switch (i) {
        case impact::standard:
            return "standard";
        case impact::limited:
            return "limited";
        case impact::at_most_degraded:
            return "at_most_degraded";
        case impact::suppressed:
            return "suppressed";
    }
    return {};
}

edge_map::edge_map(const scale& states) : edge_map(states, impact::standard, false, {}) {}

edge_map::edge_map(const scale& states, impact effect, bool drop_unknown,
                   std::span<const map_entry> entries) {
    row plain;
    for (std::size_t rank = 0; rank < states.size(); ++rank) {
        const grade g = states.at(rank);
        plain[rank] = drop_unknown && !is_known(g) ? mapped::drop() : through(effect, g, states);
    }
    plain = applied(entries, std::nullopt, plain);
    for (unsigned bits = 0; bits < table_.size(); ++bits) {
        const flag_set f = flag_set::of_bits(bits);
        row r = plain;
        if (f.has(flag::acknowledged)) r = applied(entries, flag::acknowledged, r);
        if (f.has(flag::stale)) r = applied(entries, flag::stale, r);
        if (f.has(flag::absent)) r = row{};
        if (f.has(flag::missing) || f.has(flag::absent)) r = applied(entries, flag::missing, r);
        if (f.has(flag::maintenance)) r = applied(entries, flag::maintenance, row{});
        table_[bits] = r;
    }
}

}  // namespace hm::model
