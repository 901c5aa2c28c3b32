// `rollup:`, `signals_rollup:`, `across_regions:` and the quorums of an inline group: a word; or a map with
// `worst: k`, `best: k`, `at_least: { healthy: 3, degraded: 60% }` or a `ladder:`. Reads the rules;
// model/rollup.hpp applies them.
#pragma once

#include "config/reader.hpp"

namespace hm::config {

std::optional<model::rollup_rule> as_rollup(const node& n, report& out, const model::scale& states);
// `defaults: { region: … }` takes the word `flows`, too.
std::optional<model::rollup_rule> as_region_rollup(const node& n, report& out, const model::scale& states);

// { healthy:, degraded: }, at least one of them, or other states of the model; each a count, or a percentage
// of the children.
std::optional<model::at_least_rule> read_at_least(const member& m, report& out, const model::scale& states);

// Warns about counts that so few children never meet. `quorums`: what read_at_least has read; `children`: in
// words.
void warn_unreachable(const member& quorums, const model::at_least_rule& rule, std::size_t count,
                      std::string_view children, report& out, const model::scale& states);

// The same for the value of `rollup:` and its brothers, when it has quorums or rungs.
void warn_unreachable(const member* rollup, const model::rollup_rule& rule, std::size_t count,
                      std::string_view children, report& out, const model::scale& states);

}  // namespace hm::config
