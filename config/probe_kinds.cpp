#include "config/probe_kinds.hpp"

#include <array>

namespace hm::config {

std::span<const probe_kind> probe_kinds() {
    static constexpr std::array<std::string_view, 2> of_dns{"answers", "ttl"};
    static constexpr std::array<probe_kind, 5> kinds{{
        {"http", read_http, true, true, {}, true, false},
        {"tcp", read_tcp, false, false, {}, true, false},
        {"dns", read_dns, false, true, of_dns, false, false},
        {"redis", read_redis, false, false, {}, true, false},
        {"push", read_push, false, true, {}, false, true},
    }};
    return kinds;
}

}  // namespace hm::config
