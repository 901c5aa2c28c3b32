// Warns of rungs that no children can meet: a test asks for more than there are, or two exclude each other.
#pragma once

#include "config/reader.hpp"
#include "model/rollup_rule.hpp"

namespace hm::config {

// `rungs`: what `l` was read from; `count`: how many children there are; `children`: in words.
void warn_never_true(const node& rungs, const model::ladder& l, std::size_t count, std::string_view children,
                     report& out, const model::scale& states);

}  // namespace hm::config
