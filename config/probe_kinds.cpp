#include "config/probe_kinds.hpp"

#include <array>

namespace hm::config {

std::span<const probe_kind> probe_kinds() {
    static constexpr std::array<probe_kind, 3> kinds{{
        {"http", read_http, true, true, true, false},
        {"tcp", read_tcp, false, false, true, false},
        {"push", read_push, false, true, false, true},
    }};
    return kinds;
}

}  // namespace hm::config
