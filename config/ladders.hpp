// `ladder:` and the one-line languages in it. Reads them; model/ladder.cpp climbs.
//
//   when = test { "and" test }                   test = measure "(" predicate ")" comparator value
//   measure = count | percent | weight | weight_percent
//   predicate = any | [not] STATE | STATE or worse | STATE or better | in "[" STATE { STATE } "]"
//   comparator = >= > <= < ==
//   then, else = STATE | worst | best | worst "(" k ")" | best "(" k ")"     k: a number, or a percentage
#pragma once

#include "config/reader.hpp"
#include "model/rollup_rule.hpp"

namespace hm::config {

inline constexpr std::size_t max_rungs = 100;
inline constexpr std::size_t max_rung_tests = 16;
inline constexpr std::size_t max_when_length = 1000;
inline constexpr std::uint32_t max_quorum = 1'000'000;

parsed<std::vector<model::rung_test>> parse_when(std::string_view text, const model::scale& states);
parsed<model::resolution> parse_resolution(std::string_view text, const model::scale& states);
// "3", "60%": one child at least.
parsed<model::quorum> parse_quorum(std::string_view text);

// The members of a rollup that has a ladder: ladder, match, else, round.
std::optional<model::ladder> read_ladder(map_reader& keys, const member& rungs, const model::scale& states,
                                         report& out);

}  // namespace hm::config
