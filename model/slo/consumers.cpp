#include "model/slo/consumers.hpp"

#include <algorithm>
#include <array>

namespace hm::model {

namespace {

using namespace std::chrono_literals;

constexpr std::array<consumer, 11> all{{
    // "An agent health check … the server is marked down or up" by one answer;
    // config/integrations/haproxy/agent-check.cfg.
    {"haproxy-agent",
     2s,
     1,
     1,
     {},
     {},
     {},
     "agent-inter 2s",
     "https://docs.haproxy.org/2.6/configuration.html#5.2-agent-check"},
    {"haproxy-http",
     2s,
     3,
     2,
     {},
     {},
     {},
     "inter 2s fall 3 rise 2, the defaults",
     "https://docs.haproxy.org/2.6/configuration.html#5.2-check"},
    // All of these are required, so that there are no defaults. An answer that is not expected (503) is
    // unhealthy at once,
    // whatever unhealthy_threshold.
    {"envoy",
     5s,
     1,
     2,
     {},
     {},
     {},
     "interval 5s, healthy_threshold 2",
     "https://www.envoyproxy.io/docs/envoy/latest/api-v3/config/core/v3/health_check.proto"},
    // By the file that the daemon keeps (config/integrations/gdnsd): written at most every 2 s, and taken
    // when it was quiet
    // for 1.02 s.
    {"gdnsd",
     2s,
     1,
     1,
     {},
     3020ms,
     5s,
     "extfile with interval 2, direct; min_ttl 5s of the export",
     "https://github.com/gdnsd/gdnsd/wiki/GdnsdPluginExtfile"},
    {"route53",
     30s,
     3,
     3,
     {},
     {},
     60s,
     "request interval 30, failure threshold 3; records with a TTL of 60",
     "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/"
     "dns-failover-determining-health-of-endpoints.html"},
    // Out with fewer than 2 good ones of the last 4; after a long outage back with 2. Each edge location for
    // itself.
    {"azure-front-door",
     30s,
     3,
     2,
     {},
     {},
     {},
     "interval 30 s, sample size 4, successful samples 2",
     "https://learn.microsoft.com/azure/frontdoor/health-probes"},
    // The fourth failure, which may take the whole timeout; back with the next good one.
    {"azure-traffic-manager",
     30s,
     4,
     1,
     10s,
     {},
     60s,
     "interval 30 s, tolerated failures 3, timeout 10 s, TTL 60",
     "https://learn.microsoft.com/azure/traffic-manager/traffic-manager-monitoring"},
    {"nginx-plus",
     5s,
     1,
     1,
     {},
     {},
     {},
     "interval=5 fails=1 passes=1, the defaults",
     "https://nginx.org/en/docs/http/ngx_http_upstream_hc_module.html"},
    // Sick with fewer than 3 good ones of the last 8; after a long outage healthy with 3.
    {"varnish",
     5s,
     6,
     3,
     {},
     {},
     {},
     ".interval = 5s, .window = 8, .threshold = 3, the defaults",
     "https://varnish-cache.org/docs/7.1/reference/vcl-probe.html"},
    {"caddy",
     30s,
     1,
     1,
     {},
     {},
     {},
     "health_interval 30s, the default",
     "https://caddyserver.com/docs/caddyfile/directives/reverse_proxy#active-health-checks"},
    {"traefik",
     30s,
     1,
     1,
     {},
     {},
     {},
     "healthCheck.interval 30s, the default",
     "https://doc.traefik.io/traefik/routing/services/#health-check"},
}};

}  // namespace

std::span<const consumer> known_consumers() {
    return all;
}

const consumer* find_consumer(std::string_view name) {
    const auto* found =
        std::find_if(all.begin(), all.end(), [&](const consumer& c) { return c.name == name; });
    return found == all.end() ? nullptr : found;
}

duration time_to_evict(const consumer& c) {
    return c.fall * c.interval + c.timeout + c.lag + c.ttl;
}

duration time_to_restore(const consumer& c) {
    return c.rise * c.interval + c.lag + c.ttl;
}

}  // namespace hm::model
