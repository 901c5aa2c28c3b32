// auth: { basic: { user, password } } or { bearer: TOKEN } of an http probe: a header Authorization, made
// once.
#pragma once

#include "config/http_headers.hpp"

namespace hm::config {

// Adds the header. Password, token and what basic makes of them are secrets, also when they are written out,
// which is warned about.
void read_auth(const member& m, substitution& here, header_list& into, report& out);

}  // namespace hm::config
