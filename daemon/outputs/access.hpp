// Who asks, by the token that is shown: the name for the log and the audit trail, or the refusal.
#pragma once

#include "config/settings.hpp"
#include "daemon/http/request.hpp"
#include "daemon/http/response.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace hm::daemon {

// "Bearer abc" → "abc"; the scheme in any case (RFC 9110). Empty when there is none.
std::string_view bearer(std::string_view authorization);

http::response unauthorized(std::string_view detail);

struct admission {
    std::string name;  // of the token; empty when none is set
    std::optional<http::response> refusal;
};

// Who changes something shows an operator's token: 401 without one, 403 with a viewer's, or when none is set.
admission admit_operator(std::span<const config::access_token> tokens, const http::request& asked);
// Who reads shows any token; when none is set everybody may.
admission admit_reader(std::span<const config::access_token> tokens, const http::request& asked);

}  // namespace hm::daemon
