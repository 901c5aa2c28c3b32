// Certificates and keys as text (PEM, RFC 7468): finds the blocks that are meant, and says what is wrong with
// a text that has none. Pure; what stands inside a block is read by whoever uses it.
#pragma once

#include "config/units.hpp"

#include <string>
#include <string_view>

namespace hm::config {

enum class pem_kind : std::uint8_t { certificates, private_key };

// Whether a text is PEM itself, and no name of a file.
bool looks_like_pem(std::string_view text);

// The blocks of that kind, one after another, without what stands between them; of keys there must be one. A
// mistake is in words that follow the name of the text, such as "holds no certificate".
parsed<std::string> pem_blocks(std::string_view text, pem_kind wanted);

}  // namespace hm::config
