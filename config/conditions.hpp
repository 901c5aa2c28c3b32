// The language of `degraded:` and `unhealthy:` → model::condition.
//
//   condition  = all { "or" all }          all = term { "and" term }
//   term       = "not" term | "(" condition ")" | "failed" | path | field comparator literal
//              | windowed comparator literal
//   field      = "latency" | "status" | path | [ "client_" ] "cert.expires_in"
//   path       = "body" "." key { "." key } | "value"
//   windowed   = ( "p50" | "p90" | "p95" | "p99" | "avg" | "max" | "min" ) "(" ( "latency" | path ) over ")"
//              | ( "count" | "rate" ) "(" condition over ")" | "rate" "(" path over ")"
//   over       = "over" duration
//   comparator = < <= > >= == !=
//   literal    = number [unit] | true | false | word | "text" | 'text'
//
// Works on one line of text and knows no YAML; a mistake carries its offset, so that the caret can point at
// it.
#pragma once

#include "config/condition_fields.hpp"
#include "config/units.hpp"
#include "model/windowed_value.hpp"

#include <string_view>
#include <vector>

namespace hm::config {

inline constexpr std::size_t max_condition_length = 2000;
inline constexpr std::size_t max_condition_nodes = 100;
inline constexpr std::size_t max_condition_depth = 16;  // `not` and parentheses within each other
inline constexpr std::size_t max_windowed_values = 16;  // of one signal

// Body fields and values over windows are looked up in `paths` and `windowed`, and added when they are new:
// the conditions of a signal share them.
parsed<model::condition> parse_condition(std::string_view text, std::vector<body_path>& paths,
                                         std::vector<model::windowed_value>& windowed);

}  // namespace hm::config
