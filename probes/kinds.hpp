// The probe kinds: one maker each. A kind's file defines its maker, registry.cpp puts it into the table.
#pragma once

#include "probes/probe.hpp"

namespace hm::probes {

using probe_maker = std::unique_ptr<probe> (*)(std::shared_ptr<const model::signal_spec>);

std::unique_ptr<probe> make_http_probe(std::shared_ptr<const model::signal_spec> spec);
std::unique_ptr<probe> make_tcp_probe(std::shared_ptr<const model::signal_spec> spec);
std::unique_ptr<probe> make_dns_probe(std::shared_ptr<const model::signal_spec> spec);
std::unique_ptr<probe> make_redis_probe(std::shared_ptr<const model::signal_spec> spec);
std::unique_ptr<probe> make_prometheus_probe(std::shared_ptr<const model::signal_spec> spec);

}  // namespace hm::probes
