// Tokens: what a sender of results or an operator shows as `Authorization: Bearer …`; and passwords that
// probes show. A message never holds one, nor the line that it stands in.
#pragma once

#include "config/reader.hpp"
#include "config/substitution.hpp"

namespace hm::config {

inline constexpr std::size_t min_token_bytes = 16;
inline constexpr std::size_t max_token_bytes = 1024;

// The token of the node `n`, after substitution. Reports what is wrong; one that is written out in the file
// is only warned about.
bool check_token(const node& n, const filled_text& token, report& out);

inline constexpr std::size_t max_password_bytes = 4096;

// A password or the like that a probe shows; `what` names it. Hidden wherever a run might repeat it, and
// warned about when it is written out. Absent after a mistake.
std::optional<std::string> read_secret(const node& n, std::string_view what, substitution& here, report& out);

}  // namespace hm::config
