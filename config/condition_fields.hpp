// What a condition looks at in a run: `latency`, `status`, `failed`, `body.a.b`, `value` → model::field.
#pragma once

#include "config/condition_tokens.hpp"
#include "model/condition.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace hm::config {

inline constexpr std::size_t max_body_path_keys = 16;
inline constexpr std::size_t max_body_paths = 100;  // of one signal

// What a pushed result is about, most often: short for body.value.
inline constexpr std::string_view value_word = "value";

using body_path = std::vector<std::string>;

// Fills `what` and `body_index`. A path is looked up in `paths`, and added when it is new. Throws
// bad_condition.
void read_field(const token& t, model::condition::node& into, std::vector<body_path>& paths);

}  // namespace hm::config
