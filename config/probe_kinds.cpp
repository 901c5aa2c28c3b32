#include "config/probe_kinds.hpp"

#include <array>

namespace hm::config {

std::span<const probe_kind> probe_kinds() {
    static constexpr std::array<std::string_view, 2> of_dns{"answers", "ttl"};
    static constexpr std::array kinds{
        probe_kind{.key = model::http_spec::kind,
                   .read = read_http,
                   .has_status = true,
                   .has_body = true,
                   .has_tls = true},
        probe_kind{.key = model::tcp_spec::kind, .read = read_tcp, .has_tls = true},
        probe_kind{.key = model::dns_spec::kind, .read = read_dns, .has_body = true, .body_fields = of_dns},
        probe_kind{.key = model::redis_spec::kind, .read = read_redis, .has_tls = true},
        probe_kind{.key = model::prometheus_spec::kind,
                   .read = read_prometheus,
                   .has_body = true,
                   .only_value = true},
        probe_kind{.key = model::push_spec::kind, .read = read_push, .has_body = true, .is_pushed = true},
    };
    static_assert(kinds.size() == std::variant_size_v<model::probe_spec>, "a kind that nobody reads");
    return kinds;
}

}  // namespace hm::config
