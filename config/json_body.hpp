// body: of a webhook, written as YAML, as the JSON text that it stands for. `{{summary}}` and the like stay
// in its texts, for whoever fills them in.
#pragma once

#include "config/reader.hpp"
#include "config/substitution.hpp"

#include <string>

namespace hm::config {

inline constexpr std::size_t max_webhook_body = 64 * 1024;  // bytes, before anything is filled in

// Absent after a mistake. What is in quotes is a text; else numbers, true, false and null are themselves.
std::optional<std::string> as_json_body(const node& n, substitution& here, report& out);

}  // namespace hm::config
