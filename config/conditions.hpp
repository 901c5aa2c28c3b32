// The language of `degraded:` and `unhealthy:` → model::condition.
//
//   condition  = all { "or" all }          all = term { "and" term }
//   term       = "not" term | "(" condition ")" | "failed" | path | field comparator literal
//   field      = "latency" | "status" | path            path = "body" "." key { "." key } | "value"
//   comparator = < <= > >= == !=
//   literal    = number [unit] | true | false | word | "text" | 'text'
//
// Works on one line of text and knows no YAML; a mistake carries its offset, so that the caret can point at
// it.
#pragma once

#include "config/units.hpp"
#include "model/condition.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace hm::config {

inline constexpr std::size_t max_condition_length = 2000;
inline constexpr std::size_t max_condition_nodes = 100;
inline constexpr std::size_t max_condition_depth = 16;  // `not` and parentheses within each other
inline constexpr std::size_t max_body_path_keys = 16;
inline constexpr std::size_t max_body_paths = 100;  // of one signal

// What a pushed result is about, most often: short for body.value.
inline constexpr std::string_view value_word = "value";

using body_path = std::vector<std::string>;

// Body fields are looked up in `paths`, and added when they are new: the conditions of a signal share them.
parsed<model::condition> parse_condition(std::string_view text, std::vector<body_path>& paths);

}  // namespace hm::config
