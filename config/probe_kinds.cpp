#include "config/probe_kinds.hpp"

#include <array>

namespace hm::config {

std::span<const probe_kind> probe_kinds() {
    static constexpr std::array<probe_kind, 2> kinds{{
        {"http", read_http, true},
        {"tcp", read_tcp, false},
    }};
    return kinds;
}

}  // namespace hm::config
