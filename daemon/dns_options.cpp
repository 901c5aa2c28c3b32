#include "daemon/dns_options.hpp"

namespace hm::daemon {

probes::resolver_options dns_options(const config::resolver_settings& s) {
    probes::resolver_options o;
    o.servers = s.servers;
    o.timeout = s.timeout;
    o.tries = s.tries;
    o.min_ttl = s.min_ttl;
    o.max_ttl = s.max_ttl;
    o.negative_ttl = s.negative_ttl;
    return o;
}

}  // namespace hm::daemon
