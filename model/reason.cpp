#include "model/reason.hpp"

#include <array>

namespace hm::model {

std::string_view to_string(reason r) {
    constexpr std::array<std::string_view, reason_count> names{
        "ok",
        "condition",
        "status_mismatch",
        "body_mismatch",
        "header_mismatch",
        "dns_failure",
        "connect_refused",
        "connect_timeout",
        "unreachable",
        "tls_handshake",
        "tls_untrusted",
        "tls_expired",
        "tls_name_mismatch",
        "timeout",
        "closed",
        "protocol_error",
        "too_large",
        "redirect",
        "pushed",
        "prober_error",
        "stale",
        "pending",
    };
    return names[static_cast<std::size_t>(r)];
}

bool is_network(reason r) {
    switch (r) {
        case reason::dns_failure:
        case reason::connect_refused:
        case reason::connect_timeout:
        case reason::unreachable:
        case reason::timeout:
        case reason::closed:
            return true;
        default:
            return false;
    }
}

}  // namespace hm::model
